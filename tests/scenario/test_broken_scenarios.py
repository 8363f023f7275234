"""Scenarios as an instructor gets them wrong, each with the messages it must give.

The golden messages are beside the scenarios; after a deliberate change of wording run
`PYTHONPATH=. python tests/scenario/test_broken_scenarios.py` and read the difference.
"""

from pathlib import Path

import pytest

from simulator.base.complaints import UnusableInput
from simulator.cli.excerpts import told
from simulator.scenario.load import lint, load

BROKEN = Path(__file__).parent / "broken"
FILES = sorted(BROKEN.glob("*.yaml"))


def messages(file: Path) -> str:
    """Return what a person sees about `file`, without its folder."""
    folder = f"{file.parent.as_posix()}/"
    return "".join(
        told(c).replace("\\", "/").replace(folder, "") + "\n" for c in lint(file, is_deep=True)
    )


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.stem)
def test_a_broken_scenario_is_answered_in_these_words(file: Path) -> None:
    assert messages(file) == file.with_suffix(".txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.stem)
def test_what_is_named_as_unknown_stands_where_the_message_points(file: Path) -> None:
    lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
    for complaint in lint(file):
        assert 1 <= complaint.line <= len(lines)
        rest = lines[complaint.line - 1][complaint.column - 1 :]
        assert rest, complaint
        if complaint.code in ("S201", "S302", "S304", "S305", "S313"):
            assert rest.startswith(tuple(complaint.what.split("'")[1::2])), complaint


def test_there_are_at_least_forty_and_each_has_its_words() -> None:
    assert len(FILES) >= 40
    assert all(file.with_suffix(".txt").exists() for file in FILES)


def test_a_file_pasted_from_windows_is_answered_in_these_words(tmp_path: Path) -> None:
    """Not one of the files beside this one, since those are text in UTF-8."""
    file = tmp_path / "pasted.yaml"
    file.write_bytes(
        "format: scenario/1\nbrief: She says \u2013 \u201cno\u201d.\n".encode("cp1252")
    )
    assert messages(file) == (
        "pasted.yaml:2:17: error Y101: this is not UTF-8 text: the byte 0x96 does not belong here; "
        "Windows writes \u2013 like that (save the file as plain text, encoding UTF-8)\n"
        "    brief: She says \ufffd \ufffdno\ufffd.\n"
        "                    ^\n"
    )


def test_errors_forbid_loading_and_warnings_do_not() -> None:
    warned = load(BROKEN / "only_warnings.yaml")
    assert {c.severity for c in warned.warnings} == {"warning"}
    for file in FILES:
        is_refused = any(": error " in line for line in messages(file).splitlines())
        if is_refused:
            with pytest.raises(UnusableInput):
                load(file, is_deep=True)
        else:
            load(file)


if __name__ == "__main__":
    for broken in FILES:
        broken.with_suffix(".txt").write_text(messages(broken), encoding="utf-8")
