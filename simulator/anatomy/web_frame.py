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

from simulator.anatomy.web_courses import S_MM, STEP_MM, Array, Ints
from simulator.anatomy.web_ledger import (
    MIN_GAP,
    NOBODY,
    ORDER_CONNECTOR,
    ORDER_RETICULAR,
    ORDER_TRUNK,
    one,
)
from simulator.anatomy.web_strokes import BORDER_CELLS, CELL_MM, Sheet, Wish, lying, smooth
from simulator.base.units import PI

# Depth of the upper wall where the web rises; a hidden feeder does not show on the skin.
VISIBLE_TOP_MM: Final = (0.6, 0.85)
HIDDEN_TOP_MM: Final = (1.5, 1.9)
SHORTEST_ARM_MM: Final = 1.0  # of a hidden arm, seen from above
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
        heading = angle_of(dx, dy)
        out.append(Entry(vessel_id, radius_mm, *border, heading, reach, is_hidden))
    return tuple(out)


def angle_of(dx: float, dy: float) -> float:
    """Return the angle of (dx, dy) to 1e-9 by bisection; `atan2` differs between machines."""
    low, high = (0.0, PI) if dy >= 0.0 else (-PI, 0.0)
    for _ in range(32):
        middle = 0.5 * (low + high)
        if float(np.cos(middle)) * dy - float(np.sin(middle)) * dx > 0.0:
            low = middle
        else:
            high = middle
    return 0.5 * (low + high)


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
        wish = Wish(place.heading_rad, place.length_mm + beyond_mm, 0.0, 0.1, 1, is_calm=True)
        laid = self.sheet.lay(place.x_mm, place.y_mm, wish)
        vein = one(ORDER_RETICULAR, tip_radius_mm=place.radius_mm * 0.7, reserve=ENTRY_SAMPLES)
        end = self._inside(laid.x_mm[0], laid.y_mm[0])
        number = self.sheet.put(laid, 0, end, vein, shallowest)
        along = S_MM[:end]
        hub_mm = min(place.length_mm, float(along[-1]))
        before = np.maximum(hub_mm - along, 0.0) / hub_mm
        after = np.maximum(along - hub_mm, 0.0) / 10.0
        ledger.points_mm[ledger.sites(number), 2] += 1.1 * before * before + 1.3 * after * after
        self.roots.append((number, place.vessel_id))
        hub = int(ledger.begin[number]) + round(hub_mm / STEP_MM)
        last = int(ledger.last[number])
        self._hubs.append(hub if hub < last and ledger.is_open[hub] else last)

    def _inside(self, x_mm: Array, y_mm: Array) -> int:
        """Return how many samples of a reticular vein lie in the patch, a little less."""
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
        for (reticular, _), hub in zip(self.roots, self._hubs, strict=True):
            along = float(ledger.heading_rad[hub])
            fork = rng.uniform(0.5, 1.2) * (1.0 if rng.random() < 0.5 else -1.0)
            self._trunk(hub, along + fork, rng.uniform(5.0, 12.0))
            if fans > 1:
                other = hub if rng.random() < 0.5 else hub - int(rng.integers(4, 23))
                turn = -fork * rng.uniform(0.6, 1.3)
                length_mm = rng.uniform(4.0, 11.0)
                if other == hub or ledger.is_open[other]:
                    self._trunk(other, along + turn, length_mm)
            if fans > 3 and rng.random() < 0.7:
                begin = int(ledger.begin[reticular])
                site = begin + int((hub - begin) * rng.uniform(0.5, 0.85))
                side = float(ledger.heading_rad[site]) + fork * rng.uniform(0.9, 1.3)
                if ledger.is_open[site]:
                    self._trunk(site, side, rng.uniform(3.0, 7.0))

    def riser(self) -> int:
        """Let a short venulectasia rise somewhere along a reticular vein; -1 without room."""
        rng, ledger = self._rng, self.sheet.ledger
        reticular, _ = self.roots[int(rng.integers(0, len(self.roots)))]
        begin, last = int(ledger.begin[reticular]), int(ledger.last[reticular])
        site = begin + int((last - begin) * rng.uniform(0.3, 0.97))
        if not ledger.is_open[site]:
            return NOBODY
        side = rng.uniform(0.7, 1.5) * (1.0 if rng.random() < 0.5 else -1.0)
        return self._trunk(site, float(ledger.heading_rad[site]) + side, rng.uniform(3.0, 5.0))

    def arm(self, x_mm: float, y_mm: float, depth_mm: float) -> int:
        """Lead a hidden arm from the nearest deep vessel to (x, y); -1 without room.

        It is not cut into its host before something grows from it: `settle` does that.
        """
        ledger, rng = self.sheet.ledger, self._rng
        sites = self._deep_sites()
        sites = sites[ledger.is_open[sites]]
        d = ledger.points_mm[sites, :2] - (x_mm, y_mm)
        gap = (d * d).sum(1)
        gap[gap < SHORTEST_ARM_MM * SHORTEST_ARM_MM] = np.inf
        if not len(gap) or float(gap.min()) == np.inf:
            return NOBODY
        site = int(sites[int(gap.argmin())])
        x0, y0, z0 = ledger.place(site)
        dx, dy = x_mm - x0, y_mm - y0
        length_mm = float(np.hypot(dx, dy))
        n = max(MIN_GAP + 3, round(length_mm / STEP_MM))
        t = np.arange(n + 1) / n
        bow = np.sin(t * PI) * rng.uniform(-0.12, 0.12) + np.sin(t * 2.0 * PI) * 0.04
        left_mm = t * n * STEP_MM
        dive = smooth(left_mm / 1.6) * smooth((n * STEP_MM - left_mm) / 1.9)
        level = z0 + (depth_mm - z0) * t
        edge = BORDER_CELLS * CELL_MM
        points = np.empty((n + 1, 3))
        points[:, 0] = np.clip(x0 + dx * t - dy * bow, edge, self.sheet.width_mm - edge)
        points[:, 1] = np.clip(y0 + dy * t + dx * bow, edge, self.sheet.height_mm - edge)
        points[:, 2] = level + (rng.uniform(0.95, 1.25) - level) * dive
        heading = np.full(n + 1, angle_of(dx, dy))
        brood = one(ORDER_CONNECTOR, parent_site=site)
        return int(ledger.add(brood, points, heading, np.array([n + 1]))[0])

    def settle(self, arm: int, is_used: bool) -> None:
        """Cut the hidden arm drawn last into its host, or take it back."""
        if is_used:
            self.sheet.ledger.cut(self.sheet.ledger.parent_site[arm : arm + 1])
        else:
            self.sheet.ledger.forget_last()

    def reach_mm(self, x_mm: float, y_mm: float) -> float:
        """Return the distance from (x, y) to the nearest deep vessel."""
        d = self.sheet.ledger.points_mm[self._deep_sites()[::3], :2] - (x_mm, y_mm)
        return float(np.sqrt((d * d).sum(1).min()))

    def trim(self) -> None:
        """Cut each venulectasia back to the last thread that leaves it."""
        ledger = self.sheet.ledger
        ends = set(ledger.parent_site[: ledger.strokes].tolist())
        for trunk in self.trunks:
            last = int(ledger.last[trunk])
            if last in ends:
                continue
            sites = ledger.sites(trunk)
            cuts = np.flatnonzero(ledger.is_cut[sites])
            if len(cuts):
                ledger.last[trunk] = sites.start + int(cuts[-1])
                ledger.is_cut[ledger.last[trunk]] = False
            else:  # nothing leaves it: a thin vein that sinks away
                ledger.tip_radius_mm[trunk] = 0.09
                sinking = smooth(S_MM[: sites.stop - sites.start] / 4.0)
                ledger.points_mm[sites, 2] += 0.8 * sinking

    def _trunk(self, site: int, heading: float, length_mm: float) -> int:
        wish = Wish(heading, length_mm * self.reach, 2.4, ahead_mm=7.0)
        brood = one(ORDER_TRUNK, parent_site=site, tip_radius_mm=0.0)
        rise_mm = min(1.3, 0.25 * length_mm)
        number = self.sheet.branch(brood, wish, lying(0.5, 0.24, rise_mm))
        if number >= 0:
            self.trunks.append(number)
        return number

    def _deep_sites(self) -> Ints:
        """Return every sample of the reticular veins, venulectasias and hidden arms."""
        ledger = self.sheet.ledger
        order = ledger.order[ledger.stroke_of[: ledger.samples]]
        return np.flatnonzero(order <= ORDER_CONNECTOR)
