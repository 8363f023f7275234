"""Maps of the resting pressure in a web, the feeder open and closed, lying and standing.

Each row has a colour scale of its own, because reflux drives harder standing. What all share, the
weight of the standing column, drives nothing and is left out. Chevrons point where blood flows;
the vein at the back is the one that nobody sees on the skin.
"""

from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from simulator.anatomy.patient import Patient, Web
from simulator.base.units import PA_PER_MMHG
from simulator.cli.sheets import INK, LARGE_PX_PER_MM, WORDS, Picture
from simulator.physics.circulation import Circulation, Lumen

if TYPE_CHECKING:
    import pygame

Array = NDArray[np.float64]

FINER: Final = 3  # drawn so many times larger and scaled down: smooth edges
SCALE_RGB: Final = ((62, 104, 168), (126, 132, 176), (206, 120, 128), (240, 176, 92))
CHEVRON_RGB: Final = (240, 244, 244)
CHEVRON_EVERY_MM: Final = 5.0
LEAST_FLOW_UL_PER_S: Final = 1e-4  # what is slower gets no chevron
BAR_PX: Final = (180, 10)


def pressure_maps(patient: Patient) -> list[Picture]:
    """Return four maps, two postures by feeder open and closed."""
    circulation = Circulation(patient)
    every = [source.id for source in patient.spec.sources]
    out = []
    for posture in ("lying", "standing"):
        lumens = [circulation.fresh(closed, posture) for closed in ([], every)]
        fields = [lumen.pressure_pa / PA_PER_MMHG for lumen in lumens]
        low = min(float(field.min()) for field in fields)
        high = max(float(field.max()) for field in fields)
        apart = "" if posture == "lying" else ", and the column's weight"
        for words, lumen, field in zip(("open", "closed"), lumens, fields, strict=True):
            surface = _map(patient, lumen, (field - low) / max(1e-9, high - low))
            _scale_bar(surface, low, high)
            span = f"{float(field.min()):.1f} to {float(field.max()):.1f} mmHg{apart}"
            out.append(Picture(surface, f"{posture}, feeder {words}: {span}"))
    return out


def _map(patient: Patient, lumen: Lumen, share: Array) -> "pygame.Surface":
    """Return the web coloured by `share` (N,) of the scale, deep vessels first."""
    import pygame

    web, patch = patient.web, patient.patch
    px = LARGE_PX_PER_MM * FINER
    large = pygame.Surface((round(patch.width_mm * px), round(patch.height_mm * px)))
    large.fill(INK)
    flow = lumen.flow_ul_per_s
    for e in np.argsort(-web.path_mm[:, :, 2].mean(1), kind="stable").tolist():
        a, b = web.edges[e].tolist()
        path = web.path_mm[e, :, :2] * px
        radius = max(FINER / 2.0, float(web.radius_mm[e]) * px)
        along = np.linspace(share[a], share[b], len(path))
        for place, at in zip(_dense(path), _dense(along[:, None])[:, 0], strict=True):
            pygame.draw.circle(large, _colour(float(at)), place.tolist(), radius)
    for e in np.flatnonzero(np.abs(flow) > LEAST_FLOW_UL_PER_S).tolist():
        _chevrons(large, web, e, float(flow[e]), px)
    small = large.get_width() // FINER, large.get_height() // FINER
    return pygame.transform.smoothscale(large, small)


def _dense(points: Array) -> Array:
    """Return points (K, ...) with eight more between any two."""
    t = np.arange((len(points) - 1) * 9 + 1) / 9.0
    return np.column_stack([np.interp(t, np.arange(len(points)), column) for column in points.T])


def _chevrons(large: "pygame.Surface", web: Web, e: int, flow: float, px: float) -> None:
    """Mark where blood flows along an edge, about one chevron to `CHEVRON_EVERY_MM`."""
    import pygame

    path = _dense(web.path_mm[e, :, :2] * px)
    size = max(1.6 * FINER, 0.55 * float(web.radius_mm[e]) * px)
    count = max(1, round(float(web.length_mm[e]) / CHEVRON_EVERY_MM))
    for k in range(count):
        at = round((k + 0.5) / count * (len(path) - 1))
        ahead = path[min(at + 2, len(path) - 1)] - path[max(at - 2, 0)]
        ahead = ahead / max(1e-9, float(np.hypot(*ahead))) * (size if flow > 0.0 else -size)
        side = np.array((-ahead[1], ahead[0]))
        wings = (path[at] - ahead + side, path[at] + ahead * 0.6, path[at] - ahead - side)
        pygame.draw.lines(large, CHEVRON_RGB, False, [w.tolist() for w in wings], FINER)


def _colour(share: float) -> tuple[int, int, int]:
    """Return the colour at a share of the scale."""
    places = np.linspace(0.0, 1.0, len(SCALE_RGB))
    r, g, b = (round(float(np.interp(share, places, c))) for c in zip(*SCALE_RGB, strict=True))
    return r, g, b


def _scale_bar(surface: "pygame.Surface", low_mmhg: float, high_mmhg: float) -> None:
    """Draw the colour scale with the pressures at its ends, bottom right."""
    from simulator.render.text import line

    wide, tall = BAR_PX
    left, top = surface.get_width() - wide - 16, surface.get_height() - tall - 34
    for k in range(wide):
        surface.fill(_colour(k / (wide - 1)), (left + k, top, 1, tall))
    ends = (
        line(f"{low_mmhg:.1f}", 13.0, "Regular", WORDS),
        line(f"{high_mmhg:.1f} mmHg", 13.0, "Regular", WORDS),
    )
    surface.blit(ends[0], (left, top + tall + 4))
    surface.blit(ends[1], (left + wide - ends[1].get_width(), top + tall + 4))
