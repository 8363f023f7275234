"""Scenarios and packs are found from any folder, in a checkout and in an installed package."""

import subprocess
import sys
from pathlib import Path

import pytest

import simulator
from simulator.base.complaints import UnusableInput
from simulator.scenario import find
from simulator.scenario.load import lint, load

SHOW = (
    "from simulator.scenario.find import shipped, assets_folder;"
    "from simulator.scenario.load import load;"
    "import sys;"
    "print(load(shipped()[0]).plan.id, assets_folder().name, 'pygame' in sys.modules,"
    " 'numpy' in sys.modules)"
)


def test_the_shipped_scenario_is_found_from_another_folder(tmp_path: Path) -> None:
    root = str(Path(simulator.__file__).parent.parent)
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path.insert(0, {root!r}); {SHOW}"],
        cwd=tmp_path, capture_output=True, text=True, check=True,
    )  # fmt: skip
    name, assets, has_pygame, has_numpy = done.stdout.split()
    assert name == find.case_name(find.shipped()[0])
    assert assets in ("assets", "_assets")
    assert (has_pygame, has_numpy) == ("False", "False")


def test_a_package_that_carries_scenarios_is_preferred(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "simulator"
    inside = package / "_scenarios" / "protocols"
    inside.mkdir(parents=True)
    (package / "_scenarios" / "packed.scenario.yaml").write_text("x")
    (inside / "school.yaml").write_text("x")
    monkeypatch.setattr(find, "PACKAGE", package)
    assert [find.case_name(f) for f in find.shipped()] == ["packed"]
    assert [f.stem for f in find.shipped_protocols()] == ["school"]
    assert find.scenario_file("packed") == package / "_scenarios" / "packed.scenario.yaml"
    assert find.assets_folder() == tmp_path / "assets"


def test_a_name_means_a_shipped_scenario_and_a_path_means_itself(tmp_path: Path) -> None:
    shipped = find.shipped()[0]
    assert find.scenario_file(find.case_name(shipped)) == shipped
    assert find.scenario_file(shipped.name) == Path(shipped.name)
    assert find.scenario_file("no_such_case") == Path("no_such_case")


CASE = b"""format: scenario/1
id: own
title: Own
brief: Own.
protocol: %s
rules:
  - {id: a, domain: plan, must: photographed, points: 100}
"""
PACK = "format: protocol/1\nid: own\ntitle: Own\nlimits: {}\n"


def test_a_pack_beside_the_scenario_comes_first(tmp_path: Path) -> None:
    (tmp_path / "protocols").mkdir()
    (tmp_path / "protocols" / "own.yaml").write_text(PACK)
    case = tmp_path / "case.yaml"
    case.write_bytes(CASE % b"own")
    assert load(case).protocol_text == PACK


def test_no_pack_outside_the_folder_can_be_named(tmp_path: Path) -> None:
    (tmp_path / "secret.yaml").write_text(PACK)
    inside = tmp_path / "inside"
    inside.mkdir()
    case = inside / "case.yaml"
    for name in (b"../secret", b"/etc/passwd", b"..", b'"../../secret"', b"protocols/own"):
        case.write_bytes(CASE % name)
        with pytest.raises(UnusableInput, match="'protocol' cannot be"):
            load(case)


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.yaml").write_text(PACK)
    (tmp_path / "inside" / "protocols").mkdir(parents=True)
    link = tmp_path / "inside" / "protocols" / "own.yaml"
    try:
        link.symlink_to(tmp_path / "secret.yaml")
    except OSError:
        pytest.skip("this system makes no links")
    case = tmp_path / "inside" / "case.yaml"
    case.write_bytes(CASE % b"own")
    with pytest.raises(UnusableInput, match="there is no protocol pack 'own'"):
        load(case)


def test_mistakes_in_a_pack_are_told_with_the_file_of_the_pack(tmp_path: Path) -> None:
    (tmp_path / "protocols").mkdir()
    limit = "limits:\n  a: {value: 5 sec, means: x, source: y, confidence: sure}\n"
    (tmp_path / "protocols" / "own.yaml").write_text(PACK.replace("limits: {}\n", limit))
    case = tmp_path / "case.yaml"
    case.write_bytes(CASE % b"own")
    with pytest.raises(UnusableInput) as refused:
        load(case)
    found = [(Path(c.file).name, c.line, c.code) for c in refused.value.complaints]
    assert [c.code for c in lint(tmp_path / "protocols" / "own.yaml")] == ["S306", "S204"]
    assert found == [("own.yaml", 5, "S306"), ("own.yaml", 5, "S204")]
