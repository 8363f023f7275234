"""The books of one step: what left the syringe, and where it went."""

from dataclasses import dataclass

import numpy as np

from simulator.physics import outflow_bed
from simulator.physics.feeding import ARTERIOLE_PA
from simulator.physics.flow import MIDDLE, Flow, Source
from simulator.physics.transport import Moved

REST_FRAC = 1e-3  # below this share of injectate a cell counts as blood again (floor, stated)


@dataclass(frozen=True)
class Pushed:
    """What one step moved; volumes leave the syringe unless said otherwise."""

    injected_ul: float = 0.0  # out of the syringe, wherever it went
    injected_ug: float = 0.0
    to_tissue_ul: float = 0.0  # injectate outside the vessels, from the bevel or a burst
    to_tissue_ug: float = 0.0
    bled_ul: float = 0.0  # blood that left through a burst
    to_feeder_ul: float = 0.0  # injectate that ran back into the feeding vessels
    to_arteriole_ul: float = 0.0
    tip_pa: float = 0.0  # pressure in the lumen at the tip
    burst_edges: tuple[int, ...] = ()
    beside_ul: float = 0.0  # of `to_tissue_ul`, straight out of the bevel
    leaked_ul: tuple[tuple[int, float], ...] = ()  # the rest, by edge, through torn walls


def _by_edge(flow: Flow, moved: Moved) -> tuple[tuple[int, float], ...]:
    """Share what left through torn walls (ul) among them, by their flows and what is there.

    The sum is exact; the shares go by what the cells hold once the step is over.
    """
    if moved.tissue_ul <= 0.0:
        return ()
    torn = np.flatnonzero(flow.burst_ul_per_s > 0.0)
    white = moved.fields[0, MIDDLE, torn] + moved.fields[0, MIDDLE + 1, torn]
    weight = flow.burst_ul_per_s[torn] * (white + REST_FRAC)
    share = moved.tissue_ul * weight / weight.sum()
    return tuple(zip(torn.tolist(), share.tolist(), strict=True))


def upstream_ul_per_s(source: Source | None) -> float:
    """Return what a bevel in an arteriole drives up it, against the pressure that stands there."""
    if source is None or source.arteriole_frac <= 0.0:
        return 0.0
    ahead_pa = source.syringe_pa - ARTERIOLE_PA - outflow_bed.BED_PA
    return max(0.0, ahead_pa) * source.arteriole_frac / source.resistance_pa_s_per_ul


def pushed(
    flow: Flow,
    moved: Moved,
    source: Source | None,
    strength_ug_per_ul: float,
    dt_s: float,
    burst_edges: tuple[int, ...],
) -> Pushed:
    """Return the books of one step: what `moved` along `flow` in `dt_s`."""
    beside_ul = flow.beside_ul_per_s * dt_s
    arterial_ul = upstream_ul_per_s(source) * dt_s
    injected_ul = flow.source_ul_per_s * dt_s + beside_ul + arterial_ul
    return Pushed(
        injected_ul=injected_ul,
        injected_ug=injected_ul * strength_ug_per_ul,
        to_tissue_ul=moved.tissue_ul + beside_ul,
        to_tissue_ug=moved.tissue_ug + beside_ul * strength_ug_per_ul,
        bled_ul=moved.bled_ul,
        to_feeder_ul=moved.feeder_ul,
        to_arteriole_ul=moved.arteriole_ul + arterial_ul,
        tip_pa=flow.tip_pa + outflow_bed.BED_PA if source else 0.0,
        burst_edges=burst_edges,
        beside_ul=beside_ul,
        leaked_ul=_by_edge(flow, moved),
    )
