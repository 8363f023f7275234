"""What the practice is for: the published directions, out of vessels, needle and flow.

On demand only (pytest -m long): dozens of legs, enough for directions, too few for the figures.
"""

from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import cache, partial

import pytest

from simulator.cli.batch import over
from simulator.operators.practice import Figure, Treated, figures, treated_legs
from simulator.operators.practising import COMPETENT, NO_DUPLEX, Technique

pytestmark = pytest.mark.long
LEGS, FEW = 40, 4


@cache
def legs(how: Technique, count: int, is_source_closed: bool = False) -> list[Treated]:
    work = partial(treated_legs, seed=1, how=how, is_source_closed=is_source_closed)
    with ProcessPoolExecutor(2) as executor:
        return list(over(range(count), work, executor, workers=2, at_most=2))


def of(how: Technique, count: int = LEGS, is_source_closed: bool = False) -> dict[str, Figure]:
    return figures(legs(how, count, is_source_closed), 1)


def test_without_duplex_most_of_those_with_a_hidden_source_fail() -> None:
    found = of(NO_DUPLEX)["unsuccessful_hidden"]
    assert found.low > 0.5, found
    assert found.value >= 0.60, found


def test_who_scans_pleases_more_beyond_any_doubt_of_the_dice() -> None:
    scans, does_not = of(COMPETENT)["very_pleased"], of(NO_DUPLEX)["very_pleased"]
    assert scans.value > 0.8, scans
    assert scans.low > does_not.high, (scans, does_not)


def test_with_the_source_closed_in_the_anatomy_nobody_needs_the_duplex() -> None:
    """The same hands, so only the hidden source makes the difference."""
    found = of(NO_DUPLEX, is_source_closed=True)["very_pleased"]
    wanted = of(COMPETENT)["very_pleased"]
    assert found.high >= wanted.low, (found, wanted)


def test_stockings_worn_clear_more_and_stain_less() -> None:
    worn = of(NO_DUPLEX, is_source_closed=True)
    none = of(replace(NO_DUPLEX, stocking_days=0), is_source_closed=True)
    assert worn["clearance"].value > none["clearance"].value + 0.03
    assert none["stain"].value > 1.5 * worn["stain"].value


def test_saline_clears_at_most_one_in_fifty() -> None:
    assert of(replace(COMPETENT, drug="saline"), FEW)["clearance"].value <= 0.02
