"""Where YAML or a unit surprises an author, the complaint says what was probably meant."""

import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.base.complaints import UnusableInput
from simulator.scenario.load import load
from simulator.scenario.reading.quantities import EXAMPLES, QuantityError, quantity

HEAD = "format: scenario/1\nid: x\ntitle: X\nbrief: X.\n"
RULE = "rules:\n  - id: a\n    domain: scan\n    must: photographed\n    points: 100\n"
VEIN = "patient:\n  sources:\n    - {{id: f, kind: AASV, reflux: {}, diameter: {}, feeds: patch}}\n"
FINISH = "rules:\n  - {{id: a, domain: scan, finish_within: {}, points: 100}}\n"
CASES = {
    "yes": (RULE + "    harm: yes\n", "write true or false"),
    "off": (RULE + "    harm: off\n", "yes, no, on and off are text"),
    "a clock time": (FINISH.format("12:30"), "did you mean '12.5 min'?"),
    "a leading nought": ("seed: 010\n" + RULE, "does not begin with 0: write 10"),
    "a date": ("patient: {age: 1970-01-02}\n" + RULE, "this is a date"),
    "a huge number": (f"seed: {'9' * 30}\n" + RULE, "at most 15 digits"),
    "an underscore": ("seed: 1_000\n" + RULE, "write it without '_'"),
    "a merge key": ("patient:\n  <<: {age: 40 years}\n" + RULE, "write the keys out"),
    "a tag": ("patient: !!map {}\n" + RULE, "the tag !!map is not allowed"),
    "a tab": ("patient:\n\tage: 40 years\n" + RULE, "indented with a tab"),
    "no space after the colon": (
        RULE.replace("points: 100", "points:100"),
        "line 9: a space is missing after the colon: write 'points: 100'",
    ),
    "the same in braces": (
        "rules:\n  - {id: a, domain: scan, must: photographed, points:5}\n",
        "a space is missing after the colon: write 'points: 5'",
    ),
    "a semicolon": (
        RULE.replace("domain: scan", "domain; scan"),
        "line 7: write ':' and not ';' after the key: 'domain: scan'",
    ),
    "no dash": (RULE.replace("  - id", "    id"), "each entry of a list begins with '- '"),
    "no second dash": (RULE + "  id: b\n    domain: scan\n", "an entry of this list lacks its '-'"),
    "a decimal comma": (
        RULE + "patient:\n  sources:\n    - id: f\n      reflux: 1,8 s\n",
        "did you mean '1.8 s'?",
    ),
    "a decimal comma in braces": (
        VEIN.format("1,8 s", "2 mm") + RULE,
        "write decimals with a point",
    ),
    "a unit run together": (VEIN.format("5sec", "2 mm") + RULE, "did you mean '5 s'?"),
    "a unit misspelt": (VEIN.format("1 s", "2 milimeter") + RULE, "did you mean '2 mm'?"),
    "a unit in capitals": (VEIN.format("1 S", "2 mm") + RULE, "did you mean '1 s'?"),
    "a share without its sign": ("pass_mark: 90\n" + RULE, "did you mean '90 %'?"),
    "a share in words": ("pass_mark: 90 percent\n" + RULE, "did you mean '90 %'?"),
}


@pytest.mark.parametrize("name", CASES)
def test_a_surprise_is_answered_with_what_was_probably_meant(name: str) -> None:
    text, said = CASES[name]
    with pytest.raises(UnusableInput) as refused:
        load("x.yaml", (HEAD + text).encode())
    told = " | ".join(str(c).split("\n")[0] for c in refused.value.complaints)
    assert said in told


def test_a_unit_may_touch_its_number_and_no_may_be_an_answer() -> None:
    case = "patient:\n  history:\n    - {item: allergy, answer: no}\n" + RULE
    assert load("x.yaml", (HEAD + case).encode()).plan.patient.history[0].answer == "no"
    assert quantity("0.15ml", "volume") == 150


WRITTEN = st.from_regex(r"[0-9]{1,3}([.,][0-9]{1,3})? ?(mL|cc|sec|S|mins|MM|percent|°|kpa|x|)",
                        fullmatch=True)  # fmt: skip


@given(WRITTEN | st.text(max_size=12), st.sampled_from(sorted(EXAMPLES)))
def test_what_is_suggested_can_be_used_and_is_the_same_number(text: str, dimension: str) -> None:
    try:
        quantity(text, dimension)
    except QuantityError as error:
        suggested = re.search(r"did you mean '([^']+)'\?$", str(error))
        if suggested and " " in suggested[1]:
            quantity(suggested[1], dimension)
            number = suggested[1].split()[0]
            if ":" not in text:
                assert Fraction(number) == Fraction(re.match(r"\s*([-+]?\d+([.,]\d*)?)", text)[1]
                                                    .replace(",", ".").rstrip("."))  # fmt: skip
