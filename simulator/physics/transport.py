"""Carrying injectate, drug and spent blood along a solved flow, exactly and at any step.

Idea: every edge falls into runs along which blood flows one way (`runs`). The content of a
run is shifted along travel time; what has left it by the end of the step goes to the
junction, and whatever still fits in behind it comes from the junction before. That makes the
mean that leaves a run `base + share * inlet`, and the junctions mix completely, solved all at
once in the order of `elimination` (flow runs from high pressure to low, so no circle can
form). Stable for any step; only runs that hold something, or into which something comes, are
touched. Fresh blood is the zero of all three fields (injectate share, active drug, spent
capacity), so inflow of blood needs no term. What moves is the core of the lumen; what seeps
out of it through a wall is handed to the film there (`film`), which lets something else go.
Departures: the core moves as a plug; junctions mix completely (at low Reynolds numbers they
are really lamellar) and within a step as its mean; the bed beside the bevel drains the core.
Invariant: old content + inflow = new content + seeped + outflow for each field, to rounding.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.physics.elimination import FIELDS
from simulator.physics.flow import CELLS, MIDDLE, Flow, Network
from simulator.physics.runs import (
    Held,
    Index,
    Mask,
    Runs,
    Train,
    broken,
    joined,
    whole,
)

Array = NDArray[np.float64]

NOTHING = 1e-300  # keeps a quotient of two zero flows at zero
QUICK = 1.001  # a little more than the step: what is asked more exactly afterwards
FEW_WAYS = 40  # up to so many are quicker walked than eliminated
LEAST = 1e-30  # concentrations at junctions below this are none
_NODES_OF_FIELDS = np.arange(FIELDS)[:, None]
NO_FLOW = 1e-100  # ul/s; among veins that have closed it falls off to nothing


@dataclass(frozen=True)
class Moved:
    """What moved in the step; `edges` (A,) are all that may hold something now."""

    fields: Array  # (FIELDS, C, E) in the core
    edges: Index
    seeped: Array  # (FIELDS, C, A) amounts that went from core to film on their way out
    seeped_ul: Array  # (C, A) all that seeped, blood and injectate
    here_frac: Array  # (C, A) of the step for which the drug in the core has been there
    drained_ul: float  # of injectate, out of the core: into junctions' bed, feeders, arteriole
    drained_ug: float
    tissue_ul: float  # of injectate, through torn walls
    tissue_ug: float
    bled_ul: float  # of blood, through torn walls
    feeder_ul: float  # of injectate, into feeders
    arteriole_ul: float


@dataclass(frozen=True)
class _Ends:
    """Flow (N,) through the junctions, and how the cells next to them are filled."""

    arriving: Array  # what comes from edges and boundary, or goes, whichever is more
    leaving: Array  # into edges
    above: Array  # (FIELDS, N) mean of the cells that flow into the junction
    below: Array  # (FIELDS, N) mean of the cells it flows into


def advance(
    network: Network,
    flow: Flow,
    core_ul: Array,
    fields: Array,
    is_full: Mask,
    injected: Array,
    dt_s: float,
) -> Moved:
    """Advance the `fields` (FIELDS, C, E) by `dt_s`, in place, through cells of `core_ul` (E,).

    Edges that are not `is_full` (E,) hold fresh blood only, in core and film; the source gives
    `injected` (FIELDS,).
    """
    return _Step(network, flow, core_ul, fields, injected, dt_s).moved(is_full)


class _Step:
    """One step of transport, from the fields (FIELDS, C, E) to the books."""

    def __init__(
        self,
        network: Network,
        flow: Flow,
        core_ul: Array,
        fields: Array,
        injected: Array,
        dt_s: float,
    ) -> None:
        self.network, self.flow, self.fields, self.dt_s = network, flow, fields, dt_s
        self.core_ul, self.injected = core_ul, injected
        self.is_onward = flow.cell_ul_per_s >= 0.0
        self.is_whole = (self.is_onward == self.is_onward[0]).all(axis=0)
        self.is_whole[flow.source_edge] &= flow.source_ul_per_s <= 0.0
        self.speed = np.abs(flow.cell_ul_per_s)
        self.beside = np.zeros(2)  # injectate (ul) and drug (ug) into the bed beside the bevel
        self.torn = np.zeros(2)
        self.is_torn = bool(flow.burst_ul_per_s.any())

    def moved(self, is_full: Mask) -> Moved:
        """Do the step."""
        network, dt_s = self.network, self.dt_s
        first, last = network.first, network.last
        is_reached = self._reached(is_full)
        source = (self.flow.source_edge, self.flow.source_face)
        turning = np.flatnonzero(is_reached & ~self.is_whole)
        onward = np.flatnonzero(is_reached & self.is_whole)
        runs = joined(
            broken(turning, self.is_onward, source, first, last),
            whole(onward, self.is_onward[0], first, last, CELLS),
        )
        held = Held(runs, self.speed, self.core_ul)
        self.gone, self.came = self._at_needle(runs)
        ends = self._ends(np.flatnonzero(is_full))
        before, after, content = self._beside(held, ends)
        train = Train(content, held, before, after)
        left_s = held.start_s - dt_s
        was = train.until(np.maximum(left_s, 0.0))  # (FIELDS, C + 1, R)
        base = (train.amount[:, -1] - was[:, -1]) / dt_s
        share = np.maximum(-left_s[-1], 0.0) / dt_s
        nodes = self._mixed(held, base, share, ends)
        inlet = self._inlets(held, nodes, base, share)
        is_held = is_full.copy()
        is_held[runs.edge[inlet.any(axis=0)]] = True
        edges = np.flatnonzero(is_held)
        self.slot = np.full(network.edge_count, len(edges))
        self.slot[edges] = np.arange(len(edges))
        self.seeped = np.zeros((FIELDS, CELLS, len(edges) + 1))  # the last is for empty edges
        self.seeped_ul = np.zeros((CELLS, len(edges) + 1))
        self.here_frac = np.ones((CELLS, len(edges) + 1))
        self._settle(held, train.amount, was, inlet)
        left_ul = self._seep_at_nodes(held, nodes, ends)
        return self._booked(edges, nodes, left_ul)

    def _reached(self, is_full: Mask) -> Mask:
        """Return which edges (E,) hold something or may get something before the step is over:
        all that meet one that is full, quick enough to be passed, or parted by the needle."""
        network = self.network
        fastest = np.maximum(self.speed[0], self.speed[-1])  # flow falls along a run
        is_quick = self.core_ul * CELLS < QUICK * self.dt_s * fastest
        is_on = is_full | (is_quick & self.is_whole)
        is_on[self.flow.source_edge] |= self.flow.source_ul_per_s > 0.0
        is_near = np.zeros(network.node_count, dtype=np.bool_)
        is_near[network.first[is_on]] = True
        is_near[network.last[is_on]] = True
        return is_near[network.first] | is_near[network.last]

    def _ends(self, full: Index) -> _Ends:
        """Return what the junctions see of their edges, of which only `full` hold anything."""
        network, q, boundary = self.network, self.flow.cell_ul_per_s, self.flow.boundary_ul_per_s
        from_first, from_last = np.maximum(q[0], 0.0), np.maximum(-q[-1], 0.0)
        into_first, into_last = np.maximum(-q[0], 0.0), np.maximum(q[-1], 0.0)
        come = network.at_nodes(into_first, into_last) + np.maximum(boundary, 0.0)
        go = network.at_nodes(from_first, from_last)
        # every field has nodes of its own, so that one count serves all
        first, last = (
            (_NODES_OF_FIELDS * network.node_count + end[full]).reshape(-1)
            for end in (network.first, network.last)
        )
        count = FIELDS * network.node_count
        near, far = self.fields[:, 0, full], self.fields[:, -1, full]
        above, below = np.zeros((2, count))  # a count of nothing would be whole numbers
        above += np.bincount(first, (into_first[full] * near).reshape(-1), count)
        above += np.bincount(last, (into_last[full] * far).reshape(-1), count)
        below += np.bincount(first, (from_first[full] * near).reshape(-1), count)
        below += np.bincount(last, (from_last[full] * far).reshape(-1), count)
        above, below = above.reshape(FIELDS, -1), below.reshape(FIELDS, -1)
        above /= np.maximum(come, NOTHING)
        below /= np.maximum(go, NOTHING)
        return _Ends(np.maximum(come, go), go, above, below)

    def _beside(self, held: Held, ends: _Ends) -> tuple[Array, Array, Array]:
        """Return what stands before and after the runs (FIELDS, R), and their content."""
        runs = held.runs
        content = self.fields[:, held.cell, runs.edge]
        before = np.where(runs.inlet >= 0, ends.above[:, runs.inlet], 0.0)
        before[:, self.gone] = self.injected[:, None]
        is_open = (runs.outlet >= 0) & (ends.leaving[runs.outlet] > 0.0)
        after = np.where(is_open, ends.below[:, runs.outlet], content[:, -1])
        return before, after, np.where(held.is_real, content, before[:, None])

    def _at_needle(self, runs: Runs) -> tuple[list[int], list[int]]:
        """Return which runs begin at the needle, and which end there."""
        flow = self.flow
        begin, end = list[int](), list[int]()
        if flow.source_ul_per_s <= 0.0:
            return begin, end
        for r in np.flatnonzero(runs.edge == flow.source_edge).tolist():
            upper, lower = (end, begin) if runs.is_onward[r] else (begin, end)
            if runs.low[r] == flow.source_face + 1:
                lower.append(r)
            if runs.high[r] == flow.source_face + 1:
                upper.append(r)
        return begin, end

    def _mixed(self, held: Held, base: Array, share: Array, ends: _Ends) -> Array:
        """Mix at the junctions: return their concentrations (FIELDS, N)."""
        network, runs = self.network, held.runs
        way_on, way_back = self._ways(held, share)
        carried = base * held.out_ul_per_s
        fed, by = self._fed(held)
        for b in self.gone:
            if runs.outlet[b] < 0:
                continue
            weight = held.out_ul_per_s[b] * share[b] * by
            carried[:, b] += weight * fed
            for a in self.came:
                carried[:, b] += weight * held.out_ul_per_s[a] * base[:, a]
                if runs.inlet[a] >= 0:
                    handed = weight * held.out_ul_per_s[a] * share[a]
                    (way_on if runs.is_onward[b] else way_back)[runs.edge[b]] += handed
        to_node = np.flatnonzero(runs.outlet >= 0)
        at = (_NODES_OF_FIELDS * network.node_count + runs.outlet[to_node]).reshape(-1)
        come = np.zeros(FIELDS * network.node_count)
        come += np.bincount(at, carried[:, to_node].reshape(-1), len(come))
        fixed = come.reshape(FIELDS, -1)
        total = np.where(ends.arriving > NO_FLOW, ends.arriving, 1.0)
        nodes = self._handed_on(total, way_on, way_back, fixed)
        nodes[nodes < LEAST] = 0.0
        return nodes

    def _handed_on(self, total: Array, way_on: Array, way_back: Array, fixed: Array) -> Array:
        """Return concentrations at the junctions (FIELDS, N), given the ways (E,) between them.

        A few ways are walked one by one from high pressure to low; many are eliminated.
        """
        network, graph = self.network, self.network.elimination
        some = np.flatnonzero(way_on + way_back)
        if len(some) > FEW_WAYS:
            ways = np.zeros(2 * graph.slot_count)
            ways += np.bincount(graph.onward_of_pair, way_on, 2 * graph.slot_count)
            ways += np.bincount(graph.backward_of_pair, way_back, 2 * graph.slot_count)
            return graph.carried(total, ways, fixed)
        nodes = fixed / total
        is_on = way_on[some] > 0.0
        start = np.where(is_on, network.first[some], network.last[some])
        end = np.where(is_on, network.last[some], network.first[some])
        share = (way_on[some] + way_back[some]) / total[end]
        order = np.argsort(-self.flow.node_pa[start], kind="stable")
        start, end, share = start[order].tolist(), end[order].tolist(), share[order].tolist()
        a, b, d = nodes.tolist()
        for i, j, by in zip(start, end, share, strict=True):
            a[j] += by * a[i]
            b[j] += by * b[i]
            d[j] += by * d[i]
        return np.array((a, b, d))

    def _ways(self, held: Held, share: Array) -> tuple[Array, Array]:
        """Return how much flow (E,) reaches the far end within the step, onward and back."""
        runs, edges = held.runs, self.network.edge_count
        handed = np.where((runs.inlet >= 0) & (runs.outlet >= 0), held.out_ul_per_s * share, 0.0)
        way_on, way_back = np.zeros(edges), np.zeros(edges)
        way_on[runs.edge] = np.where(runs.is_onward, handed, 0.0)
        way_back[runs.edge] = np.where(runs.is_onward, 0.0, handed)
        return way_on, way_back

    def _fed(self, held: Held) -> tuple[Array, float]:
        """Return what the needle adds to its face (FIELDS,) per s, and 1 / the flow there."""
        given = self.flow.source_ul_per_s
        arriving = given + float(held.out_ul_per_s[self.came].sum())
        leaving = float(held.in_ul_per_s[self.gone].sum())
        return self.injected * given, 1.0 / max(arriving, leaving, NOTHING)

    def _inlets(self, held: Held, nodes: Array, base: Array, share: Array) -> Array:
        """Return what comes into every run (FIELDS, R); book what the needle's face loses."""
        runs = held.runs
        inlet = np.where(runs.inlet >= 0, nodes[:, runs.inlet], 0.0)
        fed, by = self._fed(held)
        for a in self.came:
            fed = fed + held.out_ul_per_s[a] * (base[:, a] + share[a] * inlet[:, a])
        inlet[:, self.gone] = (fed * by)[:, None]
        lost_ul_per_s = max(0.0, 1.0 / by - float(held.in_ul_per_s[self.gone].sum()))
        lost = fed[:2] * (by * lost_ul_per_s * self.dt_s)
        self.beside += lost
        if self.flow.source_face == MIDDLE and lost_ul_per_s > 0.0:
            torn_ul_per_s = float(self.flow.burst_ul_per_s[self.flow.source_edge])
            torn = lost * min(torn_ul_per_s / lost_ul_per_s, 1.0)
            self.torn += torn
            self.beside -= torn
        return inlet

    def _settle(self, held: Held, amount: Array, was: Array, inlet: Array) -> None:
        """Write the shifted content of runs, and what seeped through their walls; all that comes
        to the far face of a run that ends inside its edge does, but for the needle's."""
        is_end = held.runs.outlet < 0
        is_end[self.came] = False
        new_s = np.maximum(self.dt_s - held.start_s[:-1], 0.0)
        np.minimum(new_s, held.cell_s, out=new_s)
        content = was[:, 1:] - was[:, :-1]
        content += inlet[:, None] * new_s
        content /= np.where(held.is_real, held.cell_s, 1.0)
        np.maximum(content, 0.0, out=content)
        runs = held.runs
        real: Any = held.is_real
        if held.is_whole:
            real, cell, edge = ..., held.cell, runs.edge
        else:
            cell, edge = held.cell[real], np.broadcast_to(runs.edge, real.shape)[real]
        self.fields[:, cell, edge] = content[:, real]
        came_s = np.maximum(self.dt_s - held.start_s, 0.0)
        passed = amount - was
        passed += inlet[:, None] * came_s  # (FIELDS, C + 1, R) through every face, per ul/s
        lost = np.zeros_like(held.speed)  # ul/s that go no further than the cell's far face
        np.maximum(held.speed[:-1] - held.speed[1:], 0.0, out=lost[:-1])
        if not held.is_whole:
            lost[:-1] *= held.is_real[:-1]
        lost[-1] = np.where(is_end, held.out_ul_per_s, 0.0)
        if self.is_torn:
            self._tear(held, lost, passed[:2, 1:])
        seeped = np.maximum(passed[:, 1:], 0.0)
        seeped *= lost
        slot = self.slot[edge]
        self.seeped[:, cell, slot] = seeped[:, real]
        self.seeped_ul[cell, slot] = lost[real] * self.dt_s
        mean = (passed[1, :-1] + passed[1, 1:]) * (0.5 / self.dt_s)
        here = np.minimum(np.maximum(mean, 0.0), content[1]) / np.maximum(content[1], NOTHING)
        self.here_frac[cell, slot] = np.where(content[1] > 0.0, here, 1.0)[real]

    def _tear(self, held: Held, lost: Array, passed: Array) -> None:
        """Book which of the losses went through torn walls, and take them off `lost`."""
        runs, flow = held.runs, self.flow
        face = np.where(runs.is_onward, held.cell, held.cell - 1)
        has_torn = flow.burst_ul_per_s[runs.edge] > 0.0
        is_torn = held.is_real & has_torn & np.equal(face, MIDDLE)
        if not is_torn.any():
            return
        edge = np.broadcast_to(runs.edge, is_torn.shape)[is_torn]
        gone = np.bincount(edge, lost[is_torn], self.network.edge_count)
        share = np.minimum(flow.burst_ul_per_s / np.maximum(gone, NOTHING), 1.0)[edge]
        self.torn += (passed[:, is_torn] * (lost[is_torn] * share)).sum(axis=1)
        lost[is_torn] *= 1.0 - share

    def _seep_at_nodes(self, held: Held, nodes: Array, ends: _Ends) -> Array:
        """Let the bed at junctions drain the last cells before them; return what leaves (N,) ul
        from the junctions themselves."""
        count = self.network.node_count
        out_ul = (ends.arriving - ends.leaving) * self.dt_s
        bed_ul = out_ul - np.maximum(-self.flow.boundary_ul_per_s, 0.0) * self.dt_s
        bed_ul *= nodes.any(axis=0)
        slot = self.slot[held.runs.edge]
        comes = np.flatnonzero((held.runs.outlet >= 0) & (slot < len(self.seeped_ul[0]) - 1))
        node, flow = held.runs.outlet[comes], held.out_ul_per_s[comes]
        arrived = np.zeros(count)
        arrived += np.bincount(node, flow, count)
        seeps = (arrived > 0.0) & (bed_ul > 0.0)
        per_flow = np.where(seeps, bed_ul, 0.0) / np.maximum(arrived, NOTHING)
        by_all = np.where(seeps, bed_ul, 0.0) / np.maximum(ends.arriving, NOTHING)
        cell, slot = held.cell[-1, comes], slot[comes]
        self.seeped[:, cell, slot] += nodes[:, node] * (per_flow[node] * flow)
        self.seeped_ul[cell, slot] += by_all[node] * flow
        return np.where(seeps, out_ul - bed_ul, out_ul)

    def _booked(self, edges: Index, nodes: Array, left_ul: Array) -> Moved:
        """Book what left: to the bed, to feeders and arteriole, through torn walls."""
        flow, dt_s = self.flow, self.dt_s
        tissue_ul, tissue_ug = float(self.torn[0]), float(self.torn[1])
        left = (nodes[:2] * left_ul).sum(axis=1)
        backflow = nodes[0] * np.maximum(-flow.boundary_ul_per_s, 0.0) * dt_s
        artery_ul = float(backflow[flow.arteriole_node]) if flow.arteriole_node >= 0 else 0.0
        return Moved(
            fields=self.fields,
            edges=edges,
            seeped=self.seeped[:, :, :-1],
            seeped_ul=self.seeped_ul[:, :-1],
            here_frac=self.here_frac[:, :-1],
            drained_ul=float(self.beside[0] + left[0]),
            drained_ug=float(self.beside[1] + left[1]),
            tissue_ul=tissue_ul,
            tissue_ug=tissue_ug,
            bled_ul=float(flow.burst_ul_per_s.sum() * dt_s) - tissue_ul,
            feeder_ul=float(backflow.sum()) - artery_ul,
            arteriole_ul=artery_ul,
        )
