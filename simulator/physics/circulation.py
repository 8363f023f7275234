"""Blood and sclerosant in the web: one patient's circulation, stepped by the session.

Idea: pressures are quasi-steady (Reynolds < 20, Womersley << 1), so every step solves one
network of resistances (`flow`), carries injectate, drug and spent blood along the answer
(`transport`), mixes the core of the stream with the film at the wall (`film`), lets blood bind
drug in each (`drugs`) and adds up what the walls have felt of the film.
Boundaries: every root drains to, or is fed by, the vessel it joins; the wall drains into the
unseen bed (`outflow_bed`); the needle is a pressure behind a resistance.
Edges that an earlier session has closed (`gone`) carry nothing.
Departures: calibre (`calibre`) changes resistance with a lag, not content; complete mixing at
junctions; walls burst by the pressure lying, without the weight of the column.
Invariants: what leaves the syringe is in the lumen, in the tissue, drained or neutralised;
a resting lumen is returned unchanged, bit for bit.
"""

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from simulator.anatomy.patient import Patient
from simulator.base.changed import changed
from simulator.physics import drugs, film, outflow_bed, transport
from simulator.physics.books import REST_FRAC, Pushed, pushed, upstream_ul_per_s
from simulator.physics.calibre import TONE_PA, Walls, cramped, openness
from simulator.physics.elimination import FIELDS
from simulator.physics.feeding import Feeding
from simulator.physics.flow import CELLS, INNER, MIDDLE, TOLERANCE_UL_PER_S, Flow, Network, Source
from simulator.physics.lumen import Gone, Holes, Lumen, emptied, is_resting, left_open
from simulator.physics.reach import reach_mm

Array = NDArray[np.float64]
Index = NDArray[np.intp]

__all__ = ["Circulation", "Holes", "Lumen", "Pushed", "Source", "is_resting"]

REST_UG_PER_UL = 1e-3  # of active drug, as `REST_FRAC` of injectate; both floors are drained
EXCHANGE_PER_S = 1.0 / 2000.0  # guess: how fast capillaries renew what stands still
WHITE_FRAC = 0.67  # of injectate: with more than a third of its blood a vein looks red (guess)
PALE_FRAC = 0.4  # from here on a vein looks paler than its neighbours (guess)
SPARSE_UL_PER_S = 0.5  # of the ten that a push makes, may be missed where steps are long
RISE_FRAC = 0.75  # of the last contact, while a film fills up in a long step (guess)
RESTING_FLOWS = 64  # kept at most; computed again, they come out the same


