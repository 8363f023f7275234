"""Frame: the vessels under a web that nobody injects, from the patch border to the threads.

Idea: a reticular vein comes in from the border under the dermis; out of it rise one to three
venulectasias, which carry the threads; forms that seem to stand alone hang on hidden arms,
thin vessels that dive under everything and come up again at the far end.

Depths of centre lines are guesses (no measured depth of leg telangiectasia was found):
venulectasia 0.5 rising to 0.24 mm, upper wall of reticular veins 0.6 mm where they show and
1.5 mm where they are hidden, hidden arms about 1.1 mm.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from simulator.anatomy.web_courses import (
    CALM,
    LONGEST,
    S_MM,
    STEP_MM,
    Array,
    Drafts,
    Ints,
    drafted,
    numbered,
)
from simulator.anatomy.web_ledger import (
    MIN_GAP,
    NOBODY,
    ORDER_CONNECTOR,
    ORDER_RETICULAR,
    ORDER_TRUNK,
    alike,
    one,
    stand_apart,
)
from simulator.anatomy.web_strokes import BORDER_CELLS, CELL_MM, Depth, Sheet, Wishes, smooth
from simulator.base.units import PI

# Depth of the upper wall where the web rises; a hidden feeder does not show on the skin.
VISIBLE_TOP_MM: Final = (0.6, 0.85)
HIDDEN_TOP_MM: Final = (1.5, 1.9)
SHORTEST_ARM_MM: Final = 1.0  # of a hidden arm, seen from above
SHORTEST_TRUNK: Final = 12  # samples
AHEAD_MM: Final = 7.0  # free way a venulectasia wants before it
ENTRY_SAMPLES: Final = 20  # nothing leaves a reticular vein so near the border of the patch


@dataclass(frozen=True)
class Entry:
    """Where a hidden feeder comes into the patch, and the vessel it belongs to."""

    vessel_id: str
    radius_mm: float
    x_mm: float
    y_mm: float
    heading_rad: float
    length_mm: float
    is_hidden: bool = False


def entries(
    feeders: tuple[tuple[str, float, bool], ...],
    width_mm: float,
    height_mm: float,
    is_corona: bool,
    rng: np.random.Generator,
) -> tuple[Entry, ...]:
    """Return one entry per feeder (id, radius, hidden): the first mostly from the medial border.

    The feeder of a corona comes from above and ends in the upper part of the patch.
    """
    out = []
    for k, (vessel_id, radius_mm, is_hidden) in enumerate(feeders):
        along = rng.uniform(0.25, 0.8)
        medial = (0.0, height_mm * along)
        proximal = (width_mm * (0.1 + 0.35 * along), 0.0)
        distal = (width_mm * (0.1 + 0.7 * along), height_mm)
        border = (medial, medial, proximal, distal)[int(rng.integers(0, 4)) if k == 0 else 3]
        dx = width_mm * rng.uniform(0.34, 0.62) - border[0]
        dy = height_mm * rng.uniform(0.4, 0.62) - border[1]
        if is_corona:
            border = (width_mm * rng.uniform(0.3, 0.7), 0.0)
            dx = width_mm * rng.uniform(0.4, 0.6) - border[0]
            dy = height_mm * rng.uniform(0.3, 0.4)
        reach = max(8.0, float(np.hypot(dx, dy)))
        heading = float(angle_of(np.array(dx), np.array(dy)))
        out.append(Entry(vessel_id, radius_mm, *border, heading, reach, is_hidden))
    return tuple(out)


def angle_of(dx: Array, dy: Array) -> Array:
    """Return the angles of vectors (dx, dy), -pi to pi; `arctan2` differs between machines.

    A diamond's angle is at most 0.08 rad wrong; each step cubes what is left, so three will do.
    """
    size = np.maximum(np.sqrt(dx * dx + dy * dy), 1e-300)
    cos, sin = dx / size, dy / size
    angle = (0.5 * PI) * (1.0 - cos / (np.abs(cos) + np.abs(sin)))
    angle = np.where(sin < 0.0, -angle, angle)
    for _ in range(3):
        angle = angle + (sin * np.cos(angle) - cos * np.sin(angle))
    return angle


class Frame:
    """Draws reticular veins, venulectasias and hidden arms on a sheet."""

    def __init__(self, sheet: Sheet, reach: float, rng: np.random.Generator) -> None:
        self.sheet = sheet
        self.roots: list[tuple[int, str]] = []  # (reticular stroke, vessel)
        self.trunks: list[int] = []
        self._hubs: list[int] = []  # site of each reticular vein where the web rises
        self.reach = reach
        self._rng = rng

    def enter(self, place: Entry) -> None:
        """Bring in a reticular vein; in half of the patients it runs on and dives again."""
        rng, ledger = self._rng, self.sheet.ledger
        beyond_mm = rng.uniform(6.0, 14.0) if rng.random() < 0.55 else 0.0
        low, high = HIDDEN_TOP_MM if place.is_hidden else VISIBLE_TOP_MM
        shallowest = place.radius_mm + rng.uniform(low, high)
        draw = rng.random(3)
        samples = round((place.length_mm + beyond_mm) / STEP_MM) + 1
        draft = drafted(
            np.array([place.x_mm]),
            np.array([place.y_mm]),
            place.heading_rad + (draw[:1] - 0.5) * 0.2,
            np.where(draw[1:2] < 0.5, 1.0, -1.0),
            CALM.start + (draw[2:] * len(CALM)).astype(np.int64),
            np.array([min(samples, LONGEST)]),
        )
        vein = one(ORDER_RETICULAR, tip_radius_mm=place.radius_mm * 0.7, reserve=ENTRY_SAMPLES)
        end = self._inside(draft)
        number = self.sheet.put(draft, end, vein, shallowest)
        along = S_MM[:end]
        hub_mm = min(place.length_mm, float(along[-1]))
        before = np.maximum(hub_mm - along, 0.0) / hub_mm
        after = np.maximum(along - hub_mm, 0.0) / 10.0
        ledger.points_mm[ledger.sites(number), 2] += 1.1 * before * before + 1.3 * after * after
        self.roots.append((number, place.vessel_id))
        hub = int(ledger.begin[number]) + round(hub_mm / STEP_MM)
        last = int(ledger.last[number])
        self._hubs.append(hub if hub < last and ledger.is_open[hub] else last)

    def _inside(self, draft: Drafts) -> int:
        """Return how many samples of a reticular vein lie in the patch, a little less."""
        x_mm, y_mm, _ = self.sheet.courses.lay(draft, draft.wanted)
        edge = (BORDER_CELLS + 1) * CELL_MM
        out = (x_mm > self.sheet.width_mm - edge) | (y_mm > self.sheet.height_mm - edge)
        out |= (x_mm < edge) | (y_mm < edge)
        out[:ENTRY_SAMPLES] = False  # it comes in across the border
        return int(out.argmax()) if out.any() else len(out)

    def hub_mm(self) -> tuple[float, float]:
        """Return the place where the web rises from the first reticular vein."""
        x, y, _ = self.sheet.ledger.place(self._hubs[0])
        return x, y

    def rise(self, fans: int) -> None:
        """Let one to three venulectasias rise out of each reticular vein."""
        rng, ledger = self._rng, self.sheet.ledger
        sites, turns, lengths_mm = [], [], []
        for (reticular, _), hub in zip(self.roots, self._hubs, strict=True):
            fork = rng.uniform(0.5, 1.2) * (1.0 if rng.random() < 0.5 else -1.0)
            sites.append(hub)
            turns.append(fork)
            lengths_mm.append(rng.uniform(5.0, 12.0))
            begin = int(ledger.begin[reticular])
            other = hub if rng.random() < 0.5 else hub - int(rng.integers(4, 23))
            apart = hub - other
            if fans > 1 and (apart == 0 or (apart >= MIN_GAP and ledger.is_open[other])):
                sites.append(other)
                turns.append(-fork * rng.uniform(0.6, 1.3))
                lengths_mm.append(rng.uniform(4.0, 11.0))
            third = begin + int((hub - begin) * rng.uniform(0.5, 0.85))
            apart = min(abs(third - site) for site in sites)
            if fans > 3 and rng.random() < 0.7 and apart >= MIN_GAP and ledger.is_open[third]:
                sites.append(third)
                turns.append(fork * rng.uniform(0.9, 1.3))
                lengths_mm.append(rng.uniform(3.0, 7.0))
        self._rise(np.array(sites), np.array(turns), np.array(lengths_mm))

    def rise_more(self, wanted: int) -> None:
        """Let short venulectasias rise somewhere along the reticular veins, where there is room."""
        rng, ledger = self._rng, self.sheet.ledger
        pick, along, turn, mirror, length = rng.random((5, 4 * wanted))
        reticular = np.array([number for number, _ in self.roots])
        reticular = reticular[(pick * len(reticular)).astype(np.int64)]
        begin = ledger.begin[reticular]
        site = begin + ((ledger.last[reticular] - begin) * (0.3 + 0.67 * along)).astype(np.int64)
        apart = (ledger.is_open[site] & stand_apart(site, ledger.samples)).nonzero()[0]
        turns = (0.7 + 0.8 * turn) * np.where(mirror < 0.5, 1.0, -1.0)
        self._rise(site[apart], turns[apart], 3.0 + 2.0 * length[apart], wanted)

    def _rise(self, site: Ints, turn_rad: Array, length_mm: Array, most: int | None = None) -> None:
        """Let venulectasias leave `site`, at most `most`; they look for way for their threads."""
        sheet, ledger = self.sheet, self.sheet.ledger
        count = len(site)
        if not count:
            return
        wishes = Wishes(
            ledger.points_mm[site, 0],
            ledger.points_mm[site, 1],
            ledger.heading_rad[site] + turn_rad,
            length_mm * self.reach,
            np.full(count, SHORTEST_TRUNK),
            np.full(count, 0.3),
            np.zeros(count, dtype=bool),
            site,
            np.zeros(count),
        )
        ways = sheet.choose(wishes, AHEAD_MM)
        kept, end = sheet.settle(ways, wishes.shortest, most=most)
        few = len(kept)
        rise_mm = np.minimum(1.3, 0.25 * length_mm[kept])
        depth = Depth(np.full(few, 0.5), np.full(few, 0.24), rise_mm, np.zeros(few), np.zeros(few))
        brood = alike(few, ORDER_TRUNK, site[kept], tip_radius_mm=0.0)
        self.trunks += sheet.add(ways.drafts.only(kept), end, brood, depth).tolist()

    def hosts(self, x_mm: Array, y_mm: Array) -> Ints:
        """Return the sites (P,) from which hidden arms lead to places (x, y); -1 without any.

        Each is the nearest on a deep vessel, apart from those before it.
        """
        ledger = self.sheet.ledger
        order = ledger.order[ledger.stroke_of[: ledger.samples]]
        is_deep = order <= ORDER_CONNECTOR
        sites = (is_deep & ledger.is_open[: ledger.samples]).nonzero()[0]
        if not len(sites):  # no place for a fork is left: there are forks to share
            sites = (is_deep & ledger.is_cut[: ledger.samples]).nonzero()[0]
        dx = x_mm[:, None] - ledger.points_mm[sites, 0]
        dy = y_mm[:, None] - ledger.points_mm[sites, 1]
        gap = dx * dx + dy * dy
        gap[gap < SHORTEST_ARM_MM * SHORTEST_ARM_MM] = np.inf
        found = []
        for row in gap:
            nearest = int(row.argmin())
            found.append(int(sites[nearest]) if float(row[nearest]) < np.inf else NOBODY)
            gap[:, np.abs(sites - sites[nearest]) < MIN_GAP] = np.inf
        return np.array(found)

    def reach_mm(self, x_mm: Array, y_mm: Array) -> Array:
        """Return the distance from places (P,) to the nearest deep vessel."""
        ledger = self.sheet.ledger
        order = ledger.order[ledger.stroke_of[: ledger.samples]]
        sites = (order <= ORDER_CONNECTOR).nonzero()[0][::3]
        dx = x_mm[:, None] - ledger.points_mm[sites, 0]
        dy = y_mm[:, None] - ledger.points_mm[sites, 1]
        return np.sqrt((dx * dx + dy * dy).min(1))

    def lead(self, site: Ints, x_mm: Array, y_mm: Array, depth_mm: Array) -> Ints:
        """Lead hidden arms from `site` (Q,) to places (x, y, depth); return their far sites."""
        ledger, few = self.sheet.ledger, len(site)
        x0, y0, z0 = ledger.points_mm[site].T
        dx, dy = x_mm - x0, y_mm - y0
        n = (np.sqrt(dx * dx + dy * dy) * (1.0 / STEP_MM) + 0.5).astype(np.int64)
        n = np.maximum(n, MIN_GAP + 3)
        sway, dive = self._rng.random((2, few))
        arm, sample = numbered(n + 1)
        t = sample / n[arm]
        bow = np.sin(t * PI) * (0.24 * sway - 0.12)[arm] + np.sin(t * (2.0 * PI)) * 0.04
        down = smooth(sample * (STEP_MM / 1.6)) * smooth((n[arm] - sample) * (STEP_MM / 1.9))
        level = z0[arm] + (depth_mm - z0)[arm] * t
        edge = BORDER_CELLS * CELL_MM
        points = np.empty((len(arm), 3))
        x = x0[arm] + dx[arm] * t - dy[arm] * bow
        y = y0[arm] + dy[arm] * t + dx[arm] * bow
        points[:, 0] = np.minimum(np.maximum(x, edge), self.sheet.width_mm - edge)
        points[:, 1] = np.minimum(np.maximum(y, edge), self.sheet.height_mm - edge)
        points[:, 2] = level + ((0.95 + 0.3 * dive)[arm] - level) * down
        ledger.cut(site)
        brood = alike(few, ORDER_CONNECTOR, site)
        return ledger.last[ledger.add(brood, points, angle_of(dx, dy)[arm], n + 1)]

    def trim(self) -> None:
        """Cut each venulectasia back to the last thread that leaves it."""
        ledger = self.sheet.ledger
        trunks = np.array(self.trunks, dtype=np.int64)
        leaves = np.zeros(ledger.samples + 1, dtype=bool)
        leaves[ledger.parent_site[: ledger.strokes]] = True  # -1 for none is the spare one
        trunks = trunks[~leaves[ledger.last[trunks]]]
        cuts = ledger.is_cut[: ledger.samples].nonzero()[0]
        last_cut = np.full(ledger.strokes, NOBODY)
        last_cut[ledger.stroke_of[cuts]] = cuts
        for trunk in trunks.tolist():
            cut = int(last_cut[trunk])
            if cut >= 0:
                ledger.last[trunk] = cut
                ledger.is_cut[cut] = False
            else:  # nothing leaves it: a thin vein that sinks away
                sites = ledger.sites(trunk)
                ledger.tip_radius_mm[trunk] = 0.09
                sinking = smooth(S_MM[: sites.stop - sites.start] / 4.0)
                ledger.points_mm[sites, 2] += 0.8 * sinking
