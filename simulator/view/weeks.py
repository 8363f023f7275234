"""The weeks after treatment: what the skin shows on any day, from what the treatment left behind.

Idea: `physics.weeks` says what the leg of a course shows on a day; here it becomes a picture.
For pictures without a course an `Aftermath` says how much of each change there is at its
reference, and the same curves (`physics.courses`) say how much of that a day shows.
Departures: of a leg the painter is told what is on edges, so matting is laid on the edges that
its patches cover.
Invariant: on the day of treatment nothing has changed yet; cleared only grows.
"""

from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.anatomy.patient import Patient
from simulator.physics.coefficients import HEALING
from simulator.physics.courses import (
    bruise_parts,
    cord_strength,
    fading,
    matting_strength,
    stain_strength,
    ulcer_healed_frac,
    ulcer_open_frac,
)
from simulator.physics.weeks import LegAt, UlcerAt
from simulator.session.aftermath import leg_at
from simulator.session.state import Home, State
from simulator.view.treatment import BruiseView, TreatmentView, UlcerView

Array = NDArray[np.float64]

BILE_YIELD: Final = 0.5  # of the haem; the rest is carried off before it colours
CORD_DARKER: Final = 3.8  # trapped blood must stand out in a vein that is still red (guess by eye)


@dataclass(frozen=True)
class Bruise:
    """Blood that left a vessel on the day of treatment, as a share of the dermis there."""

    x_mm: float
    y_mm: float
    radius_mm: float
    blood_frac: float


@dataclass(frozen=True)
class Ulcer:
    """Skin that will die."""

    x_mm: float
    y_mm: float
    radius_mm: float


@dataclass(frozen=True)
class Aftermath:
    """What a treatment leaves on the skin. Per-edge fields (E,) may be empty: none.

    `cleared_frac` and `stain_frac` as of week twelve, `matting_frac` and `coagulum_frac` at
    their height.
    """

    cleared_frac: Array
    stain_frac: Array
    diameter_mm: Array  # (E,)
    matting_frac: Array = field(default_factory=lambda: np.zeros(0))
    coagulum_frac: Array = field(default_factory=lambda: np.zeros(0))
    bruises: tuple[Bruise, ...] = ()
    ulcers: tuple[Ulcer, ...] = ()


def on_leg(view: TreatmentView, patient: Patient, seen: LegAt) -> TreatmentView:
    """Return `view` as its skin looks when the leg is as `seen`."""
    middle = patient.web.path_mm[:, patient.web.path_mm.shape[1] // 2]
    # A blush that she came with stays under whatever the weeks bring.
    matting = np.array(view.matting_frac) if len(view.matting_frac) else np.zeros(len(middle))
    for spot in seen.matting:
        dx, dy = middle[:, 0] - spot.x_mm, middle[:, 1] - spot.y_mm
        is_in = dx * dx + dy * dy <= spot.radius_mm * spot.radius_mm
        matting = np.maximum(matting, np.where(is_in, spot.strength, 0.0))
    cord = np.array(seen.dark_frac)
    for held in seen.trapped:
        cord[list(held.edges)] *= CORD_DARKER
    return replace(
        view,
        cleared_frac=1.0 - seen.visible_frac,
        stain_frac=seen.stain_frac,
        matting_frac=matting,
        coagulum_frac=cord,
        ulcers=(*view.ulcers, *map(_ulcer_view, seen.ulcers)),
    )


class Weeks:
    """What earlier sessions have made of the leg by today, worked out once a day.

    A vein that is closed for good holds no flow any more, but its blood is still to be seen
    until it has faded: it is drawn full, as far as it is not cleared.
    """

    def __init__(self) -> None:
        self._at: tuple[int, tuple[Home, ...]] | None = None
        self._leg: LegAt | None = None

    def on(self, view: TreatmentView, state: State) -> TreatmentView:
        """Return `view` of `state` on the skin of today; before the first session as it is."""
        if not state.homes:
            return view
        if self._leg is None or self._at != (state.day, state.homes):
            self._at = state.day, state.homes
            self._leg = leg_at(state, state.day)
        blood = np.array(view.blood_frac)
        blood[list(state.gone_edges)] = 1.0
        return on_leg(replace(view, blood_frac=blood), state.patient, self._leg)


def _ulcer_view(ulcer: UlcerAt) -> UlcerView:
    return UlcerView(
        ulcer.x_mm,
        ulcer.y_mm,
        ulcer.diameter_mm / 2.0,
        ulcer_open_frac(ulcer.opened_days),
        ulcer_healed_frac(ulcer.opened_days),
    )


def on_day(view: TreatmentView, left: Aftermath, day: float) -> TreatmentView:
    """Return `view` as its skin looks `day` days after the treatment."""
    bruises = (bruise_on_day(bruise, day) for bruise in left.bruises)
    ulcers = (ulcer_on_day(ulcer, day) for ulcer in left.ulcers)
    return replace(
        view,
        cleared_frac=left.cleared_frac * fading(np.asarray(day), left.diameter_mm),
        stain_frac=left.stain_frac * stain_strength(day),
        matting_frac=left.matting_frac * matting_strength(day),
        coagulum_frac=left.coagulum_frac * cord_strength(day),
        bruises=(*view.bruises, *(b for b in bruises if b is not None)),
        ulcers=(*view.ulcers, *(u for u in ulcers if u is not None)),
    )


def bruise_on_day(bruise: Bruise, day: float) -> BruiseView | None:
    """Return a bruise at its age, or None when nothing can be seen of it any more."""
    blood, green, yellow = bruise_parts(day)
    if max(blood, green, yellow) < 0.02:
        return None
    return BruiseView(
        bruise.x_mm,
        bruise.y_mm,
        bruise.radius_mm * (1.0 + 0.25 * min(1.0, max(0.0, day) / 10.0)),  # it spreads as it goes
        bruise.blood_frac * blood,
        bruise.blood_frac * BILE_YIELD * green,
        bruise.blood_frac * BILE_YIELD * yellow,
    )


def ulcer_on_day(ulcer: Ulcer, day: float) -> UlcerView | None:
    """Return an ulcer that opens as soon as any does, or later its scar; None before."""
    opened = day - HEALING.ulcer_days[0]
    if opened <= 0.0:
        return None
    healed = ulcer_healed_frac(opened)
    shrunk = 1.0 - 0.45 * healed
    return UlcerView(
        ulcer.x_mm, ulcer.y_mm, ulcer.radius_mm * shrunk, ulcer_open_frac(opened), healed
    )
