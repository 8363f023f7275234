"""Pressures and flows of the web at one instant.

Idea: every edge is a chain of C equal cells; each cell is a Poiseuille resistance
(g = pi r^4 / 8 mu l), each face between cells drains a little into the bed. Inner faces are
eliminated for all edges at once (a tridiagonal sweep), the junctions that remain are solved
in a fixed order (`elimination`). The bed's law bends, so Newton repeats the linear solve,
starting from the pressures of the step before.
Sources: viscosity of blood in narrow tubes, Pries 1992 (haematocrit 0.45, plasma 1.2 mPa s);
injectate thins it by the logarithmic mixing rule.
Invariant: at every face what comes in goes out, to rounding.
"""

from dataclasses import dataclass
from heapq import heappop, heappush
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.anatomy.patient import RETICULAR, Web
from simulator.base import steady
from simulator.base.units import PA_PER_MMHG, PI
from simulator.physics import outflow_bed
from simulator.physics.elimination import Elimination
from simulator.physics.feeding import Boundary

Array = NDArray[np.float64]

CELLS: Final = 8
INNER: Final = CELLS - 1  # faces between the cells of an edge
MIDDLE: Final = INNER // 2
PLASMA_PA_S: Final = 1.2e-3
BURST_UL_PER_S_PA: Final = 5e-3  # guess: a torn wall, 10 ul/s at 15 mmHg
TISSUE_PA: Final = 5.0 * PA_PER_MMHG  # above the bed: below this a tear does not leak (guess)
# Pushing fluid into skin: 50 mmHg at 10 ul/s on top of the needle (guess).
TISSUE_PA_S_PER_UL: Final = 670.0
TOLERANCE_UL_PER_S: Final = 1e-3  # bed flow that Newton may leave to the next step
UNKNOWN_UL_PER_S: Final = 1e9  # before the first Newton step
HALVINGS: Final = 6


@dataclass(frozen=True)
class Source:
    """The needle at work: where its tip is, how open to the lumen, and what pushes.

    `syringe_pa` is the gauge pressure in the barrel, `lumen_frac` the share of the bevel
    inside the vein (0 is an intradermal injection).
    """

    edge: int
    along_frac: float
    lumen_frac: float
    syringe_pa: float
    resistance_pa_s_per_ul: float
    drug: str
    strength_ppm: int


@dataclass(frozen=True)
class Flow:
    """One solved instant; pressures are above the bed, cells and faces come first."""

    node_pa: Array  # (N,)
    inner_pa: Array  # (C - 1, E)
    first_pa: Array  # (E,) at the feeder end
    last_pa: Array  # (E,)
    cell_ul_per_s: Array  # (C, E) + from feeder end to tip
    boundary_ul_per_s: Array  # (N,) + into the web
    burst_ul_per_s: Array  # (E,) out of the torn wall, at the middle face
    source_edge: int = 0
    source_face: int = 0  # index into the inner faces
    source_ul_per_s: float = 0.0  # into the lumen
    beside_ul_per_s: float = 0.0  # out of the bevel into tissue
    tip_pa: float = 0.0
    arteriole_node: int = -1


def blood_viscosity_pa_s(diameter_mm: Array) -> Array:
    """Return apparent viscosity of blood, haematocrit 0.45, in tubes (Pries 1992).

    3.05 / 3.37 / 3.57 / 3.77 mPa s at 0.12 / 0.2 / 0.3 / 0.6 mm.
    """
    d_um = diameter_mm * 1000.0
    power = steady.exp(0.645 * steady.log(d_um))
    relative = 220.0 * steady.exp(-1.3 * d_um) + 3.2 - 2.44 * steady.exp(-0.06 * power)
    return PLASMA_PA_S * relative