class Circulation:
    """The circulation of one patient; holds its tables and a cache of resting flows, no state.

    With `is_sparse` the steps are expected to be long: walls then yield before blood flows, lest
    it pours under a new swab for a whole step; what a wall feels during a step is the mean of
    what it felt at both ends, not what it feels at the last, and where drug arrives it counts for
    as long as it has been there; blood that runs past binds drug for as long as it stays in a
    cell, not for the whole step.
    """

    def __init__(self, patient: Patient, is_sparse: bool = False) -> None:
        self.patient, self.is_sparse = patient, is_sparse
        self._tolerance = SPARSE_UL_PER_S if is_sparse else TOLERANCE_UL_PER_S
        self.network = Network(patient.web)
        self.feeding = Feeding(patient)
        self.walls = Walls(patient)
        self.core_ul = film.CORE_FRAC * self.network.cell_ul
        self._chain_ul = film.chain_ul(patient.web)
        self._rest: dict[tuple[object, ...], tuple[Flow, Array]] = {}

    def fresh(self, closed: Collection[str] = (), posture: str = "lying", gone: Gone = ()) -> Lumen:
        """Return the web at rest, full of blood."""
        edges, shape = self.network.edge_count, (self.network.edge_count, CELLS)
        lumen = Lumen(
            injectate_frac=np.zeros(shape),
            active_ug_per_ul=np.zeros(shape),
            spare_ug_per_ul=np.full(shape, drugs.BLOOD_CAPACITY_UG_PER_UL),
            exposure_s=np.zeros(edges),
            peak_ratio=np.zeros(edges),
            is_burst=np.zeros(edges, dtype=np.bool_),
            flow_ul_per_s=np.zeros(edges),
            pressure_pa=np.zeros(self.network.node_count),
            calm_frac=np.ones(edges),
            spasm_frac=np.zeros(edges),
            film=np.zeros((edges, film.FILMS, FIELDS, CELLS)),
        )
        outside_pa = self.walls.outside_pa(frozenset(), 0.0)
        return self._settled(lumen, posture, closed, outside_pa, gone=gone)

    def step(
        self,
        lumen: Lumen,
        dt_s: float,
        *,
        posture: str = "lying",
        closed: Collection[str] = (),
        source: Source | None = None,
        pressed_edges: Collection[int] = frozenset(),
        stocking_pa: float = 0.0,
        holes: Holes = (),
        gone: Gone = (),
    ) -> tuple[Lumen, Pushed]:
        """Advance by `dt_s` (any size; accuracy wants <= 1/30 s during a push).

        Swabs press on `pressed_edges`, a stocking on all; `holes` are needle holes that nothing
        presses: edge and conductance, ul/s per Pa; `gone` are edges that earlier sessions have
        closed. Returns the new lumen and what was pushed where. Raises `KeyError` for an unknown
        posture or drug.
        """
        outside_pa = self.walls.outside_pa(pressed_edges, stocking_pa)
        if source is None and is_resting(lumen):
            return self._settled(lumen, posture, closed, outside_pa, holes, gone), Pushed()
        drug = lumen.drug if source is None else source.drug
        on_the_way = lumen
        if self.is_sparse and lumen.inner_pa.size:
            middle_pa = lumen.inner_pa[MIDDLE]
            calm_frac = self.walls.yielded(lumen.calm_frac, dt_s, middle_pa, posture, outside_pa)
            on_the_way = changed(lumen, calm_frac=calm_frac)
        flow = self._driven(on_the_way, drug, posture, closed, source, self._hole_g(holes), gone)
        strength = drugs.active_ug_per_ul(drug, source.strength_ppm) if source else 0.0
        core, is_full = self.core(lumen)
        injected = np.array((1.0, strength, drugs.BLOOD_CAPACITY_UG_PER_UL))
        moved = transport.advance(self.network, flow, self.core_ul, core, is_full, injected, dt_s)
        parts, seeped, bound_ug = self.mixed(lumen, moved, flow, drug, dt_s)
        after = self._kept(lumen, moved, parts, drug, dt_s)
        is_burst, burst_edges = self._bursts(lumen, flow)
        upstream_ul = upstream_ul_per_s(source) * dt_s
        drained_ug = moved.drained_ug + float(seeped[1]) + upstream_ul * strength
        drained_ul = moved.drained_ul + float(seeped[0]) + upstream_ul
        after = changed(
            after,
            is_burst=is_burst,
            flow_ul_per_s=flow.cell_ul_per_s[CELLS // 2],
            pressure_pa=flow.node_pa + outflow_bed.BED_PA,
            neutralised_ug=lumen.neutralised_ug + bound_ug,
            drained_ug=after.drained_ug + drained_ug,
            drained_ul=after.drained_ul + drained_ul,
            inner_pa=flow.inner_pa,
            drug=drug,
        )
        after = self._yielded(lumen, after, dt_s, posture, outside_pa)
        return after, pushed(flow, moved, source, strength, dt_s, burst_edges)

    def _driven(
        self,
        lumen: Lumen,
        drug: str,
        posture: str,
        closed: Collection[str],
        source: Source | None,
        hole_g: Array | None,
        gone: Gone,
    ) -> Flow:
        """Return the flow of now; once more if it forces cramped walls open that were shut."""
        boundary = self.feeding.boundary(posture, closed, lumen.pressure_pa)
        viscosity = drugs.DRUGS[drug].viscosity_pa_s
        nodes, inner = lumen.pressure_pa - outflow_bed.BED_PA, lumen.inner_pa
        while True:
            before = inner
            calibre_frac = self.walls.calibre_frac(lumen.calm_frac, lumen.spasm_frac, inner[MIDDLE])
            cells = self.network.cell_conductance(
                lumen.injectate_frac, viscosity, left_open(openness(calibre_frac), gone)
            )
            flow = self.network.solve(
                cells, boundary, lumen.is_burst, nodes, inner, source, hole_g, self._tolerance
            )
            nodes, inner = flow.node_pa, flow.inner_pa
            risen_pa = flow.tip_pa - float(before[flow.source_face, flow.source_edge])
            is_forced = source is not None and risen_pa > TONE_PA and before is lumen.inner_pa
            if not is_forced or not lumen.spasm_frac.any():
                return flow

    def rested(
        self,
        lumen: Lumen,
        *,
        posture: str = "lying",
        closed: Collection[str] = (),
        gone: Gone = (),
    ) -> Lumen:
        """Return `lumen` hours later: what was in it has drained, blood is fresh, walls keep."""
        empty = emptied(lumen, self.network.cell_ul)
        outside_pa = self.walls.outside_pa(frozenset(), 0.0)
        return self._settled(empty, posture, closed, outside_pa, gone=gone)

    def drug_ug(self, lumen: Lumen) -> float:
        """Return the mass of drug in the vessels that can still act, for the balance."""
        return float((lumen.active_ug_per_ul * self.network.cell_ul[:, None]).sum())

    def is_pale(self, lumen: Lumen) -> NDArray[np.bool_]:
        """Return which cells (E, C) an earlier push has left visibly pale."""
        return lumen.injectate_frac > PALE_FRAC

    def blanch_mm(
        self,
        lumen: Lumen,
        edge: int,
        along_frac: float,
        was_pale: NDArray[np.bool_] | None = None,
    ) -> float:
        """Return the farthest path distance that is white without a gap from the tip, mm.

        With `was_pale` (E, C), cells that were pale before count as way, not as reached:
        the answer is how far this push has driven the blanch into red veins.
        """
        is_white = lumen.injectate_frac > WHITE_FRAC
        is_new = None if was_pale is None else is_white & ~was_pale
        return reach_mm(self.network, is_white, edge, along_frac, is_new)

    def blood_frac(self, lumen: Lumen) -> Array:
        """Return the share of blood in every cell (E, C), for the view."""
        return 1.0 - lumen.injectate_frac

    def calibre_frac(self, lumen: Lumen) -> Array:
        """Return the radius of every vein as a share of the drawn one (E,), for the view."""
        return self.walls.calibre_frac(lumen.calm_frac, lumen.spasm_frac, lumen.inner_pa[MIDDLE])

    def wall_kill(self, lumen: Lumen) -> Array:
        """Return the killed share of every wall so far (E,)."""
        return drugs.wall_kill(lumen.exposure_s, lumen.peak_ratio)

    def _yielded(
        self, before: Lumen, after: Lumen, dt_s: float, posture: str, outside_pa: Array
    ) -> Lumen:
        """Return `after` with walls that have given way to pressure and cramped where dosed."""
        contact_s = np.zeros(self.network.edge_count)
        if drugs.DRUGS[after.drug].capacity_frac > 0.0:  # a detergent
            contact_s = after.exposure_s - before.exposure_s
        middle_pa = after.inner_pa[MIDDLE]
        return changed(
            after,
            calm_frac=self.walls.yielded(after.calm_frac, dt_s, middle_pa, posture, outside_pa),
            spasm_frac=cramped(after.spasm_frac, contact_s, dt_s),
        )

    def _hole_g(self, holes: Holes) -> Array | None:
        """Return the conductance (E,) of needle holes, or None if there are none."""
        if not holes:
            return None
        hole_g = np.zeros(self.network.edge_count)
        for edge, conductance in holes:
            hole_g[edge] += conductance
        return hole_g

    def _settled(
        self,
        lumen: Lumen,
        posture: str,
        closed: Collection[str],
        outside_pa: Array,
        holes: Holes = (),
        gone: Gone = (),
    ) -> Lumen:
        """Return `lumen` with the one resting flow field of these boundaries."""
        key = (
            posture,
            tuple(sorted(closed)),
            outside_pa.tobytes(),
            lumen.is_burst.tobytes(),
            holes,
            gone,
        )
        rest = self._rest.get(key)
        if rest is None:
            hole_g = self._hole_g(holes)
            rest = self._resting(lumen.is_burst, posture, closed, outside_pa, hole_g, gone)
            if len(self._rest) >= RESTING_FLOWS:
                del self._rest[next(iter(self._rest))]  # the oldest
            self._rest[key] = rest
        flow, calm_frac = rest
        node_pa = flow.node_pa + outflow_bed.BED_PA
        middle = flow.cell_ul_per_s[CELLS // 2]
        if (
            lumen.inner_pa.shape == flow.inner_pa.shape
            and np.array_equal(lumen.pressure_pa, node_pa)
            and np.array_equal(lumen.inner_pa, flow.inner_pa)
            and np.array_equal(lumen.flow_ul_per_s, middle)
            and np.array_equal(lumen.calm_frac, calm_frac)
        ):
            return lumen
        return changed(
            lumen,
            flow_ul_per_s=middle,
            pressure_pa=node_pa,
            inner_pa=flow.inner_pa,
            calm_frac=calm_frac,
        )

    def _resting(
        self,
        is_burst: NDArray[np.bool_],
        posture: str,
        closed: Collection[str],
        outside_pa: Array,
        hole_g: Array | None,
        gone: Gone,
    ) -> tuple[Flow, Array]:
        """Return the flow of blood at rest and the calibre it flows at, found in two rounds."""
        blood = np.zeros((self.network.edge_count, CELLS))
        level = np.full(self.network.node_count, outflow_bed.BED_PA)
        nodes = np.zeros(self.network.node_count)
        inner = np.zeros((INNER, self.network.edge_count))
        boundary = self.feeding.boundary(posture, closed, level)
        for _ in range(2):
            calm_frac = self.walls.standing_frac(inner[MIDDLE], posture, outside_pa)
            cells = self.network.cell_conductance(blood, 1e-3, left_open(openness(calm_frac), gone))
            flow = self.network.solve(cells, boundary, is_burst, nodes, inner, None, hole_g)
            nodes, inner = flow.node_pa, flow.inner_pa
        return flow, calm_frac

    def core(self, lumen: Lumen) -> tuple[Array, NDArray[np.bool_]]:
        """Return what is in the cores (FIELDS, C, E), and which edges hold anything."""
        core = np.empty((FIELDS, CELLS, self.network.edge_count))
        core[0], core[1] = lumen.injectate_frac.T, lumen.active_ug_per_ul.T
        np.subtract(drugs.BLOOD_CAPACITY_UG_PER_UL, lumen.spare_ug_per_ul.T, out=core[2])
        is_full = core.reshape(FIELDS * CELLS, -1).max(axis=0) > 0.0
        full = np.flatnonzero(is_full)
        core[:, :, full] = film.core_of(core[:, :, full], lumen.film[full].transpose(1, 2, 3, 0))
        return core, is_full

    def mixed(
        self, lumen: Lumen, moved: transport.Moved, flow: Flow, drug: str, dt_s: float
    ) -> tuple[Array, Array, float]:
        """Return core and films (PARTS, FIELDS, C, A) after the step, what (FIELDS,) seeped out of
        the lumen, and how much drug blood has bound (ug)."""
        edges, cell_ul = moved.edges, self.network.cell_ul[moved.edges]
        parts = np.empty((1 + film.FILMS, FIELDS, CELLS, len(edges)))
        parts[0] = moved.fields[:, :, edges]
        parts[1:] = lumen.film[edges].transpose(1, 2, 3, 0)
        turnovers = np.abs(flow.cell_ul_per_s[:, edges]) * (dt_s / self._chain_ul[edges])
        spread = dt_s * drugs.DRUGS[drug].diffusivity_mm2_per_s * film.SLOWEST_MODE
        radius = self.network.radius_mm[edges]
        turns = film.turns_of(turnovers, spread / (radius * radius))
        bound_ug: float = 0.0
        last_s: float | Array = dt_s
        if self.is_sparse:
            last = film.pass_by(parts, moved.seeped, moved.seeped_ul, cell_ul, turns)
            stay_s = dt_s / (1.0 + CELLS * turnovers)
            last_s = stay_s * last
            bound_ug = film.bind(parts, cell_ul, drug, stay_s - last_s)
        seeped = film.seep(parts, moved.seeped, moved.seeped_ul, cell_ul)
        film.exchange(parts, turns)
        bound_ug += film.bind(parts, cell_ul, drug, last_s)
        return parts, seeped.sum(axis=(1, 2)), bound_ug

    def _kept(
        self,
        lumen: Lumen,
        moved: transport.Moved,
        parts: Array,
        drug: str,
        dt_s: float,
    ) -> Lumen:
        """Return `lumen` holding `parts`; dose walls, renew what stands still, floor to rest."""
        network, capacity, edges = self.network, drugs.BLOOD_CAPACITY_UG_PER_UL, moved.edges
        optimum = drugs.optimum_ug_per_ul(drug, 2.0 * network.radius_mm[edges])
        ratio = parts[film.OUTER, 1].sum(axis=0) / CELLS / optimum
        exposure_s, peak_ratio = lumen.exposure_s.copy(), lumen.peak_ratio.copy()
        rate = drugs.exposure_rate(ratio)
        if self.is_sparse:
            outer = lumen.film[edges, film.OUTER - 1, 1].sum(axis=1)
            before = drugs.exposure_rate(outer / CELLS / optimum)
            share = np.where(rate > before, RISE_FRAC * moved.here_frac.mean(axis=0), 0.5)
            rate = before + share * (rate - before)
        exposure_s[edges] += rate * dt_s
        peak_ratio[edges] = np.maximum(peak_ratio[edges], ratio)
        mean = film.mean_of(parts)
        renewed = np.minimum(openness(lumen.calm_frac[edges]), 1.0)
        kept = 1.0 / (1.0 + dt_s * EXCHANGE_PER_S * renewed)
        is_blood = (mean[0] < REST_FRAC) & (mean[1] < REST_UG_PER_UL)
        kept = np.where(is_blood & (mean[2] < REST_FRAC * capacity), 0.0, kept)
        lost = ((1.0 - kept) * mean[:2] * network.cell_ul[edges]).sum(axis=(1, 2))
        mean *= kept
        parts *= kept
        fields = np.zeros((FIELDS, network.edge_count, CELLS))
        fields[:, edges] = mean.transpose(0, 2, 1)
        held = np.zeros_like(lumen.film)
        held[edges] = parts[1:].transpose(3, 0, 1, 2)
        return changed(
            lumen,
            injectate_frac=fields[0],
            active_ug_per_ul=fields[1],
            spare_ug_per_ul=np.maximum(capacity - fields[2], 0.0),
            film=held,
            exposure_s=exposure_s,
            peak_ratio=peak_ratio,
            drained_ul=lumen.drained_ul + float(lost[0]),
            drained_ug=lumen.drained_ug + float(lost[1]),
        )

    def _bursts(self, lumen: Lumen, flow: Flow) -> tuple[NDArray[np.bool_], tuple[int, ...]]:
        """Burst the one wall that is furthest beyond its strength: it relieves the rest."""
        highest = np.maximum(flow.inner_pa.max(axis=0), np.maximum(flow.first_pa, flow.last_pa))
        load = (highest + outflow_bed.BED_PA) / self.patient.web.burst_pa
        load = np.where(lumen.is_burst, 0.0, load)
        weakest = int(load.argmax())
        if load[weakest] <= 1.0:
            return lumen.is_burst, ()
        is_burst = lumen.is_burst.copy()
        is_burst[weakest] = True
        return is_burst, (weakest,)
