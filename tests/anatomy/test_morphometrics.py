"""Grown webs measure like thread veins: every measure of every web inside its band.

Standing of the bands. Published: junction exponent of veins 1.95-2.16 (Luo 2017), mean fork
angle 78 degrees (Luo 2017, retina), red 0.227 and blue 0.435 mm (Wienert 2006), Strahler ratio
3-5 (textbooks, whole trees). Ours, judged by eye, because nothing was found for legs: how far
a single web may lie from a published mean, spread of angles, tortuosity, box dimension,
density, loops. Three statistics are asked of a pattern as a whole instead, and angles and
orders only of webs with forks enough to have any.
"""

from dataclasses import fields
from functools import cache

import numpy as np
import pytest

from simulator.anatomy.grow import grow
from simulator.anatomy.spec import PatientSpec, SourceSpec
from simulator.base.seeds import Seeds
from tests.anatomy.morphometrics import Measures, measure

SOURCES = (
    SourceSpec("aasv", "AASV", 1.8, 4.2, "reticular_feeder"),
    SourceSpec("reticular_feeder", "reticular", 1.2, 1.7, "patch"),
)
FOUR = ("linear", "arborising", "spider", "punctate")
FEW_FORKS = 15  # below this a spread of angles or a ratio of orders says nothing
SHARE_WANTED = 0.95

EVERY = {
    "junction_exponent": (1.9, 2.3),
    "area_ratio": (0.9, 1.1),
    "angle_mean_deg": (62.0, 94.0),
    "angle_spread_deg": (30.0, 120.0),
    "tortuosity": (1.04, 1.25),
    "tortuosity_p90": (1.0, 1.6),
    "path_tortuosity": (1.1, 1.5),
    "box_dimension": (1.04, 1.45),
    "strahler_ratio": (2.3, 6.0),
    "red_mm": (0.18, 0.28),
    "blue_mm": (0.36, 0.52),
    "density_per_mm": (0.5, 1.5),
    "area_frac": (0.08, 0.25),
    "loops_frac": (0.0, 0.12),
    "crossings": (0, 1),
    "shortest_mm": (0.25, 9.0),
    "twigs_frac": (0.0, 0.15),
}
BANDS = {
    "linear": EVERY | {"path_tortuosity": (1.05, 1.5), "box_dimension": (1.0, 1.2)},
    "arborising": EVERY | {"loops_frac": (0.005, 0.12)},
    "spider": EVERY,
    "punctate": EVERY
    | {"strahler_ratio": (1.0, 12.0)}  # tufts are too small to have orders
    | {"box_dimension": (0.9, 1.15), "density_per_mm": (0.4, 1.5), "twigs_frac": (0.0, 0.4)},
    "mixed": EVERY,
    "corona": EVERY,
}


def grown(pattern: str, seed: int) -> Measures:
    return measure(grow(PatientSpec(pattern=pattern, sources=SOURCES), Seeds(seed)))


@cache
def dozen(pattern: str) -> list[Measures]:
    return [grown(pattern, seed) for seed in range(12)]


def misses(found: Measures, pattern: str) -> list[str]:
    """Return the names of the measures that lie outside their bands."""
    out = []
    for name, (low, high) in BANDS[pattern].items():
        is_asked = found.forks >= FEW_FORKS or name not in (
            "angle_mean_deg",
            "angle_spread_deg",
            "strahler_ratio",
        )
        if is_asked and not low <= getattr(found, name) <= high:
            out.append(f"{name} {getattr(found, name):.3g}")
    return out


def population(webs: list[Measures]) -> dict[str, float]:
    return {
        f.name: float(np.nanmedian([getattr(w, f.name) for w in webs])) for f in fields(Measures)
    }


def assert_like_published_ones(webs: list[Measures], pattern: str, ratio: float) -> None:
    """`ratio` is how far the ratio of orders may lie outside 3-5: a dozen webs scatter."""
    usual = population(webs)
    assert usual["angle_mean_deg"] == pytest.approx(78.0, abs=6.0)
    assert 1.05 <= usual["tortuosity"] <= 1.25
    assert usual["red_mm"] == pytest.approx(0.227, abs=0.05)
    assert usual["blue_mm"] == pytest.approx(0.435, abs=0.08)
    if pattern in ("linear", "arborising", "spider"):
        assert 3.0 - ratio <= usual["strahler_ratio"] <= 5.0 + ratio


@pytest.mark.parametrize("pattern", BANDS)
def test_eleven_of_a_dozen_webs_have_every_measure_in_band(pattern):
    missed = {seed: misses(web, pattern) for seed, web in enumerate(dozen(pattern))}
    wrong = {seed: names for seed, names in missed.items() if names}
    assert len(wrong) <= 1, wrong


@pytest.mark.parametrize("pattern", BANDS)
def test_a_dozen_webs_together_measure_like_published_ones(pattern):
    assert_like_published_ones(dozen(pattern), pattern, ratio=0.3)


def test_a_linear_web_forks_less_than_an_arborising_one():
    forks = {pattern: population(dozen(pattern))["forks"] for pattern in FOUR}
    assert forks["linear"] < 0.7 * forks["arborising"]
    assert forks["punctate"] < forks["linear"]


@pytest.mark.long
@pytest.mark.parametrize("pattern", FOUR)
def test_of_250_webs_nearly_all_have_every_measure_in_band(pattern):
    webs = [grown(pattern, seed) for seed in range(1000, 1250)]
    wrong = [names for web in webs if (names := misses(web, pattern))]
    assert len(wrong) <= (1.0 - SHARE_WANTED) * len(webs), wrong
    assert_like_published_ones(webs, pattern, ratio=0.0)
