"""Blood and sclerosant in the web (contract; the model follows)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Lumen:
    """What fills the web. E edges, C cells an edge from feeder end to tip, N nodes."""

    injectate_frac: Array  # (E, C) share of the cell that is injectate, not blood
    active_ug_per_ul: Array  # (E, C) drug that can still act
    spare_ug_per_ul: Array  # (E, C) drug that the blood there can still neutralise
    exposure_s: Array  # (E,) integral of (active / optimum)^2 over time
    peak_ratio: Array  # (E,) highest active / optimum so far
    is_burst: NDArray[np.bool_]  # (E,)
    flow_ul_per_s: Array  # (E,) + from feeder end to tip
    pressure_pa: Array  # (N,)
    neutralised_ug: float = 0.0
    drained_ug: float = 0.0
    drained_ul: float = 0.0
