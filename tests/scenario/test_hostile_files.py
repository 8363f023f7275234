"""Whatever the bytes, a scenario file is refused or loaded; nothing else ever happens."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from simulator.base.complaints import Complaint, UnusableInput
from simulator.scenario.find import shipped
from simulator.scenario.form import RuleForm
from simulator.scenario.load import lint, load
from simulator.scenario.reading import yaml_events
from simulator.scenario.reading.places import MOST_COMPLAINTS
from simulator.scenario.reading.yaml_events import MAX_BYTES, MAX_DEPTH, read
from simulator.scenario.script import read_script
from tests.scenario.told_case import written

SHIPPED = shipped()[0].read_bytes()
BOMB = b"a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n"
HOSTILE = {
    "two hundred thousand brackets": (b"[" * 200_000, "Y105", 1),
    "two hundred thousand braces": (b"{a: " * 50_000, "Y105", 1),
    "two hundred thousand dashes": (b"- " * 100_000, "Y105", 1),
    "an alias bomb": (BOMB, "Y103", 1),
    "an alias": (b"title: *x\n", "Y103", 1),
    "a merge key": (b"patient:\n  <<: {age: 1}\n", "Y103", 2),
    "a tag that would run code": (b"title: !!python/object/apply:os.system [ls]\n", "Y104", 1),
    "a local tag": (b"format: scenario/1\ntitle: !secret x\n", "Y104", 2),
    "a second document": (b"format: scenario/1\n---\nformat: scenario/1\n", "Y108", 2),
    "a huge integer": (b"seed: " + b"9" * 4000, "Y110", 1),
    "a million digits": (b"seed: 0x" + b"F" * 200_000, "Y109", 1),
    "infinity": (b"pass_mark: .inf\n", "Y110", 1),
    "an octal number": (b"seed: 010\n", "Y110", 1),
    "a list as a key": (b"? [a, b]\n: c\n", "Y107", 1),
    "no key": (b'"": c\n', "Y107", 1),
    "a text without end": (b'title: "abc\n', "Y100", 1),
    "a text that is too long": (b"title: " + b"x" * 5000, "Y109", 1),
    "an escaped bell": (b'title: "a\\x07b"\n', "Y109", 1),
    "too many values": (b"[" + b"1," * 60_000 + b"]", "Y102", 1),
    "too many bytes": (b"# " + b"x" * MAX_BYTES, "Y101", 1),
    "nothing": (b"", "Y101", 1),
    "blank lines": (b"\n  \n", "Y101", 1),
    "only a comment": (b"# nothing here\n", "Y101", 1),
    "only null": (b"~\n", "Y101", 1),
    "a program": (b"\x7fELF\x02\x01\x01\x00\x00", "Y101", 1),
    "a picture": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "Y101", 1),
    "Latin-1": ("format: scenario/1\ntitle: caf\u00e9\n".encode("latin-1"), "Y101", 2),
    "UTF-16": ("format: scenario/1\n".encode("utf-16"), "Y101", 1),
    "a NUL": (b"format: scenario/1\ntitle: a\x00b\n", "Y101", 2),
    "terminal codes": (b"format: scenario/1\ntitle: \x1b[31mred\n", "Y101", 2),
    "a tab": (b"patient:\n\tage: 46 years\n", "Y100", 2),
}


def first_complaint(data: bytes) -> Complaint:
    """Return what reading alone complains of first; nothing is asked of the values yet."""
    try:
        return read(data, "hostile.yaml").errors[0]
    except UnusableInput as refused:
        return refused.complaints[0]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_gets_one_clear_complaint_with_its_line(name: str) -> None:
    data, code, line = HOSTILE[name]
    first = first_complaint(data)
    assert (first.code, first.line) == (code, line), first
    assert first.what
    assert len(str(first)) < 400
    with pytest.raises(UnusableInput):
        load("hostile.yaml", data)


@pytest.mark.parametrize("loader", [yaml.SafeLoader, yaml_events.LOADER])
@pytest.mark.parametrize("name", [n for n in HOSTILE if n != "too many values"])  # slow in Python
def test_both_parsers_of_the_library_lead_to_the_same_refusal(
    name: str, loader: type, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(yaml_events, "LOADER", loader)
    data, code, _ = HOSTILE[name]
    assert first_complaint(data).code == code


def test_depth_is_allowed_up_to_the_limit() -> None:
    assert read(b"[" * MAX_DEPTH + b"]" * MAX_DEPTH).document.value is not None
    with pytest.raises(UnusableInput, match="nested deeper"):
        read(b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1))


def test_thousands_of_mistakes_are_told_as_a_hundred() -> None:
    unknown = "".join(f"key_{n}: x\n" for n in range(5000)).encode()
    with pytest.raises(UnusableInput) as refused:
        load("many.yaml", unknown)
    assert len(refused.value.complaints) == MOST_COMPLAINTS


def test_a_small_file_cannot_ask_for_endless_work() -> None:
    names = "[" + ", ".join(f"n{n}" for n in range(300)) + "]"
    rules = "".join(
        f"  - {{id: r{n}, domain: scan, for_each: {{x: {names}}}, must: photographed, lose: 1}}\n"
        for n in range(20)
    )
    head = "format: scenario/1\nid: big\ntitle: Big\nbrief: Big.\nrules:\n"
    with pytest.raises(UnusableInput, match="makes more than 1000 rules"):
        load("big.yaml", (head + rules).encode())
    veins = "{event: vein_marked, vein: {in: [" + ", ".join(["gsv"] * 200) + "]}}"
    long = f"  - {{id: a, domain: scan, for_each: {{x: {names}}}, must: {veins}, lose: 1}}\n"
    with pytest.raises(UnusableInput, match="or too long ones"):
        load("big.yaml", (head + long).encode())
    longer = long.replace("gsv", "gsv, gsv", 1)
    with pytest.raises(UnusableInput, match="more than 200 names"):
        load("big.yaml", (head + longer).encode())
    body = "format: attempt/1\ndo:\n"
    for depth in range(7):
        body += "  " * (2 * depth + 1) + f"- for: {{x{depth}: {names}}}\n"
        body += "  " * (2 * depth + 1) + "  do:\n"
    body += "  " * 15 + "- for: {y: []}\n" + "  " * 15 + "  do: []\n"
    with pytest.raises(UnusableInput, match="turn more than"):
        read_script("loops.yaml", load(shipped()[0]), body.encode())


def test_a_byte_order_mark_of_utf_8_is_no_obstacle() -> None:
    marked = load(shipped()[0], b"\xef\xbb\xbf" + SHIPPED)
    assert marked == load(shipped()[0])


def test_windows_line_ends_give_the_same_case_and_the_same_places() -> None:
    windows = SHIPPED.replace(b"\n", b"\r\n")
    assert load(shipped()[0], windows).rubric == load(shipped()[0]).rubric
    broken = windows.replace(b"mode: practice", b"mode: practise")
    with pytest.raises(UnusableInput) as refused:
        load(shipped()[0], broken)
    (complaint,) = refused.value.complaints
    assert SHIPPED.splitlines()[complaint.line - 1].startswith(b"mode:")
    assert complaint.column == 7


@pytest.mark.parametrize("loader", [yaml.SafeLoader, yaml_events.LOADER])
def test_half_a_character_is_refused(loader: type, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml_events, "LOADER", loader)
    for data in (b'title: "\\ud800"\n', b'"\\udfff": x\n'):
        assert first_complaint(data).code in ("Y100", "Y109")
        loads_or_complains(data)


def test_a_missing_file_and_a_folder_are_refused_in_words(tmp_path) -> None:
    for path in (tmp_path / "nowhere.yaml", tmp_path, "a\0b"):
        (complaint,) = lint(path)
        assert complaint.severity == "error"


def test_a_name_too_long_for_any_file_names_no_pack() -> None:
    with pytest.raises(UnusableInput, match="'protocol' cannot be"):
        load(shipped()[0], SHIPPED.replace(b"protocol: whiteley", b"protocol: " + b"x" * 300))


def loads_or_complains(data: bytes) -> None:
    complaints: tuple[Complaint, ...] = ()
    try:
        complaints = load(shipped()[0], data).warnings
    except UnusableInput as refused:
        complaints = refused.complaints
        is_refused = True
    else:
        is_refused = False
    assert is_refused == any(c.severity == "error" for c in complaints)
    for complaint in complaints:
        assert complaint.line >= 1
        assert complaint.column >= 1
        str(complaint).encode("utf-8")


@given(st.binary(max_size=400))
def test_any_bytes_are_loaded_or_refused(data: bytes) -> None:
    loads_or_complains(data)


@given(st.text(alphabet="abc:-[]{}#&*!|>'\"%@`,?~ \n\t0123456789.<", max_size=200))
def test_any_text_of_yaml_signs_is_loaded_or_refused(text: str) -> None:
    loads_or_complains(text.encode())


@given(st.integers(0, len(SHIPPED) - 1), st.integers(0, 60), st.binary(max_size=12), st.booleans())
def test_any_damage_to_a_shipped_scenario_is_loaded_or_refused(
    start: int, length: int, patch: bytes, is_swapped: bool
) -> None:
    middle = SHIPPED[start : start + length]
    damaged = SHIPPED[:start] + (middle[::-1] if is_swapped else patch) + SHIPPED[start + length :]
    loads_or_complains(damaged)


VALUES = st.recursive(
    st.sampled_from(["aasv", "$vein", "5 s", "", "consent", "photographed", "patch", "vein_marked"])
    | st.integers(-5, 200) | st.booleans() | st.none() | st.floats(0, 9, width=16),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(["step", "event", "in", "not", "vein", "protocol", "from", "up_to", "x"]),
        inner,
        max_size=3,
    ),
    max_leaves=6,
)  # fmt: skip
KEYS = sorted(RuleForm.model_fields)


@given(st.lists(st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=7), max_size=3), VALUES)
def test_any_values_at_the_known_keys_are_loaded_or_refused(rules: list, other: object) -> None:
    scenario = {
        "format": "scenario/1",
        "id": "small",
        "title": "Small",
        "brief": "Small.",
        "patient": {"sources": [{"id": "aasv", "kind": "AASV", "reflux": other, "diameter": "2 mm",
                                 "feeds": "patch"}], "history": other},
        "steps": {"consent": other},
        "sets": other,
        "rules": rules,
    }  # fmt: skip
    loads_or_complains(yaml.safe_dump(scenario).encode())


EXPECTS = st.lists(
    st.fixed_dictionaries(
        {"name": st.text(max_size=4)},
        optional={
            "attempt": st.one_of(
                st.lists(
                    st.one_of(
                        st.sampled_from(["consent_taken", "history_asked", "wait"]),
                        st.dictionaries(
                            st.sampled_from(["injection_ended", "wait", "for", "do", "x"]),
                            st.one_of(st.none(), st.text(max_size=3), st.integers(), st.just([])),
                            max_size=2,
                        ),
                    ),
                    max_size=3,
                ),
                st.text(max_size=5),
                st.integers(),
            ),
            "operator": st.one_of(st.text(max_size=3), st.just("expert"), st.integers()),
            "like": st.one_of(st.text(max_size=3), st.just("a.telling.yaml"), st.booleans()),
            "change": st.one_of(st.none(), st.lists(st.just({"drop": "wait"}), max_size=2)),
            "score": st.one_of(st.none(), st.dictionaries(st.just("up_to"), st.integers())),
            "broken": st.one_of(st.none(), st.lists(st.text(max_size=3), max_size=2)),
            "passed": st.one_of(st.booleans(), st.text(max_size=2)),
        },
    ),
    max_size=3,
)


@given(EXPECTS, st.binary(max_size=60))
def test_any_expectations_and_any_telling_are_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, expects: list, telling: bytes
) -> None:
    folder = tmp_path_factory.mktemp("any")
    document = yaml.safe_load(SHIPPED) | {"expect": expects, "waive": []}
    (folder / "a.telling.yaml").write_bytes(b"format: telling/1\ntell: " + telling)
    file = folder / "any.scenario.yaml"
    file.write_text(yaml.safe_dump(document, allow_unicode=True), "utf-8")
    for complaint in lint(file):
        assert isinstance(complaint, Complaint)


@pytest.mark.parametrize("times", [12, 40])
def test_doubling_again_and_again_is_bounded(tmp_path: Path, times: int) -> None:
    changes = "\n".join("      - {double: photographed}" for _ in range(times))
    expect = f"expect:\n  - name: x\n    like: model.telling.yaml\n    change:\n{changes}\n"
    codes = {c.code for c in lint(written(tmp_path, f"{expect}    passed: true\n"))}
    assert codes == {"E317"}


def test_many_expectations_of_one_telling_are_bounded(tmp_path: Path) -> None:
    one = "\n  - {name: n%d, like: long.telling.yaml, change: [{double: swab_taped}], passed: true}"
    expect = "expect:" + "".join(one % n for n in range(400)) + "\n"
    file = written(tmp_path, expect)
    lines = "".join(f"  - {e}\n" for e in ("swab_placed", "swab_taped") * 400)
    (tmp_path / "long.telling.yaml").write_text(f"format: telling/1\ntell:\n{lines}")
    assert {c.code for c in lint(file)} == {"E317"}
