"""Layout: which strokes a patch is made of, from the reticular vein up to the last twig.

Idea: one reticular vein comes in from the patch border under the dermis; out of it rise one
to three venulectasias; from them leave the nameable threads. Forms follow the four clinical
types of Redisch & Pelzer 1949: a fan (arborising), a starburst (spider) and a long lone
thread (linear); the last two hang on thin arms that pass out of sight. When the frame stands,
side branches are added one by one wherever there is room, until the patch is full enough.

Depths of centre lines are guesses (no measured depth of leg telangiectasia was found):
thread 0.12-0.2 mm, venulectasia 0.6 rising to 0.24 mm, reticular 0.9 mm and deeper.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from simulator.anatomy.web_strokes import (
    MIN_GAP,
    ORDER_CONNECTOR,
    ORDER_MAIN,
    ORDER_RETICULAR,
    ORDER_SIDE,
    ORDER_TRUNK,
    ORDER_TWIG,
    STEP_MM,
    Array,
    Course,
    Sheet,
    Stroke,
)
from simulator.base.units import PI

FAN, STARBURST, LONE = range(3)
ARM_SAMPLES: Final = 15  # 1.5 mm of thread before its first fork: room for a needle
ROOM: Final = {FAN: 99, STARBURST: 7, LONE: 4}  # side branches a form may have
JOIN_CHANCE: Final = 0.3
DEPTH_MM: Final = (0.13, 0.19)


@dataclass(frozen=True)
class Entry:
    """Where a hidden feeder comes into the patch, and the vessel it belongs to."""

    vessel_id: str
    radius_mm: float
    x_mm: float
    y_mm: float
    heading_rad: float
    length_mm: float


def forms(pattern: str, threads: int) -> list[int]:
    """Return the form of each thread for a clinical pattern."""
    spiders = {"spider": (threads + 1) // 2, "mixed": int(threads >= 4)}.get(pattern, 0)
    lone = {"linear": (threads + 1) // 2, "mixed": int(threads >= 3)}.get(pattern, 0)
    lone = min(lone, max(0, threads - 1 - spiders))
    spiders = min(spiders, max(0, threads - 1))
    return [FAN] * (threads - spiders - lone) + [STARBURST] * spiders + [LONE] * lone


def entries(
    feeders: tuple[tuple[str, float], ...],
    width_mm: float,
    height_mm: float,
    rng: np.random.Generator,
) -> tuple[Entry, ...]:
    """Return one entry per feeder (id, radius): from the medial or proximal border mostly."""
    out = []
    for k, (vessel_id, radius_mm) in enumerate(feeders):
        side = int(rng.integers(0, 4)) if k == 0 else 3
        along = rng.uniform(0.25, 0.8)
        x, y = [
            (0.0, height_mm * along),
            (0.0, height_mm * along),
            (width_mm * (0.1 + 0.35 * along), 0.0),
            (width_mm * (0.1 + 0.7 * along), height_mm),
        ][side]
        goal_x = width_mm * rng.uniform(0.34, 0.62)
        goal_y = height_mm * (rng.uniform(0.4, 0.62))
        dx, dy = goal_x - x, goal_y - y
        reach = float(np.hypot(dx, dy))
        heading = angle_of(dx, dy)
        out.append(Entry(vessel_id, radius_mm, x, y, heading, max(8.0, reach)))
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


def _smooth(x: Array) -> Array:
    """Return 0 below 0, 1 above 1, a smooth step between."""
    x = np.clip(x, 0.0, 1.0)
    return x * x * (3.0 - 2.0 * x)


class Layout:
    """Draws the frame of a web on a sheet, then fills it."""

    def __init__(self, sheet: Sheet, rng: np.random.Generator) -> None:
        self.sheet = sheet
        self.rng = rng
        self.threads: list[int] = []  # main stroke of each thread
        self.rays: dict[int, int] = {}  # thread -> its form
        self.roots: list[tuple[int, str]] = []  # (reticular stroke, vessel)
        self._trunks: list[int] = []
        self._hubs: list[int] = []  # sample of each reticular vein where the web rises
        self._grain_rad = rng.uniform(0.0, PI)  # the way most threads of this patch run
        self._grain_pull = rng.uniform(0.1, 0.55)
        self._waviness = rng.uniform(0.95, 1.9)  # meander grows with venous pressure
        self._reach = rng.uniform(0.75, 1.25)  # compact or far-flung threads

    def draw(self, places: tuple[Entry, ...], pattern: str, threads: int, vessels: int) -> None:
        """Draw the whole web with `threads` threads and about `vessels` strokes."""
        wanted = forms(pattern, threads)
        for place in places:
            self._reticular(place)
        self._rise(-(-max(1, wanted.count(FAN)) // len(places)))
        for form in wanted:
            if form == FAN:
                self._fan()
        for form in wanted:
            if form == STARBURST:
                self._starburst()
            elif form == LONE:
                self._lone()
        self._trim()
        self._fill(vessels)

    def _reticular(self, place: Entry) -> None:
        """Bring in the reticular vein; in half of the patients it runs on and dives again."""
        rng = self.rng
        beyond_mm = rng.uniform(6.0, 14.0) if rng.random() < 0.55 else 0.0
        course = Course(
            depart_rad=place.heading_rad,
            run_rad=place.heading_rad,
            length_mm=place.length_mm + beyond_mm,
            depth_mm=(2.3, 1.15),
            order=ORDER_RETICULAR,
            thread=-1,
            tip_radius_mm=place.radius_mm * 0.7,
            wave_rad=rng.uniform(0.12, 0.3),
            is_deep=True,
        )
        number = self.sheet.begin(place.x_mm, place.y_mm, course)
        vein = self.sheet.strokes[number]
        along = np.arange(vein.last + 1) * STEP_MM
        hub_mm = min(place.length_mm, along[-1])
        before, after = (hub_mm - along) / hub_mm, np.maximum(along - hub_mm, 0.0) / 10.0
        vein.points_mm[:, 2] = 1.15 + 1.1 * np.maximum(before, 0.0) ** 2 + 1.3 * after**2
        vein.tip_radius_mm = course.tip_radius_mm
        self.roots.append((number, place.vessel_id))
        self._hubs.append(min(vein.last, round(hub_mm / STEP_MM)))

    def _rise(self, fans: int) -> None:
        """Let one to three venulectasias rise out of each reticular vein."""
        rng, strokes = self.rng, self.sheet.strokes
        for (reticular, _), hub in zip(self.roots, self._hubs, strict=True):
            vein = strokes[reticular]
            along = float(vein.heading_rad[hub])
            fork = rng.uniform(0.5, 1.2) * (1.0 if rng.random() < 0.5 else -1.0)
            self._trunk(reticular, hub, along + fork, rng.uniform(5.0, 12.0))
            if fans > 1:
                other = hub if rng.random() < 0.5 else max(MIN_GAP, hub - int(rng.integers(8, 45)))
                turn = -fork * rng.uniform(0.6, 1.3)
                self._trunk(reticular, other, along + turn, rng.uniform(4.0, 11.0))
            if fans > 3 and rng.random() < 0.7:
                sample = int(hub * rng.uniform(0.5, 0.85))
                side = float(vein.heading_rad[sample]) + fork * rng.uniform(0.9, 1.3)
                self._trunk(reticular, sample, side, rng.uniform(3.0, 7.0))

    def _trunk(self, parent: int, sample: int, heading: float, length_mm: float) -> None:
        course = Course(
            depart_rad=heading,
            run_rad=heading,
            length_mm=length_mm * self._reach,
            depth_mm=(0.6, 0.24),
            order=ORDER_TRUNK,
            thread=-1,
            tip_radius_mm=0.0,
            wave_rad=0.24,
            spread_rad=0.3,
            shortest_mm=2.5,
            ahead_mm=7.0,
        )
        number = self.sheet.branch(parent, sample, course)
        if number >= 0:
            self._trunks.append(number)

    def _main(
        self, parent: int, sample: int, heading: float, depart: float, length: float, form: int
    ) -> bool:
        """Grow the main vessel of the next thread; return whether there was room."""
        thread = len(self.threads)
        course = Course(
            depart_rad=depart,
            run_rad=heading,
            length_mm=length if form == STARBURST else length * self._reach,
            depth_mm=(self.rng.uniform(*DEPTH_MM), self.rng.uniform(*DEPTH_MM)),
            order=ORDER_MAIN,
            thread=thread,
            tip_radius_mm=self.rng.uniform(0.07, 0.12),
            spread_rad=0.4,
            shortest_mm=4.0 if form != STARBURST else 1.4,
            wave_rad=self._waviness * self.rng.uniform(0.2, 0.38) if form != STARBURST else 0.1,
        )
        number = self.sheet.branch(parent, sample, course)
        if number < 0:
            return False
        self.sheet.strokes[number].reserve = ARM_SAMPLES
        self.threads.append(number)
        self.rays[thread] = form
        return True

    def _fan(self) -> None:
        """Grow the main vessel of a fan out of a venulectasia: its end first, then its sides."""
        rng, strokes = self.rng, self.sheet.strokes
        taken = {strokes[m].parent for m in self.threads if self._is_at_end(m)}
        for trunk in self._trunks:
            if trunk not in taken:
                tip = float(strokes[trunk].heading_rad[-1])
                run = self._with_grain(tip + rng.uniform(-0.3, 0.3))
                if self._main(trunk, strokes[trunk].last, run, tip, rng.uniform(9, 19), FAN):
                    return
        hosts = self._trunks + [stroke for stroke, _ in self.roots]
        for attempt in range(60):
            host = hosts[int(rng.integers(0, len(hosts)))]
            vein = strokes[host]
            low = 0.2 if vein.order == ORDER_TRUNK else 0.55
            sample = int(vein.last * rng.uniform(low, 0.97))
            if not vein.has_room(sample):
                continue
            side = 1.0 if rng.random() < 0.5 else -1.0
            along = float(vein.heading_rad[sample])
            depart = along + side * rng.uniform(0.7, 1.5)
            run = self._with_grain(along + side * rng.uniform(0.35, 1.1))
            length = rng.uniform(7.0, 18.0) * (1.0 if attempt < 30 else 0.6)
            if self._main(host, sample, run, depart, length, FAN):
                return

    def _with_grain(self, heading_rad: float) -> float:
        """Return `heading_rad` turned part of the way to the grain of the patch."""
        off = self._grain_rad - heading_rad
        off -= PI * round(off / PI)
        return heading_rad + self._grain_pull * off

    def _is_at_end(self, main: int) -> bool:
        stroke = self.sheet.strokes[main]
        return stroke.parent_sample == self.sheet.strokes[stroke.parent].last

    def _clearing(self, inset_mm: float) -> tuple[float, float]:
        """Return a point of the patch far from every vessel."""
        sheet, rng = self.sheet, self.rng
        x = rng.uniform(inset_mm, sheet.width_mm - inset_mm, 24)
        y = rng.uniform(inset_mm, sheet.height_mm - inset_mm, 24)
        best = int(sheet.emptiness_mm(x, y).argmax())
        return float(x[best]), float(y[best])

    def _connector(self, x_mm: float, y_mm: float, radius_mm: float, depth_mm: float) -> int:
        """Lead a hidden arm from the nearest deep vessel to (x, y); return its stroke."""
        strokes, rng = self.sheet.strokes, self.rng
        hosts = [stroke for stroke, _ in self.roots] + self._trunks
        found = []
        for host in hosts:
            d = strokes[host].points_mm[:, :2] - np.array([x_mm, y_mm])
            gap = np.sqrt((d * d).sum(1))
            room = np.array([strokes[host].has_room(k) for k in range(len(gap))])
            gap = np.where(room, gap, np.inf)
            found.append((float(gap.min()), host, int(gap.argmin())))
        _, host, sample = min(found)
        start = strokes[host].points_mm[sample]
        dx, dy = x_mm - float(start[0]), y_mm - float(start[1])
        n = max(MIN_GAP + 4, round(float(np.hypot(dx, dy)) / STEP_MM))
        t = np.arange(n + 1) / n
        bow = np.sin(t * PI) * rng.uniform(-0.12, 0.12) + np.sin(t * 2 * PI) * 0.04
        left = t * n * STEP_MM
        dive = _smooth(left / 1.6) * _smooth((n * STEP_MM - left) / 1.9)
        level = start[2] + (depth_mm - start[2]) * t
        points = np.stack(
            (
                start[0] + dx * t - dy * bow,
                start[1] + dy * t + dx * bow,
                level + (rng.uniform(0.95, 1.25) - level) * dive,
            ),
            axis=1,
        )
        heading = np.full(n + 1, angle_of(dx, dy))
        stroke = Stroke(points, heading, ORDER_CONNECTOR, -1, host, sample, radius_mm)
        strokes[host].cuts.add(sample)
        strokes.append(stroke)
        return len(strokes) - 1

    def _starburst(self) -> None:
        """Grow a small star: a hidden arm rises, a short thread, five to eight rays."""
        rng, strokes = self.rng, self.sheet.strokes
        for _ in range(6):
            x, y = self._clearing(4.0)
            arm = self._connector(x, y, 0.0, 0.3)
            heading = float(strokes[arm].heading_rad[-1])
            if self._main(
                arm, strokes[arm].last, heading, heading, rng.uniform(1.6, 2.0), STARBURST
            ):
                break
            strokes[strokes[arm].parent].cuts.discard(strokes[arm].parent_sample)
            strokes.pop()
        else:
            return
        main = self.threads[-1]
        centre = strokes[main]
        centre.tip_radius_mm = 0.0
        rays, size = int(rng.integers(4, 9)), rng.uniform(0.75, 1.5)
        turn = float(centre.heading_rad[-1]) + PI
        for k in range(1, rays + 1):
            run = turn + 2.0 * PI * (k + rng.uniform(-0.3, 0.3)) / (rays + 1)
            self._side(main, centre.last, run, run, size * rng.uniform(1.3, 4.2), ORDER_SIDE, 0.0)

    def _lone(self) -> None:
        """Grow a long thread that seems alone; a thin hidden arm feeds one end of it."""
        rng, strokes = self.rng, self.sheet.strokes
        for attempt in range(8):
            length = rng.uniform(7.0, 15.0) * (1.0 if attempt < 4 else 0.6)
            x, y = self._clearing(3.0)
            run = self._with_grain(rng.uniform(0.0, 2.0 * PI))
            ends = [
                (x + way * 0.5 * length * float(np.cos(run)), y + way * 0.5 * length * float(np.sin(run)))
                for way in (-1.0, 1.0)
            ]
            near = min((0, 1), key=lambda k: self._reach_mm(*ends[k]))
            start = ends[near]
            if not (2 < start[0] < self.sheet.width_mm - 2 and 2 < start[1] < self.sheet.height_mm - 2):
                continue
            away = run if near == 0 else run + PI
            arm = self._connector(*start, 0.0, 0.24)
            if self._main(arm, strokes[arm].last, away, away, length, LONE):
                return
            strokes[strokes[arm].parent].cuts.discard(strokes[arm].parent_sample)
            strokes.pop()

    def _trim(self) -> None:
        """Cut each venulectasia back to the last thread that leaves it."""
        for number in self._trunks:
            trunk = self.sheet.strokes[number]
            if not any(s.parent == number and s.parent_sample == trunk.last for s in self.sheet.strokes):
                if not trunk.cuts:  # nothing leaves it: a thin vein that sinks away
                    trunk.tip_radius_mm = 0.09
                    trunk.points_mm[:, 2] += 0.8 * _smooth(np.arange(trunk.last + 1) / 40.0)
                    continue
                end = max(trunk.cuts)
                trunk.cuts.discard(end)
                trunk.points_mm = trunk.points_mm[: end + 1]
                trunk.heading_rad = trunk.heading_rad[: end + 1]

    def _reach_mm(self, x_mm: float, y_mm: float) -> float:
        """Return the distance from (x, y) to the nearest deep vessel."""
        hosts = [stroke for stroke, _ in self.roots] + self._trunks
        every = np.concatenate([self.sheet.strokes[h].points_mm[::5, :2] for h in hosts])
        d = every - np.array([x_mm, y_mm])
        return float(np.sqrt((d * d).sum(1).min()))

    def _side(
        self,
        parent: int,
        sample: int,
        depart: float,
        run: float,
        length: float,
        order: int,
        join: float,
    ) -> int:
        rng = self.rng
        is_twig = order == ORDER_TWIG
        fade = rng.uniform(0.1, 0.3) if rng.random() < 0.35 else 0.0  # sinks out of sight
        return self.sheet.branch(
            parent,
            sample,
            Course(
                depart_rad=depart,
                run_rad=run,
                length_mm=length,
                depth_mm=(rng.uniform(*DEPTH_MM), rng.uniform(0.1, 0.2) + fade),
                order=order,
                thread=self.sheet.strokes[parent].thread,
                tip_radius_mm=rng.uniform(0.03, 0.05) if is_twig else rng.uniform(0.045, 0.085),
                wave_rad=self._waviness * rng.uniform(0.2, 0.4),
                spread_rad=0.3,
                shortest_mm=0.9 if is_twig else 1.6,
                join_chance=join,
            ),
        )

    def _fill(self, vessels: int) -> None:
        """Add side branches in turn to the threads until `vessels` strokes stand."""
        rng, strokes = self.rng, self.sheet.strokes
        families: list[list[int]] = [[] for _ in self.threads]
        for number, stroke in enumerate(strokes):
            if stroke.thread >= 0:
                families[stroke.thread].append(number)
        room = [ROOM[self.rays[t]] for t in range(len(families))]
        for _ in range(5 * vessels):
            if len(strokes) >= vessels or not families:
                return
            thread = int(rng.integers(0, len(families)))
            family = families[thread]
            parent = family[int(len(family) * rng.random() ** 2)]
            host = strokes[parent]
            sample = int(rng.integers(0, host.last + 1))
            if room[thread] <= 0 or host.order == ORDER_TWIG or not host.has_room(sample):
                continue
            side = 1.0 if rng.random() < 0.5 else -1.0
            along = host.run_rad(sample)
            depart = along + side * rng.uniform(0.55, 1.9)
            is_side = host.order == ORDER_MAIN or rng.random() < 0.3
            order = ORDER_SIDE if is_side else ORDER_TWIG
            run = self._with_grain(along + side * rng.uniform(0.03, 0.4 if is_side else 0.9))
            rest_mm = (host.last - sample) * STEP_MM
            length = rng.uniform(1.0, 3.6)
            if is_side:
                length = max(rest_mm * rng.uniform(0.55, 1.2), self._reach * rng.uniform(2.2, 7.0))
            new = self._side(parent, sample, depart, run, length, order, JOIN_CHANCE)
            if new >= 0:
                family.append(new)
                room[thread] -= 1