class Network:
    """The web's tables: resistances, volumes, walls, and the order of elimination."""

    def __init__(self, web: Web) -> None:
        self.node_count, self.edge_count = len(web.nodes_mm), len(web.edges)
        self.first = web.edges[:, 0].astype(np.int64)
        self.last = web.edges[:, 1].astype(np.int64)
        self.radius_mm, self.length_mm = web.radius_mm, web.length_mm
        r2 = web.radius_mm * web.radius_mm
        cell_mm = web.length_mm / CELLS
        self.cell_ul = PI * r2 * cell_mm  # (E,)
        self._shape = PI * r2 * r2 / (8.0 * cell_mm)  # times 1 / viscosity is a conductance
        self._log_blood = steady.log(blood_viscosity_pa_s(2.0 * web.radius_mm))
        # Reticular veins lie below the plexus and have no wall in common with it.
        wall = np.where(web.kind == RETICULAR, 0.0, 2.0 * PI * web.radius_mm * cell_mm)
        self._inner_wall = np.broadcast_to(wall, (INNER, self.edge_count))
        self._node_wall = self.at_nodes(wall / 2.0, wall / 2.0)
        pairs = list(zip(self.first.tolist(), self.last.tolist(), strict=True))
        self._elimination = Elimination(self.node_count, pairs)
        self._slot = np.array(self._elimination.slot_of_pair, dtype=np.int64)
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
        thinner = steady.log(injectate_pa_s) - self._log_blood
        fluidity = steady.exp(-(self._log_blood + injectate_frac.T * thinner))
        return self._shape * openness * fluidity

    def solve(
        self,
        cells: Array,
        boundary: Boundary,
        is_burst: NDArray[np.bool_],
        node_pa: Array,
        inner_pa: Array,
        source: Source | None,
        iterations: int = 12,
    ) -> Flow:
        """Return the flow field, Newton starting at `node_pa` (N,), `inner_pa` (C - 1, E)."""
        needle_pa = 0.0 if source is None else source.syringe_pa - outflow_bed.BED_PA
        edge, face, needle_g, beside = _bevel(source)
        if needle_pa <= inner_pa[face, edge]:
            needle_g = 0.0  # the stopper holds: nothing is drawn back
        nodes, inner = node_pa, inner_pa
        node_leak, node_slope = outflow_bed.leak(nodes, self._node_wall)
        inner_leak, inner_slope = outflow_bed.leak(inner, self._inner_wall)
        missing = UNKNOWN_UL_PER_S
        for _ in range(iterations):
            torn = is_burst * BURST_UL_PER_S_PA * (inner[MIDDLE] > TISSUE_PA)
            diagonal = cells[:-1] + cells[1:] + inner_slope
            right = inner_slope * inner - inner_leak
            diagonal[MIDDLE] += torn
            right[MIDDLE] += torn * TISSUE_PA
            diagonal[face, edge] += needle_g
            right[face, edge] += needle_g * needle_pa
            new_nodes, new_inner = self._linear(
                cells,
                diagonal,
                right,
                node_slope + boundary.conductance_ul_per_s_pa,
                node_slope * nodes
                - node_leak
                + boundary.conductance_ul_per_s_pa * boundary.pressure_pa,
            )
            nodes, inner, missing, done = self._walk(nodes, inner, new_nodes, new_inner, missing)
            if done:
                break
            node_leak, node_slope = outflow_bed.leak(nodes, self._node_wall)
            inner_leak, inner_slope = outflow_bed.leak(inner, self._inner_wall)
        nodes, inner = new_nodes, new_inner
        first_pa, last_pa = nodes[self.first], nodes[self.last]
        faces = np.concatenate((first_pa[None], inner, last_pa[None]))
        tip_pa = float(inner[face, edge])
        return Flow(
            node_pa=nodes,
            inner_pa=inner,
            first_pa=first_pa,
            last_pa=last_pa,
            cell_ul_per_s=cells * (faces[:-1] - faces[1:]),
            boundary_ul_per_s=boundary.conductance_ul_per_s_pa * (boundary.pressure_pa - nodes),
            burst_ul_per_s=np.maximum(torn * (inner[MIDDLE] - TISSUE_PA), 0.0),
            source_edge=edge,
            source_face=face,
            source_ul_per_s=max(0.0, needle_g * (needle_pa - tip_pa)),
            beside_ul_per_s=beside,
            tip_pa=tip_pa,
            arteriole_node=boundary.arteriole_node,
        )

    def _walk(
        self, nodes: Array, inner: Array, new_nodes: Array, new_inner: Array, missing: float
    ) -> tuple[Array, Array, float, bool]:
        """Go from old pressures towards new ones as far as Newton can be trusted.

        The linear answer misses the bed's bend by `off`; a step that would not lessen what is
        missing is halved. Returns the pressures, what is missing there, and whether to stop.
        """
        node_leak, node_slope = outflow_bed.leak(nodes, self._node_wall)
        inner_leak, inner_slope = outflow_bed.leak(inner, self._inner_wall)
        to_node, to_inner = new_nodes - nodes, new_inner - inner
        share = 1.0
        for _ in range(HALVINGS):
            at_node, at_inner = nodes + share * to_node, inner + share * to_inner
            node_now, _ = outflow_bed.leak(at_node, self._node_wall)
            inner_now, _ = outflow_bed.leak(at_inner, self._inner_wall)
            off = float(np.abs(node_now - node_leak - share * node_slope * to_node).sum())
            off += float(np.abs(inner_now - inner_leak - share * inner_slope * to_inner).sum())
            total = off + (1.0 - share) * missing
            if total < (1.0 - 0.25 * share) * missing:
                break
            share *= 0.5
        return at_node, at_inner, total, share == 1.0 and off < TOLERANCE_UL_PER_S

    def _linear(
        self, cells: Array, diagonal: Array, right: Array, node_sum: Array, node_right: Array
    ) -> tuple[Array, Array]:
        """Solve one linear network; returns pressures at the nodes and at the inner faces.

        Each inner face is written as base + from_first * p_first + from_last * p_last by a
        tridiagonal sweep; what is left couples the two nodes of an edge.
        """
        base = np.empty_like(right)
        from_first = np.empty_like(right)
        ahead = np.empty_like(right)  # share of the next face
        inverse = 1.0 / diagonal[0]
        base[0], ahead[0] = right[0] * inverse, cells[1] * inverse
        from_first[0] = cells[0] * inverse
        for j in range(1, INNER):
            g = cells[j]
            inverse = 1.0 / (diagonal[j] - g * ahead[j - 1])
            base[j] = (right[j] + g * base[j - 1]) * inverse
            from_first[j] = g * from_first[j - 1] * inverse
            ahead[j] = cells[j + 1] * inverse
        from_last = np.empty_like(right)
        from_last[-1] = ahead[-1]
        for j in range(INNER - 2, -1, -1):
            base[j] += ahead[j] * base[j + 1]
            from_first[j] += ahead[j] * from_first[j + 1]
            from_last[j] = ahead[j] * from_last[j + 1]
        g_first, g_last = cells[0], cells[-1]
        total = node_sum + self.at_nodes(
            g_first * (1.0 - from_first[0]), g_last * (1.0 - from_last[-1])
        )
        pushed = node_right + self.at_nodes(g_first * base[0], g_last * base[-1])
        beside = np.bincount(self._slot, -g_first * from_last[0], self._elimination.pair_count)
        solved = self._elimination.solve(total.tolist(), beside.tolist(), pushed.tolist())
        nodes = np.array(solved)
        return nodes, base + from_first * nodes[self.first] + from_last * nodes[self.last]

    def reach_mm(
        self,
        is_white: NDArray[np.bool_],
        edge: int,
        along_frac: float,
        is_counted: NDArray[np.bool_] | None = None,
    ) -> float:
        """Return the farthest path distance (mm) from a point over white cells without a gap.

        `is_white` is (E, C). Distances are shortest paths, counted in whole cells. With
        `is_counted` (E, C) the way leads over all white cells, but only these are reached.
        """
        start = min(int(along_frac * CELLS), CELLS - 1)
        if not is_white[edge, start]:
            return 0.0
        white_cells: list[list[bool]] = is_white.tolist()  # single cells are read, one by one
        counted = white_cells if is_counted is None else is_counted.tolist()
        farthest = 0.0
        queue: list[tuple[float, int]] = []
        for is_last, node in ((False, int(self.first[edge])), (True, int(self.last[edge]))):
            cells = range(start, CELLS) if is_last else range(start, -1, -1)
            white = _run(white_cells[edge], cells)
            cell_mm = float(self.length_mm[edge]) / CELLS
            whole = len(cells)
            offset = (start + 1 - along_frac * CELLS) if is_last else along_frac * CELLS - start
            reached = max(0.0, (white - 1 + offset) * cell_mm)
            last = _last(counted[edge], cells[:white])
            if last > 0:
                farthest = max(farthest, (last - 1 + offset) * cell_mm)
            if white == whole:
                heappush(queue, (reached, node))
        seen: set[int] = set()
        while queue:
            so_far, node = heappop(queue)
            if node in seen:
                continue
            seen.add(node)
            for other, is_last, far in self.around[node]:
                if other == edge or far in seen:
                    continue
                cells = range(CELLS - 1, -1, -1) if is_last else range(CELLS)
                white = _run(white_cells[other], cells)
                cell_mm = float(self.length_mm[other]) / CELLS
                reached = so_far + white * cell_mm
                last = _last(counted[other], cells[:white])
                if last > 0:
                    farthest = max(farthest, so_far + last * cell_mm)
                if white == CELLS:
                    heappush(queue, (reached, far))
        return farthest


def _run(is_white: list[bool], cells: range) -> int:
    """Return how many of `cells` of an edge are white before the first that is not."""
    count = 0
    for cell in cells:
        if not is_white[cell]:
            break
        count += 1
    return count


def _bevel(source: Source | None) -> tuple[int, int, float, float]:
    """Return edge, inner face, conductance into the lumen and flow into the tissue (ul/s)."""
    if source is None:
        return 0, 0, 0.0, 0.0
    face = min(max(round(source.along_frac * CELLS), 1), INNER) - 1
    inside = source.lumen_frac / source.resistance_pa_s_per_ul
    outside = (1.0 - source.lumen_frac) / source.resistance_pa_s_per_ul
    beside = (source.syringe_pa - outflow_bed.BED_PA - TISSUE_PA) * outside
    return source.edge, face, inside, max(0.0, beside / (1.0 + outside * TISSUE_PA_S_PER_UL))


def _last(is_counted: list[bool], cells: range) -> int:
    """Return how far along `cells` of an edge the last counted one lies; 0 if none is."""
    for k in range(len(cells), 0, -1):
        if is_counted[cells[k - 1]]:
            return k
    return 0
