"""Blood and sclerosant in the web: one patient's circulation, stepped by the session.

Idea: pressures are quasi-steady (Reynolds < 20, Womersley << 1), so every step solves one
network of resistances (`flow`), carries injectate, drug and spent blood along the answer
(`transport`), lets blood bind drug (`drugs`) and adds up what the walls have felt.
Boundaries: every root drains to, or is fed by, the vessel it joins; the wall drains into the
unseen bed (`outflow_bed`); the needle is a pressure behind a resistance.
Departures: calibre (`calibre`) changes resistance with a lag, not content; complete mixing at
junctions; plug profile; walls burst by the pressure lying, without the weight of the column.
Invariants: what leaves the syringe is in the lumen, in the tissue, drained or neutralised;
a resting lumen is returned unchanged, bit for bit.
"""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from simulator.anatomy.patient import Patient
from simulator.base import steady
from simulator.physics import drugs, outflow_bed, transport
from simulator.physics.calibre import TONE_PA, Walls, cramped, openness
from simulator.physics.feeding import Feeding
from simulator.physics.flow import CELLS, INNER, MIDDLE, Flow, Network, Source
from simulator.physics.reach import reach_mm

Array = NDArray[np.float64]
Holes: TypeAlias = tuple[tuple[int, float], ...]  # edge, ul/s per Pa

__all__ = ["Circulation", "Lumen", "Pushed", "Source", "is_resting"]

REST_FRAC = 1e-3  # below this share of injectate a cell counts as blood again (floor, stated)
REST_UG_PER_UL = 1e-3  # the same for active drug; both floors move to `drained`
EXCHANGE_PER_S = 1.0 / 2000.0  # guess: how fast capillaries renew what stands still
WHITE_FRAC = 0.5  # more injectate than blood looks white
PALE_FRAC = 0.15  # from here on a vein looks paler than its neighbours (guess)
RESTING_FLOWS = 64  # kept at most; computed again, they come out the same


