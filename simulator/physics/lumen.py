"""What fills the veins of a patch at one moment: blood, injectate, drug, and what walls felt."""

from dataclasses import dataclass, field, replace
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from simulator.physics.drugs import BLOOD_CAPACITY_UG_PER_UL
from simulator.physics.flow import INNER

Array = NDArray[np.float64]
Holes: TypeAlias = tuple[tuple[int, float], ...]  # edge, ul/s per Pa
Gone: TypeAlias = tuple[int, ...]  # edges that have closed for good

GONE_FRAC: Final = 1e-9  # of its conductance that a closed vein keeps: pressures stay defined


@dataclass(frozen=True)
class Lumen:
    """What fills the web. E edges, C cells an edge from feeder end to tip, N nodes.

    The contents are means over the lumen; what of them is in the films at the wall stands in
    `film` (core and films make up the mean). `spare_ug_per_ul` is counted in STS; other drugs
    use their share of it (`drugs`).
    """

    injectate_frac: Array  # (E, C) share of the cell that is injectate, not blood
    active_ug_per_ul: Array  # (E, C) drug that can still act
    spare_ug_per_ul: Array  # (E, C) drug that the blood there can still neutralise
    exposure_s: Array  # (E,) integral of min(1, active / optimum)^2 over time
    peak_ratio: Array  # (E,) highest active / optimum so far
    is_burst: NDArray[np.bool_]  # (E,)
    flow_ul_per_s: Array  # (E,) + from feeder end to tip, in the middle of the edge
    pressure_pa: Array  # (N,)
    calm_frac: Array  # (E,) radius over the drawn one without cramp (`Circulation.calibre_frac`)
    spasm_frac: Array  # (E,) 0 calm, 1 cramped as far as the wall can
    film: Array  # (E, 3, 3, C) outermost film first; injectate, drug and spent blood of each
    neutralised_ug: float = 0.0
    drained_ug: float = 0.0
    drained_ul: float = 0.0  # of injectate
    inner_pa: Array = field(default_factory=lambda: np.zeros((INNER, 0)))  # (C - 1, E)
    drug: str = "saline"  # the last drug that was injected


def is_resting(lumen: Lumen) -> bool:
    """Return whether only fresh blood is in the web and no wall is cramped: nothing changes."""
    return not (
        lumen.injectate_frac.any()
        or lumen.active_ug_per_ul.any()
        or (lumen.spare_ug_per_ul != BLOOD_CAPACITY_UG_PER_UL).any()
        or lumen.spasm_frac.any()
    )


def emptied(lumen: Lumen, cell_ul: Array) -> Lumen:
    """Return `lumen` with fresh blood in it and walls at ease; what was in it has drained."""
    volume = cell_ul[:, None]
    return replace(
        lumen,
        injectate_frac=np.zeros_like(lumen.injectate_frac),
        active_ug_per_ul=np.zeros_like(lumen.active_ug_per_ul),
        spare_ug_per_ul=np.full_like(lumen.spare_ug_per_ul, BLOOD_CAPACITY_UG_PER_UL),
        film=np.zeros_like(lumen.film),
        drained_ug=lumen.drained_ug + float((lumen.active_ug_per_ul * volume).sum()),
        drained_ul=lumen.drained_ul + float((lumen.injectate_frac * volume).sum()),
        spasm_frac=np.zeros_like(lumen.spasm_frac),
    )


def healed(lumen: Lumen) -> Lumen:
    """Return `lumen` weeks later: walls that did not close have grown back, tears have healed."""
    return replace(
        lumen,
        exposure_s=np.zeros_like(lumen.exposure_s),
        peak_ratio=np.zeros_like(lumen.peak_ratio),
        is_burst=np.zeros_like(lumen.is_burst),
    )


def left_open(openness_frac: Array, gone: Gone) -> Array:
    """Return `openness_frac` (E,) of what is left when the edges that are `gone` carry nothing."""
    if not gone:
        return openness_frac
    left = openness_frac.copy()
    left[list(gone)] *= GONE_FRAC
    return left
