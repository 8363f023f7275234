"""Annotations for GitHub: the worst first, no more than are shown, nothing left unescaped."""

from hypothesis import given
from hypothesis import strategies as st

from simulator.base.complaints import Complaint
from simulator.records.annotations import SHOWN_OF_EACH, annotations

texts = st.text(st.one_of(st.sampled_from("%\r\n:,"), st.characters(codec="utf-8")), max_size=20)
complaints = st.builds(
    Complaint,
    texts,
    texts,
    st.integers(0, 9),
    st.integers(0, 9),
    texts,
    st.sampled_from(["error", "warning", "note"]),
    st.sampled_from(["", "S201"]),
)


def test_an_annotation_names_place_code_and_words() -> None:
    complaint = Complaint("100 % no", "a\\b,c.yaml", 3, 5, "x: y", code="S201", width=4)
    assert annotations([complaint]) == (
        "::error file=a/b%2Cc.yaml,line=3,endLine=3,col=5,endColumn=9,title=S201"
        "::100 %25 no (x: y)\n"
    )


def test_errors_come_first_and_what_is_not_shown_is_counted() -> None:
    warnings = [Complaint(f"w{n}", "a", 1, 1, severity="warning") for n in range(30)]
    errors = [Complaint(f"e{n}", "a", 1, 1) for n in range(27)]
    lines = annotations([*warnings, *errors]).splitlines()
    kinds = [line.split(" ")[0].strip(":") for line in lines]
    assert kinds == ["error"] * 10 + ["warning"] * 10 + ["notice"]
    assert "and 37 more" in lines[-1]


@given(st.lists(complaints, max_size=40))
def test_one_line_is_one_annotation_and_never_too_many(found: list[Complaint]) -> None:
    text = annotations(found)
    lines = text.split("\n")[:-1]
    assert "\r" not in text
    assert all(line.startswith(("::error", "::warning", "::notice")) for line in lines)
    for kind, most in (("error", 10), ("warning", 10), ("notice", SHOWN_OF_EACH + 1)):
        assert sum(line.startswith(f"::{kind}") for line in lines) <= most
    for line in lines:
        head, said = line[2:].split("::", 1)
        assert head.count(":") == 0
        assert "%" not in said.replace("%25", "").replace("%0D", "").replace("%0A", "")