@dataclass(frozen=True)
class Lumen:
    """What fills the web. E edges, C cells an edge from feeder end to tip, N nodes.

    `spare_ug_per_ul` is counted in STS; other drugs use their share of it (`drugs`).
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
    neutralised_ug: float = 0.0
    drained_ug: float = 0.0
    drained_ul: float = 0.0  # of injectate
    inner_pa: Array = field(default_factory=lambda: np.zeros((INNER, 0)))  # (C - 1, E)
    drug: str = "saline"  # the last drug that was injected


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


class Circulation:
    """The circulation of one patient; holds its tables and a cache of resting flows, no state."""

    def __init__(self, patient: Patient) -> None:
        self.patient = patient
        self.network = Network(patient.web)
        self.feeding = Feeding(patient)
        self.walls = Walls(patient)
        self._rest: dict[tuple[object, ...], tuple[Flow, Array]] = {}

    def fresh(self, closed: Collection[str] = (), posture: str = "lying") -> Lumen:
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
        )
        return self._settled(lumen, posture, closed, self.walls.outside_pa(frozenset(), 0.0))

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
    ) -> tuple[Lumen, Pushed]:
        """Advance by `dt_s` (any size; accuracy wants <= 1/30 s during a push).

        Swabs press on `pressed_edges`, a stocking on all; `holes` are needle holes that nothing
        presses: edge and conductance, ul/s per Pa. Returns the new lumen and what was pushed
        where. Raises `KeyError` for an unknown posture or drug.
        """
        outside_pa = self.walls.outside_pa(pressed_edges, stocking_pa)
        if source is None and is_resting(lumen):
            return self._settled(lumen, posture, closed, outside_pa, holes), Pushed()
        drug = lumen.drug if source is None else source.drug
        flow = self._driven(lumen, drug, posture, closed, source, self._hole_g(holes))
        strength = drugs.active_ug_per_ul(drug, source.strength_ppm) if source else 0.0
        moved = transport.advance(
            self.network,
            flow,
            lumen.injectate_frac,
            lumen.active_ug_per_ul,
            lumen.spare_ug_per_ul,
            strength,
            dt_s,
        )
        spent = self._react(moved, drug, dt_s)
        after, pushed = self._after(lumen, moved, spent, flow, drug, strength, dt_s, source)
        return self._yielded(lumen, after, dt_s, posture, outside_pa), pushed

    def _driven(
        self,
        lumen: Lumen,
        drug: str,
        posture: str,
        closed: Collection[str],
        source: Source | None,
        hole_g: Array | None,
    ) -> Flow:
        """Return the flow of now; once more if it forces cramped walls open that were shut."""
        boundary = self.feeding.boundary(posture, closed, lumen.pressure_pa)
        viscosity = drugs.DRUGS[drug].viscosity_pa_s
        nodes, inner = lumen.pressure_pa - outflow_bed.BED_PA, lumen.inner_pa
        while True:
            before = inner
            calibre_frac = self.walls.calibre_frac(lumen.calm_frac, lumen.spasm_frac, inner[MIDDLE])
            cells = self.network.cell_conductance(
                lumen.injectate_frac, viscosity, openness(calibre_frac)
            )
            flow = self.network.solve(cells, boundary, lumen.is_burst, nodes, inner, source, hole_g)
            nodes, inner = flow.node_pa, flow.inner_pa
            risen_pa = flow.tip_pa - float(before[flow.source_face, flow.source_edge])
            is_forced = source is not None and risen_pa > TONE_PA and before is lumen.inner_pa
            if not is_forced or not lumen.spasm_frac.any():
                return flow

    def rested(
        self, lumen: Lumen, *, posture: str = "lying", closed: Collection[str] = ()
    ) -> Lumen:
        """Return `lumen` hours later: what was in it has drained, blood is fresh, walls keep."""
        volume = self.network.cell_ul[:, None]
        empty = replace(
            lumen,
            injectate_frac=np.zeros_like(lumen.injectate_frac),
            active_ug_per_ul=np.zeros_like(lumen.active_ug_per_ul),
            spare_ug_per_ul=np.full_like(lumen.spare_ug_per_ul, drugs.BLOOD_CAPACITY_UG_PER_UL),
            drained_ug=lumen.drained_ug + float((lumen.active_ug_per_ul * volume).sum()),
            drained_ul=lumen.drained_ul + float((lumen.injectate_frac * volume).sum()),
            spasm_frac=np.zeros_like(lumen.spasm_frac),
        )
        return self._settled(empty, posture, closed, self.walls.outside_pa(frozenset(), 0.0))

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
        return replace(
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
    ) -> Lumen:
        """Return `lumen` with the one resting flow field of these boundaries."""
        key = (
            posture,
            tuple(sorted(closed)),
            outside_pa.tobytes(),
            lumen.is_burst.tobytes(),
            holes,
        )
        rest = self._rest.get(key)
        if rest is None:
            rest = self._resting(lumen.is_burst, posture, closed, outside_pa, self._hole_g(holes))
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
        return replace(
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
    ) -> tuple[Flow, Array]:
        """Return the flow of blood at rest and the calibre it flows at, found in two rounds."""
        blood = np.zeros((self.network.edge_count, CELLS))
        level = np.full(self.network.node_count, outflow_bed.BED_PA)
        nodes = np.zeros(self.network.node_count)
        inner = np.zeros((INNER, self.network.edge_count))
        boundary = self.feeding.boundary(posture, closed, level)
        for _ in range(2):
            calm_frac = self.walls.standing_frac(inner[MIDDLE], posture, outside_pa)
            cells = self.network.cell_conductance(blood, 1e-3, openness(calm_frac))
            flow = self.network.solve(cells, boundary, is_burst, nodes, inner, None, hole_g)
            nodes, inner = flow.node_pa, flow.inner_pa
        return flow, calm_frac

    def _react(self, moved: transport.Moved, drug: str, dt_s: float) -> Array:
        """Return drug bound in this step, (E, C) ug/ul: never more than drug or capacity."""
        share = drugs.DRUGS[drug].capacity_frac
        speed = 1.0 - steady.exp(-dt_s / drugs.BINDING_TIME_S)
        spare = (drugs.BLOOD_CAPACITY_UG_PER_UL - moved.spent_ug_per_ul) * share
        return np.minimum(moved.active_ug_per_ul, np.maximum(spare, 0.0)) * speed

    def _after(
        self,
        lumen: Lumen,
        moved: transport.Moved,
        bound: Array,
        flow: Flow,
        drug: str,
        strength: float,
        dt_s: float,
        source: Source | None,
    ) -> tuple[Lumen, Pushed]:
        """Bind, renew what stands still, floor to rest, dose the walls and close the books."""
        network, capacity = self.network, drugs.BLOOD_CAPACITY_UG_PER_UL
        share = drugs.DRUGS[drug].capacity_frac
        active = moved.active_ug_per_ul - bound
        spent = moved.spent_ug_per_ul + (bound / share if share else 0.0)
        optimum = drugs.optimum_ug_per_ul(drug, 2.0 * network.radius_mm)
        ratio = active.sum(axis=1) / CELLS / optimum
        renewed = np.minimum(openness(lumen.calm_frac), 1.0)[:, None]
        kept = 1.0 / (1.0 + dt_s * EXCHANGE_PER_S * renewed)
        is_blood = (moved.injectate_frac < REST_FRAC) & (active < REST_UG_PER_UL)
        kept = np.where(is_blood & (spent < REST_FRAC * capacity), 0.0, kept)
        volume = network.cell_ul[:, None]
        lost_ul = float(((1.0 - kept) * moved.injectate_frac * volume).sum())
        lost_ug = float(((1.0 - kept) * active * volume).sum())
        is_burst, burst_edges = self._bursts(lumen, flow)
        after = replace(
            lumen,
            injectate_frac=moved.injectate_frac * kept,
            active_ug_per_ul=active * kept,
            spare_ug_per_ul=np.maximum(capacity - spent * kept, 0.0),
            exposure_s=lumen.exposure_s + drugs.exposure_rate(ratio) * dt_s,
            peak_ratio=np.maximum(lumen.peak_ratio, ratio),
            is_burst=is_burst,
            flow_ul_per_s=flow.cell_ul_per_s[CELLS // 2],
            pressure_pa=flow.node_pa + outflow_bed.BED_PA,
            neutralised_ug=lumen.neutralised_ug + float((bound * volume).sum()),
            drained_ug=lumen.drained_ug + moved.drained_ug + lost_ug,
            drained_ul=lumen.drained_ul + moved.drained_ul + lost_ul,
            inner_pa=flow.inner_pa,
            drug=drug,
        )
        beside_ul = flow.beside_ul_per_s * dt_s
        injected_ul = flow.source_ul_per_s * dt_s + beside_ul
        pushed = Pushed(
            injected_ul=injected_ul,
            injected_ug=injected_ul * strength,
            to_tissue_ul=moved.tissue_ul + beside_ul,
            to_tissue_ug=moved.tissue_ug + beside_ul * strength,
            bled_ul=moved.bled_ul,
            to_feeder_ul=moved.feeder_ul,
            to_arteriole_ul=moved.arteriole_ul,
            tip_pa=flow.tip_pa + outflow_bed.BED_PA if source else 0.0,
            burst_edges=burst_edges,
            beside_ul=beside_ul,
            leaked_ul=_by_edge(flow, moved),
        )
        return after, pushed

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


def _by_edge(flow: Flow, moved: transport.Moved) -> tuple[tuple[int, float], ...]:
    """Share what left through torn walls (ul) among them, by their flows and what is there.

    The sum is exact; the shares go by what the cells hold once the step is over.
    """
    if moved.tissue_ul <= 0.0:
        return ()
    torn = np.flatnonzero(flow.burst_ul_per_s > 0.0)
    white = moved.injectate_frac[torn, MIDDLE] + moved.injectate_frac[torn, MIDDLE + 1]
    weight = flow.burst_ul_per_s[torn] * (white + REST_FRAC)
    share = moved.tissue_ul * weight / weight.sum()
    return tuple(zip(torn.tolist(), share.tolist(), strict=True))


def is_resting(lumen: Lumen) -> bool:
    """Return whether only fresh blood is in the web and no wall is cramped: nothing changes."""
    return not (
        lumen.injectate_frac.any()
        or lumen.active_ug_per_ul.any()
        or (lumen.spare_ug_per_ul != drugs.BLOOD_CAPACITY_UG_PER_UL).any()
        or lumen.spasm_frac.any()
    )
