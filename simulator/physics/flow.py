"""Pressures and flows of the web at one instant.

Idea: every edge is a chain of C equal cells; each cell is a Poiseuille resistance
(g = pi r^4 / 8 mu l), each face between cells drains a little into the bed. Inner faces are
eliminated for all edges at once (a tridiagonal sweep), the junctions that remain are solved
in a fixed order (`elimination`). The bed's law bends, a torn wall leaks one way only and the
stopper never draws back, so Newton repeats the linear solve, starting from the pressures of
the step before. All three laws rise with pressure, so the answer is the lowest point of one
convex valley, and walking down it by a line search always arrives.
Sources: viscosity of blood in narrow tubes, Pries 1992 (haematocrit 0.45, plasma 1.2 mPa s);
injectate thins it by the logarithmic mixing rule.
Invariant: at every face what comes in goes out, to rounding.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.anatomy.patient import RETICULAR, Web
from simulator.base import steady
from simulator.base.units import PA_PER_MMHG, PI
from simulator.physics import outflow_bed
from simulator.physics.chains import Chains
from simulator.physics.elimination import Elimination
from simulator.physics.feeding import Boundary

Array = NDArray[np.float64]

CELLS: Final = 8
INNER: Final = CELLS - 1  # faces between the cells of an edge
MIDDLE: Final = INNER // 2
PLASMA_PA_S: Final = 1.2e-3
BURST_UL_PER_S_PA: Final = 5e-3  # guess: a torn wall, 10 ul/s at 15 mmHg
TISSUE_PA: Final = 5.0 * PA_PER_MMHG  # above the bed: below this a tear does not leak (guess)
HOLE_PA: Final = 0.0  # the same for a needle hole, whose track is a way out (guess)
# Pushing fluid into skin: 50 mmHg at 10 ul/s on top of the needle (guess).
TISSUE_PA_S_PER_UL: Final = 670.0
TOLERANCE_UL_PER_S: Final = 1e-3  # flow through bending laws that may be left to the next step
NEWTON_STEPS: Final = 60  # never reached: a dozen is the most that was seen
SEARCH_STEPS: Final = 40
EPSILON: Final = 2.3e-16
# A wide short vein turns the last digit of a pressure into flow: from this share of the largest
# flow on, what rounding left over is solved for once more.
ROUNDING_FRAC: Final = 2e-10
UPHILL_SHARE: Final = 0.1  # of the first slope; a step that ends steeper overshoots


@dataclass(frozen=True)
class Source:
    """The needle at work: where its tip is, how open to the lumen, and what pushes.

    `syringe_pa` is the gauge pressure in the barrel, `lumen_frac` the share of the bevel
    inside the vein (0 is an intradermal injection), `arteriole_frac` the share inside an
    arteriole, which a needle fills: from there all goes upstream and nothing into the web.
    """

    edge: int
    along_frac: float
    lumen_frac: float
    syringe_pa: float
    resistance_pa_s_per_ul: float
    drug: str
    strength_ppm: int
    arteriole_frac: float = 0.0


@dataclass(frozen=True)
class Flow:
    """One solved instant; pressures are above the bed, cells and faces come first."""

    node_pa: Array  # (N,)
    inner_pa: Array  # (C - 1, E)
    first_pa: Array  # (E,) at the feeder end
    last_pa: Array  # (E,)
    cell_ul_per_s: Array  # (C, E) + from feeder end to tip
    boundary_ul_per_s: Array  # (N,) + into the web
    burst_ul_per_s: Array  # (E,) out of torn or pierced walls, at the middle face
    source_edge: int = 0
    source_face: int = 0  # index into the inner faces
    source_ul_per_s: float = 0.0  # into the lumen
    beside_ul_per_s: float = 0.0  # out of the bevel into tissue
    tip_pa: float = 0.0
    arteriole_node: int = -1
    missing_ul_per_s: float = 0.0  # what the linear answer misses of the bending laws, summed
    newton_steps: int = 0


def blood_viscosity_pa_s(diameter_mm: Array) -> Array:
    """Return apparent viscosity of blood, haematocrit 0.45, in tubes (Pries 1992).

    3.05 / 3.37 / 3.57 / 3.77 mPa s at 0.12 / 0.2 / 0.3 / 0.6 mm.
    """
    d_um = diameter_mm * 1000.0
    power = steady.exp(0.645 * steady.log(d_um))
    relative = 220.0 * steady.exp(-1.3 * d_um) + 3.2 - 2.44 * steady.exp(-0.06 * power)
    return PLASMA_PA_S * relative


@dataclass(frozen=True)
class _Bends:
    """What leaves through bed, tears and needle (needle < 0) at some pressures, with slopes."""

    out: Array  # (N + (C - 1) E,) ul/s, at nodes, then at inner faces
    slope: Array


@dataclass(frozen=True)
class _Opening:
    """The holes of the moment: torn walls, and the bevel in the lumen."""

    torn_g: Array | None  # (E,) conductance, or None while every wall holds
    torn_pa: Array | None  # (E,) pressure above which it leaks
    edge: int
    face: int
    needle_g: float
    needle_pa: float  # above the bed


class Network:
    """The web's tables: resistances, volumes, walls, and the order of elimination."""

    def __init__(self, web: Web) -> None:
        self.node_count, self.edge_count = len(web.nodes_mm), len(web.edges)
        self.first = web.edges[:, 0].astype(np.intp)
        self.last = web.edges[:, 1].astype(np.intp)
        self.radius_mm, self.length_mm = web.radius_mm, web.length_mm
        r2 = web.radius_mm * web.radius_mm
        cell_mm = web.length_mm / CELLS
        self.cell_ul = PI * r2 * cell_mm  # (E,)
        viscosity = blood_viscosity_pa_s(2.0 * web.radius_mm)
        self._log_blood = steady.log(viscosity)
        self._blood_g = PI * r2 * r2 / (8.0 * cell_mm) / viscosity
        # Reticular veins lie below the plexus and have no wall in common with it.
        wall = np.where(web.kind == RETICULAR, 0.0, 2.0 * PI * web.radius_mm * cell_mm)
        at_nodes = self.at_nodes(wall / 2.0, wall / 2.0)
        self._wall = np.concatenate((at_nodes, np.tile(wall, INNER)))
        pairs = list(zip(self.first.tolist(), self.last.tolist(), strict=True))
        self.elimination = Elimination(self.node_count, pairs)
        self.around: list[list[tuple[int, bool, int]]] = [[] for _ in range(self.node_count)]
        for edge, (a, b) in enumerate(pairs):
            self.around[a].append((edge, False, b))  # edge, is it its last end, far node
            self.around[b].append((edge, True, a))

    def at_nodes(self, at_first: Array, at_last: Array) -> Array:
        """Sum per-edge values (E,) of both ends at the nodes (N,)."""
        total = np.zeros(self.node_count)
        total += np.bincount(self.first, at_first, self.node_count)
        total += np.bincount(self.last, at_last, self.node_count)
        return total

    def cell_conductance(
        self, injectate_frac: Array, injectate_pa_s: float, openness: Array
    ) -> Array:
        """Return (C, E) conductances for `injectate_frac` (E, C); `openness` (E,) scales."""
        thicker = self._log_blood - steady.log(injectate_pa_s)
        # Cell by cell in memory: whatever is made from it, flows and all, is walked that way.
        exponent = np.multiply(injectate_frac.T, thicker, order="C")
        return (self._blood_g * openness) * _short_exp(exponent)

    def solve(
        self,
        cells: Array,
        boundary: Boundary,
        is_burst: NDArray[np.bool_],
        node_pa: Array,
        inner_pa: Array,
        source: Source | None,
        hole_g: Array | None = None,
        tolerance_ul_per_s: float = TOLERANCE_UL_PER_S,
    ) -> Flow:
        """Return the flow field, Newton starting at `node_pa` (N,), `inner_pa` (C - 1, E).

        `hole_g` (E,) is what needle holes let out on top of bursts, ul/s per Pa;
        `tolerance_ul_per_s` of flow through bending laws may be missed.
        """
        hole, beside = _opening(source, is_burst, hole_g)
        fixed_g = boundary.conductance_ul_per_s_pa
        fixed_ul_per_s = fixed_g * boundary.pressure_pa
        pa = _joined(node_pa, inner_pa)
        now = self._bends(pa, hole)
        steps = 0
        while True:
            steps += 1
            node_slope, inner_slope = self._parted(now.slope)
            node_g = node_slope + fixed_g
            chains = self.chains(cells, inner_slope, node_g)
            node_in, inner_in = self._parted(now.slope * pa - now.out)
            new_pa = _joined(*chains.solve(inner_in, node_in + fixed_ul_per_s))
            to = new_pa - pa
            there = self._bends(new_pa, hole)
            off = _missed(now, there, to, 1.0)
            missing = float(np.abs(off).sum())
            if missing < tolerance_ul_per_s or steps == NEWTON_STEPS:
                break
            down = self._fall(cells, node_g, inner_slope, to)
            share = self._share(pa, to, now, hole, down, float((off * to).sum()))
            pa = pa + share * to
            now = there if share == 1.0 else self._bends(pa, hole)
        new_nodes, new_inner = self._parted(new_pa)
        drops = self._along_edges(cells, new_nodes, new_inner)
        largest = max(1.0, float(np.abs(drops).max()))
        highest_pa = float(np.abs(new_pa).max())
        if float(cells.max()) * highest_pa * EPSILON > ROUNDING_FRAC * largest:
            bed_at_nodes, bed_at_inner = self._parted(there.out)
            left = drops[:-1] - drops[1:] - bed_at_inner
            left_at_nodes = self.at_nodes(-drops[0], drops[-1]) - bed_at_nodes
            left_at_nodes += fixed_g * (boundary.pressure_pa - new_nodes)
            more_nodes, more_inner = chains.solve(left, left_at_nodes)
            drops += self._along_edges(cells, more_nodes, more_inner)
            new_nodes, new_inner = new_nodes + more_nodes, new_inner + more_inner
        inner = self._parted(pa)[1]
        tip_pa = float(new_inner[hole.face, hole.edge])
        burst = np.zeros(self.edge_count)
        if hole.torn_g is not None:
            is_leaking = inner[MIDDLE] > hole.torn_pa
            burst = np.maximum(hole.torn_g * is_leaking * (new_inner[MIDDLE] - hole.torn_pa), 0.0)
        is_giving = hole.needle_pa > inner[hole.face, hole.edge]
        given = hole.needle_g * (hole.needle_pa - tip_pa) if is_giving else 0.0
        return Flow(
            node_pa=new_nodes,
            inner_pa=new_inner,
            first_pa=new_nodes[self.first],
            last_pa=new_nodes[self.last],
            cell_ul_per_s=drops,
            boundary_ul_per_s=fixed_g * (boundary.pressure_pa - new_nodes),
            burst_ul_per_s=burst,
            source_edge=hole.edge,
            source_face=hole.face,
            source_ul_per_s=max(0.0, given),
            beside_ul_per_s=beside,
            tip_pa=tip_pa,
            arteriole_node=boundary.arteriole_node,
            missing_ul_per_s=missing,
            newton_steps=steps,
        )

    def _along_edges(self, cells: Array, nodes: Array, inner: Array) -> Array:
        """Return the flows (C, E) that pressures drive along the edges."""
        drops = np.empty_like(cells)
        np.subtract(nodes[self.first], inner[0], out=drops[0])
        np.subtract(inner[:-1], inner[1:], out=drops[1:-1])
        np.subtract(inner[-1], nodes[self.last], out=drops[-1])
        drops *= cells
        return drops

    def chains(self, cells: Array, inner_g: Array, node_g: Array) -> Chains:
        """Factor the linear network of `cells` (C, E) with these ways out."""
        return Chains(self.elimination, (self.first, self.last), cells, inner_g, node_g)

    def _parted(self, each: Array) -> tuple[Array, Array]:
        """Return the share of the nodes (N,) and of the inner faces (C - 1, E) in `each`."""
        return each[: self.node_count], each[self.node_count :].reshape(INNER, -1)

    def _bends(self, pa: Array, hole: _Opening) -> _Bends:
        """Return what leaves by the laws that are not straight lines, and their slopes."""
        out, slope = outflow_bed.leak(pa, self._wall)
        inner, inner_out, inner_slope = (self._parted(each)[1] for each in (pa, out, slope))
        if hole.torn_g is not None:
            torn = hole.torn_g * (inner[MIDDLE] > hole.torn_pa)
            inner_out[MIDDLE] += torn * (inner[MIDDLE] - hole.torn_pa)
            inner_slope[MIDDLE] += torn
        ahead_pa = hole.needle_pa - float(inner[hole.face, hole.edge])
        if ahead_pa > 0.0:  # else the stopper holds: nothing is drawn back
            inner_out[hole.face, hole.edge] -= hole.needle_g * ahead_pa
            inner_slope[hole.face, hole.edge] += hole.needle_g
        return _Bends(out, slope)

    def _share(
        self, pa: Array, to: Array, now: _Bends, hole: _Opening, down: float, end_tilt: float
    ) -> float:
        """Return the share of a step at which the valley is nearly level: 1 if it falls so far.

        Its tilt along the step rises from -`down` to `end_tilt`; secants that keep off the
        ends find the level place however the laws bend.
        """
        flat = UPHILL_SHARE * down
        share, low, low_tilt, high, high_tilt = 1.0, 0.0, -down, 1.0, end_tilt
        for _ in range(SEARCH_STEPS if end_tilt > flat else 0):
            aim = -low_tilt / (high_tilt - low_tilt)
            share = low + (high - low) * min(max(aim, 0.1), 0.9)
            there = self._bends(pa + share * to, hole)
            tilt = float((_missed(now, there, to, share) * to).sum()) - (1.0 - share) * down
            if abs(tilt) <= flat:
                break
            if tilt > 0.0:
                high, high_tilt = share, tilt
            else:
                low, low_tilt = share, tilt
        return share

    def _fall(self, cells: Array, node_g: Array, inner_g: Array, to: Array) -> float:
        """Return how steeply the valley falls along a Newton step: its own quadratic form."""
        nodes, inner = self._parted(to)
        ends = cells[0] * (nodes[self.first] - inner[0]) ** 2
        ends += cells[-1] * (inner[-1] - nodes[self.last]) ** 2
        between = (inner[:-1] - inner[1:]) ** 2
        return float(
            ends.sum()
            + (cells[1:-1] * between).sum()
            + (node_g * nodes * nodes).sum()
            + (inner_g * inner * inner).sum()
        )


