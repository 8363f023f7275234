"""Metrics of the needle: how it went in, and where."""

from collections.abc import Mapping
from typing import Any, Final

from simulator.base.units import RAD_PER_DEG
from simulator.scoring.metrics.terms import (
    ANY,
    COUNT,
    GUESS,
    NEVER,
    SHARE,
    Happened,
    Metric,
    Sense,
    Value,
    counted,
    having,
    largest,
    middle,
    picked,
    share,
    smallest,
)
from simulator.scoring.seek import is_number

MOST_PLACES: Final = 500
_NONE: Final = "no puncture"
_MRAD: Final = 1000 * RAD_PER_DEG


def _cannulated(h: Happened) -> Value:
    """Return the share of punctures that reached a lumen."""
    holes = {event.get("puncture") for event in h.those("needle_entered")}
    reached = {event.get("puncture") for event in h.those("vein_entered")}
    return share(len(holes & reached), len(holes))


def _place_mm(event: Mapping[str, Any]) -> tuple[float, float] | None:
    x, y = event.get("x_um"), event.get("y_um")
    return (x / 1000, y / 1000) if is_number(x) and is_number(y) else None


def _closest_mm(h: Happened) -> Value:
    """Return the least distance between two punctures; a hole used again is no second one.

    Of the first 500 places: an attempt has a few dozen, and a made-up record may have a million.
    """
    found = map(_place_mm, h.those("needle_entered"))
    places = list(dict.fromkeys(place for place in found if place is not None))
    places = places[:MOST_PLACES]
    gaps = [
        ((a[0] - b[0]) * (a[0] - b[0]) + (a[1] - b[1]) * (a[1] - b[1])) ** 0.5
        for number, a in enumerate(places)
        for b in places[:number]
    ]
    return smallest(gaps)


# fmt: off
METRICS: Final = (
    Metric("punctures", "Punctures", "", "lower", ANY, COUNT, NEVER, "",
           counted("needle_entered"), (Sense("needle_entered"),)),
    Metric("entry_angle_deg", "Entry angle, median", "degrees", "inside", (5, 20), (0, 90), _NONE,
           "guess: flat entry as taught", picked(middle, "needle_entered", "angle_mrad", _MRAD),
           (Sense("needle_entered", "angle_mrad"),)),
    Metric("entry_angle_worst_deg", "Entry angle, steepest", "degrees", "lower", (None, 20),
           (0, 90), _NONE, "guess: flat entry as taught",
           picked(largest, "needle_entered", "angle_mrad", _MRAD),
           (Sense("needle_entered", "angle_mrad"),)),
    Metric("cannulated_frac", "Punctures that reached a lumen", "", "higher", (0.8, None), SHARE,
           _NONE, GUESS, _cannulated, (Sense("vein_entered"),)),
    Metric("arm_frac", "Lumens entered by the feeding arm", "", "higher", (0.5, None), SHARE,
           "no lumen was entered", "guess: enter the arm, not the tip",
           having("vein_entered", "is_arm", True), (Sense("vein_entered", "is_arm"),)),
    Metric("stretched_frac", "Punctures with the skin stretched", "", "higher", (1, None), SHARE,
           _NONE, "as taught", having("needle_entered", "is_stretched", True),
           (Sense("needle_entered", "is_stretched"),)),
    Metric("lying_frac", "Punctures while she was lying", "", "higher", (1, None), SHARE, _NONE,
           "as taught", having("needle_entered", "is_lying", True),
           (Sense("needle_entered", "is_lying"),)),
    Metric("bevel_up_frac", "Punctures with the bevel up", "", "higher", (1, None), SHARE, _NONE,
           "as taught", having("needle_entered", "bevel", "up"),
           (Sense("needle_entered", "bevel"),)),
    Metric("holes_a_needle", "Skins one needle went through before, most", "", "lower", ANY, COUNT,
           _NONE, "",
           picked(largest, "needle_entered", "holes"), (Sense("needle_entered", "holes"),)),
    Metric("closest_punctures_mm", "Least distance between punctures", "mm", "higher", (10, None),
           COUNT, "fewer than two places were punctured", "guess: beyond the last blanch",
           _closest_mm),
    Metric("gone_through", "Veins gone right through", "", "lower", (None, 0), COUNT, NEVER, "",
           counted("wall_pierced", wall="far"), (Sense("wall_pierced", "wall", "far"),)),
    Metric("needle_jump_worst_mm", "Jump of the tip through a wall, farthest", "mm", "lower",
           (None, 1), COUNT, "no wall was pierced", GUESS,
           picked(largest, "wall_pierced", "jump_um", 1000), (Sense("wall_pierced", "jump_um"),)),
    Metric("rolled_aside", "Veins that rolled aside", "", "lower", (None, 0), COUNT, NEVER, "",
           counted("vein_rolled"), (Sense("vein_rolled"),)),
    Metric("puncture_pain_worst", "Pain of a puncture, worst", "of 100", "lower", (None, 20),
           (0, 100), _NONE, GUESS, picked(largest, "needle_entered", "pain"),
           (Sense("needle_entered", "pain"),)),
)
