"""Every sign can be seen, in every skin and by every kind of colour vision, or says so in words.

A sign must differ from the same skin without it by more than one just noticeable difference,
dry or under the polariser (a switch the trainee has). The few that optics hide are named in
`FAINT`: old bruises and matting in the darkest skin, a small scar in the palest. What the
session can show today must also have a second channel: a word on the screen.
"""

from dataclasses import replace
from functools import cache
from types import SimpleNamespace

import numpy as np
import pytest

from simulator.app.words import SIGN_ADVICE, SIGNS
from simulator.debrief.course import outcome_line
from simulator.render.loupe import LoupePainter
from simulator.render.optics import SKIN_TYPES
from simulator.scenario.vocabulary import NAMES
from simulator.view.loupe_coach import coach
from simulator.view.treatment import (
    BlebView,
    InkView,
    PorcelainView,
    PressView,
    PunctureView,
    TreatmentView,
)
from simulator.view.weeks import Aftermath, Bruise, Ulcer, on_day
from tests.render.colour_vision import JUST_NOTICEABLE, VISION, apart
from tests.render.small_skin import CELLS, EDGES, PX_PER_MM, SIZE, patch, quiet, web
from tests.render.test_loupe import paint

TREATED = np.array([0.0, 0.0, 0.0, 1.0, 1.0])
ON_VEIN, BESIDE = (5.6, 2.9), (2.0, 4.2)
FAINT = {("scar", "I"), ("scar", "II"), ("matting", "VI"), ("bruise, day 10", "VI")}


def after(day: float, **left: object) -> TreatmentView:
    none = 0.0 * TREATED
    whole = {"cleared_frac": none, "stain_frac": none, "diameter_mm": 2.0 * web().radius_mm}
    return on_day(quiet(), Aftermath(**(whole | left)), day)  # type: ignore[arg-type]


def blanched() -> TreatmentView:
    blood = np.ones((len(EDGES), CELLS))
    blood[3] = 0.03
    return replace(quiet(), blood_frac=blood)


# What is shown, where it is looked at, and how far around, mm.
BRUISE = (Bruise(*BESIDE, 0.9, 0.022),)
ULCER = (Ulcer(*BESIDE, 0.7),)
SHOWN: dict[str, tuple[TreatmentView, tuple[float, float], float]] = {
    "blanch": (blanched(), ON_VEIN, 0.12),
    "redness": (replace(quiet(), erythema_frac=0.7 * TREATED), (5.2, 4.0), 0.5),
    "hives": (replace(quiet(), wheal_frac=0.8 * TREATED), ON_VEIN, 0.5),
    "bleb": (replace(quiet(), blebs=(BlebView(*BESIDE, 4.0),)), BESIDE, 0.6),
    "porcelain": (replace(quiet(), porcelain=(PorcelainView(*BESIDE, 0.8),)), BESIDE, 0.5),
    "glass": (replace(quiet(), presses=(PressView(2.0, 3.6, 1.0),)), (2.0, 3.6), 0.6),
    "print of a glass": (
        replace(quiet(), presses=(PressView(2.0, 3.6, 1.0, 0.8, 0.8, False),)), (2.0, 3.6), 0.6,
    ),
    "drop of blood": (replace(quiet(), punctures=(PunctureView(*BESIDE, 0.6),)), BESIDE, 0.3),
    "ink": (replace(quiet(), ink=(InkView(((1.5, 4.2), (2.5, 4.2))),)), BESIDE, 0.15),
    "stain, week 6": (after(42.0, stain_frac=0.8 * TREATED), ON_VEIN, 0.25),
    "stain, week 12": (after(84.0, stain_frac=0.8 * TREATED), ON_VEIN, 0.25),
    "cord": (after(14.0, coagulum_frac=TREATED), ON_VEIN, 0.2),
    "matting": (after(42.0, matting_frac=TREATED), ON_VEIN, 0.7),
    "bruise, day 1": (after(1.0, bruises=BRUISE), BESIDE, 0.6),
    "bruise, day 5": (after(5.0, bruises=BRUISE), BESIDE, 0.6),
    "bruise, day 10": (after(10.0, bruises=BRUISE), BESIDE, 0.6),
    "ulcer": (after(10.0, ulcers=ULCER), BESIDE, 0.4),
    "scar": (after(180.0, ulcers=ULCER), BESIDE, 0.25),
}  # fmt: skip


@cache
def painter(skin: str) -> LoupePainter:
    return LoupePainter(patch(skin), SIZE)


def differences(sign: str, skin: str) -> dict[str, float]:
    """Return how far a sign lies from the bare skin, by kind of vision, at its best light."""
    view, at_mm, reach_mm = SHOWN[sign]
    x, y = view.camera.to_screen(*at_mm, *SIZE)
    reach = max(2, int(reach_mm * PX_PER_MM))
    box = np.s_[int(y) - reach : int(y) + reach + 1, int(x) - reach : int(x) + reach + 1]
    best = dict.fromkeys(VISION, 0.0)
    for is_polarised in (False, True):
        one = paint(replace(view, is_polarised=is_polarised), painter(skin))[box]
        bare = paint(replace(quiet(), is_polarised=is_polarised), painter(skin))[box]
        for vision in VISION:
            best[vision] = max(best[vision], apart(one, bare, vision))
    return best


@pytest.mark.parametrize("skin", SKIN_TYPES)
@pytest.mark.parametrize("sign", SHOWN)
def test_a_sign_can_be_told_from_the_skin_beside_it(sign: str, skin: str) -> None:
    seen = differences(sign, skin)
    if (sign, skin) in FAINT:
        assert min(seen.values()) <= JUST_NOTICEABLE, "no longer faint: take it off the list"
    else:
        assert min(seen.values()) > JUST_NOTICEABLE, seen


def test_every_warning_sign_has_a_title_what_is_seen_or_said_and_what_to_do() -> None:
    for sign in NAMES["warning_shown.sign"]:
        title, words = SIGNS[sign]
        assert title
        assert words.endswith((".", ".”", "!”"))
        assert SIGN_ADVICE[sign].endswith(".")


def test_a_blanch_is_also_said_in_millimetres() -> None:
    treatment = SimpleNamespace(
        fit=SimpleNamespace(lumen_frac=1.0),
        thrust=None,
        needle=SimpleNamespace(length_um=2000),
        push=SimpleNamespace(blanch_mm=7.0),
    )
    said = coach(SimpleNamespace(treatment=treatment))  # type: ignore[arg-type]
    assert said is not None
    assert "7 mm" in said.title


def test_what_the_weeks_left_is_also_said_in_percent() -> None:
    seen = [{"ev": "outcome_seen", "day": 84, "cleared_permille": 640, "stain_permille": 80}]
    assert outcome_line(seen) == "week 12: 64 % cleared, 8 % stained"