def _joined(nodes: Array, inner: Array) -> Array:
    return np.concatenate((nodes, inner.reshape(-1)))


def _missed(now: _Bends, there: _Bends, to: Array, share: float) -> Array:
    """Return by how much straight lines from `now` miss the bent laws after `share` of a step."""
    return there.out - now.out - share * now.slope * to


def _opening(
    source: Source | None, is_burst: NDArray[np.bool_], hole_g: Array | None
) -> tuple[_Opening, float]:
    """Return the holes of the moment and the flow (ul/s) out of the bevel into the tissue."""
    torn_g, torn_pa = None, None
    if hole_g is not None or is_burst.any():
        torn_g = np.where(is_burst, BURST_UL_PER_S_PA, 0.0)
        torn_pa = np.where(is_burst, TISSUE_PA, HOLE_PA)
        torn_g = torn_g if hole_g is None else torn_g + hole_g
    if source is None:
        return _Opening(torn_g, torn_pa, 0, 0, 0.0, 0.0), 0.0
    face = min(max(round(source.along_frac * CELLS), 1), INNER) - 1
    inside = source.lumen_frac / source.resistance_pa_s_per_ul
    outside_frac = 1.0 - source.lumen_frac - source.arteriole_frac
    outside = outside_frac / source.resistance_pa_s_per_ul
    needle_pa = source.syringe_pa - outflow_bed.BED_PA
    beside = (needle_pa - TISSUE_PA) * outside / (1.0 + outside * TISSUE_PA_S_PER_UL)
    return _Opening(torn_g, torn_pa, source.edge, face, inside, needle_pa), max(0.0, beside)


def _short_exp(x: Array) -> Array:
    """Return e**x within 5e-5 for |x| <= 1.5: a Pade quotient at a quarter, squared twice."""
    y = x * 0.25
    y2 = y * y
    y2 += 12.0
    y *= 6.0
    once = y2 + y
    y2 -= y
    once /= y2
    once *= once
    once *= once
    return once
