"""What the practice is for: the clinic's published figures, out of vessels, needle and flow.

On demand only (pytest -m long): hundreds of legs. `benchmarks/fit_practice.py` fits in the open.
"""

from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import cache, partial

import pytest

from simulator.cli.practice import over
from simulator.operators.practice import Figure, Treated, figures, treated_leg
from simulator.operators.practising import COMPETENT, NO_DUPLEX, Technique
from simulator.session.pace import COARSE, USUAL

pytestmark = pytest.mark.long
LEGS, FEW = 400, 50


@cache
def legs(how: Technique, count: int, is_source_closed: bool = False) -> list[Treated]:
    work = partial(treated_leg, seed=1, how=how, is_source_closed=is_source_closed)
    with ProcessPoolExecutor() as executor:
        return over(range(count), work, executor)


def of(how: Technique, count: int = LEGS, is_source_closed: bool = False) -> dict[str, Figure]:
    return figures(legs(how, count, is_source_closed), 1)


def reaches(figure: Figure, low: float, high: float) -> bool:
    """Return whether the interval of `figure` overlaps the one that is wanted."""
    return figure.low <= high and figure.high >= low


def test_competent_hands_please_as_many_as_the_clinic_says() -> None:
    found = of(COMPETENT)
    assert reaches(found["very_pleased"], 0.93, 0.97), found["very_pleased"]
    assert reaches(found["excellent"], 0.77, 0.83), found["excellent"]


def test_blemishes_are_as_common_as_published() -> None:
    found = of(COMPETENT)
    assert reaches(found["stain"], 0.10, 0.30), found["stain"]
    assert reaches(found["matting"], 0.01, 0.20), found["matting"]
    assert found["ulcer"].low <= 0.01


def test_without_duplex_most_of_those_with_a_hidden_source_fail() -> None:
    found = of(NO_DUPLEX)["unsuccessful_hidden"]
    assert found.low > 0.5, found
    assert found.value >= 0.60, found


def test_with_the_source_closed_in_the_anatomy_nobody_needs_the_duplex() -> None:
    """The same hands, so only the hidden source makes the difference."""
    found = of(NO_DUPLEX, is_source_closed=True)["very_pleased"]
    wanted = of(COMPETENT)["very_pleased"]
    assert found.high >= wanted.low, (found, wanted)


def test_stockings_worn_clear_more_and_stain_less() -> None:
    worn = of(NO_DUPLEX, 200, is_source_closed=True)
    none = of(replace(NO_DUPLEX, stocking_days=0), 200, is_source_closed=True)
    assert worn["clearance"].value > none["clearance"].value + 0.03
    assert none["stain"].value > 1.5 * worn["stain"].value


def test_saline_clears_at_most_one_in_fifty() -> None:
    assert of(replace(COMPETENT, drug="saline"), FEW)["clearance"].value <= 0.02


@pytest.mark.parametrize("is_source_closed", [True, False])
def test_the_coarse_pace_agrees_with_the_usual_one_on_fifty_legs(is_source_closed: bool) -> None:
    how = replace(NO_DUPLEX, sessions=1, punctures=(3,))
    found = {}
    for pace in (COARSE, USUAL):
        work = partial(treated_leg, seed=1, how=how, pace=pace, is_source_closed=is_source_closed)
        with ProcessPoolExecutor() as executor:
            found[pace.name] = over(range(FEW), work, executor)
    for name in ("clearance_frac", "kill_frac"):
        coarse, usual = (sum(getattr(one, name) for one in found[p]) for p in ("coarse", "usual"))
        assert coarse == pytest.approx(usual, rel=0.05), name
