"""What the practice is for: the published directions, out of vessels, needle and flow.

On demand only (pytest -m long): a dozen legs, enough for directions, too few for the figures.
"""

from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import cache, partial

import pytest

from simulator.cli.batch import over
from simulator.operators.practice import Figure, Treated, figures, treated_legs
from simulator.operators.practising import COMPETENT, NO_DUPLEX, Technique

pytestmark = pytest.mark.long
LEGS, FEW = 12, 3


@cache
def legs(how: Technique, count: int, is_source_closed: bool = False) -> list[Treated]:
    work = partial(treated_legs, seed=1, how=how, is_source_closed=is_source_closed)
    with ProcessPoolExecutor(2) as executor:
        return list(over(range(count), work, executor, workers=2, at_most=2))


def of(how: Technique, count: int = LEGS, is_source_closed: bool = False) -> dict[str, Figure]:
    return figures(legs(how, count, is_source_closed), 1)


def test_without_duplex_most_of_those_with_a_hidden_source_fail() -> None:
    assert of(NO_DUPLEX)["unsuccessful_hidden"].value > 0.5


def test_who_scans_pleases_more() -> None:
    scans, does_not = of(COMPETENT)["very_pleased"], of(NO_DUPLEX)["very_pleased"]
    assert scans.value > does_not.value + 0.3, (scans, does_not)


def test_with_the_source_closed_in_the_anatomy_nobody_needs_the_duplex() -> None:
    """The same hands, so only the hidden source makes the difference."""
    found = of(NO_DUPLEX, is_source_closed=True)["very_pleased"]
    wanted = of(COMPETENT)["very_pleased"]
    assert found.high >= wanted.value, (found, wanted)


def test_stockings_worn_clear_more_and_stain_less() -> None:
    worn = of(NO_DUPLEX, is_source_closed=True)
    none = of(replace(NO_DUPLEX, stocking_days=0), is_source_closed=True)
    assert worn["clearance"].value > none["clearance"].value + 0.03
    assert none["stain"].value > worn["stain"].value


def test_saline_clears_at_most_one_in_fifty() -> None:
    assert of(replace(COMPETENT, drug="saline"), FEW)["clearance"].value <= 0.02
