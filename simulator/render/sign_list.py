"""Signs that have a place: which a view shows, how far each reaches, who paints it."""

import math
from typing import Final

import numpy as np

from simulator.render import late_shapes, sign_shapes
from simulator.render.sign_shapes import Dimple, Raw, bleb_radius_mm
from simulator.view.treatment import (
    BlebView,
    BruiseView,
    NeedleView,
    PorcelainView,
    PressView,
    TreatmentView,
    UlcerView,
)

LEAST_DIMPLE_MM: Final = 0.03  # an eye sees no less

Sign = BlebView | BruiseView | Dimple | NeedleView | PorcelainView | PressView | UlcerView


def signs_of(view: TreatmentView) -> tuple[Sign, ...]:
    """Return the signs of a view, rounded to what an eye can tell apart."""
    signs: list[Sign] = [
        BlebView(round(b.x_mm, 2), round(b.y_mm, 2), round(b.volume_ul, 1))
        for b in view.blebs
        if b.volume_ul > 0.3
    ]
    signs += [
        PorcelainView(
            p.x_mm, p.y_mm, round(p.radius_mm, 1), round(p.whiteness_frac * 24) / 24,
            p.territory_mm,
        )
        for p in view.porcelain
    ]  # fmt: skip
    signs += [*view.bruises, *view.ulcers]
    signs += [
        PressView(
            round(p.x_mm, 2), round(p.y_mm, 2), round(p.radius_mm, 1),
            round(p.pale_frac * 16) / 16, round(p.flat_frac * 16) / 16, p.has_glass,
        )
        for p in view.presses
        if p.pale_frac or p.flat_frac  # a glass alone is seen by its rim (`glass`)
    ]  # fmt: skip
    n = view.needle
    if n is not None and n.inserted_mm > 0.02:
        signs.append(
            NeedleView(
                round(n.x_mm, 2), round(n.y_mm, 2), round(n.heading_rad, 2),
                round(n.angle_rad, 2), round(n.inserted_mm, 1), n.gauge,
            )
        )  # fmt: skip
    if n is not None:
        signs += _dimples_of(n)
    return tuple(signs)


def _dimples_of(needle: NeedleView) -> list[Sign]:
    """Return the skin that is carried along at the needle, and the vein wall at its tip."""
    found: list[Sign] = []
    lean = math.sin(needle.angle_rad)
    heading = round(needle.heading_rad, 2)
    if abs(needle.dimple_mm) > LEAST_DIMPLE_MM:
        x, y = round(needle.x_mm, 2), round(needle.y_mm, 2)
        found.append(Dimple(x, y, heading, round(needle.dimple_mm, 2), round(lean, 2)))
    if needle.dent_mm > LEAST_DIMPLE_MM:
        far = needle.inserted_mm * math.cos(needle.angle_rad)
        x = round(needle.x_mm + far * math.cos(needle.heading_rad), 2)
        y = round(needle.y_mm + far * math.sin(needle.heading_rad), 2)
        found.append(Dimple(x, y, heading, round(needle.dent_mm, 2), round(lean, 2), True))
    return found


def extent_mm(sign: Sign) -> tuple[float, float, float]:
    """Return the middle of a sign and how far it reaches, mm."""
    match sign:
        case BlebView(x, y, volume):
            return x, y, 1.8 * bleb_radius_mm(volume) + 0.2
        case PorcelainView(x, y, radius, _, territory):
            reaches = (np.hypot(a - x, b - y) + 1.9 * c for a, b, c in territory)
            return x, y, float(max(reaches, default=2.2 * radius))
        case BruiseView(x, y, radius):
            return x, y, 2.2 * late_shapes.SMEAR * radius
        case UlcerView(x, y, radius):
            return x, y, 2.6 * radius
        case PressView(x, y, radius):
            return x, y, radius + 1.4
        case Dimple(x, y, _, carried):
            return x, y, 1.2 + 2.5 * abs(carried)
        case NeedleView(x_mm=x, y_mm=y, heading_rad=heading, inserted_mm=inserted):
            half = inserted / 2
            return x + half * np.cos(heading), y + half * np.sin(heading), half + 1.4


def paint_sign(raw: Raw, sign: Sign) -> None:
    """Paint one sign into the fields."""
    match sign:
        case BlebView():
            sign_shapes.paint_bleb(raw, sign)
        case PorcelainView():
            sign_shapes.paint_porcelain(raw, sign)
        case BruiseView():
            late_shapes.paint_bruise(raw, sign)
        case UlcerView():
            late_shapes.paint_ulcer(raw, sign)
        case PressView():
            late_shapes.paint_press(raw, sign)
        case NeedleView():
            sign_shapes.paint_needle(raw, sign)
        case Dimple():
            sign_shapes.paint_dimple(raw, sign)
