"""Layout: which threads a patch shows, and the side branches that fill them.

Idea: forms follow the clinical types of Redisch & Pelzer 1949: a fan (arborising), a
starburst (spider) and a long lone thread (linear); the last two hang on hidden arms. When
every thread has its main vessel, side branches are added one by one wherever there is room.
Patients differ in the grain their threads follow, in waviness, reach and fullness.

Invariant: a thread's main vessel runs its first 1.5 mm without a fork: the arm, the place
for the needle. Depths of 0.1-0.2 mm, lengths and angles are guesses judged by eye.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

import numpy as np

from simulator.anatomy.web_courses import STEP_MM, Course
from simulator.anatomy.web_frame import Entry, Frame
from simulator.anatomy.web_strokes import (
    ORDER_MAIN,
    ORDER_SIDE,
    ORDER_TWIG,
    Sheet,
)
from simulator.base.units import PI

FAN, STARBURST, LONE = range(3)
ARM_SAMPLES: Final = 15
ROOM: Final = {FAN: 99, STARBURST: 7, LONE: 4}  # side branches a form may have ...
SPARSE: Final = {FAN: 11, STARBURST: 7, LONE: 5}  # ... and where threads run mostly bare
DEPTH_MM: Final = (0.13, 0.19)
TRIES: Final = 24


def forms(pattern: str, threads: int) -> list[int]:
    """Return the form of each thread for a clinical pattern."""
    spiders = {"spider": (threads + 1) // 2, "mixed": int(threads >= 4)}.get(pattern, 0)
    lone = {"linear": (threads + 1) // 2, "mixed": int(threads >= 3)}.get(pattern, 0)
    spiders = min(spiders, max(0, threads - 1))
    lone = min(lone, max(0, threads - 1 - spiders))
    return [FAN] * (threads - spiders - lone) + [STARBURST] * spiders + [LONE] * lone


class Layout:
    """Draws the threads of a web on its frame and fills them."""

    def __init__(self, sheet: Sheet, rng: np.random.Generator) -> None:
        self.sheet = sheet
        self.threads: list[int] = []  # main stroke of each thread
        self.form: list[int] = []  # of each thread
        self._rng = rng
        self._grain_rad = rng.uniform(0.0, PI)  # the way most threads of this patch run
        self._grain_pull = rng.uniform(0.1, 0.55)
        self._reach = rng.uniform(0.75, 1.25)  # compact or far-flung threads
        self.frame = Frame(sheet, self._reach, rng)

    def draw(self, places: tuple[Entry, ...], pattern: str, threads: int, vessels: int) -> None:
        """Draw the whole web with `threads` threads and about `vessels` strokes.

        Raises `ValueError` when the patch has no room for so many threads.
        """
        wanted = forms(pattern, threads)
        for place in places:
            self.frame.enter(place)
        self.frame.rise(-(-max(1, wanted.count(FAN)) // len(places)))
        grow: dict[int, Callable[[float], bool]] = {
            FAN: self._fan,
            STARBURST: self._starburst,
            LONE: self._lone,
        }
        for form in wanted:
            for attempt in range(TRIES):
                shrink = 1.0 - 0.6 * attempt / TRIES
                if grow[form](shrink) or (attempt > TRIES // 2 and self._fan(shrink)):
                    break
            else:
                raise ValueError(f"no room for {threads} threads in the patch; ask for fewer")
        self.frame.trim()
        self._fill(vessels, SPARSE if pattern == "linear" else ROOM)

    def _main(
        self, parent: int, depart_rad: float, run_rad: float, length_mm: float, form: int, at: int
    ) -> bool:
        """Grow the main vessel of the next thread; return whether there was room."""
        rng = self._rng
        course = Course(
            depart_rad=depart_rad,
            run_rad=run_rad,
            length_mm=length_mm * self._reach,
            depth_mm=(rng.uniform(*DEPTH_MM), rng.uniform(*DEPTH_MM)),
            order=ORDER_MAIN,
            thread=len(self.threads),
            tip_radius_mm=rng.uniform(0.07, 0.12),
            spread_rad=0.4,
            candidates=6,
            shortest_mm=min(4.0, max(2.2, 0.6 * length_mm)),
        )
        if form == STARBURST:
            course = replace(course, length_mm=length_mm, shortest_mm=1.5, is_calm=True)
        number = self.sheet.branch(parent, at, course)
        if number < 0:
            return False
        self.sheet.strokes[number].reserve = ARM_SAMPLES
        self.threads.append(number)
        self.form.append(form)
        return True

    def _fan(self, shrink: float) -> bool:
        """Grow a fan out of the end of a venulectasia, else out of a side, else a new riser."""
        rng, strokes = self._rng, self.sheet.strokes
        taken = {(strokes[m].parent, strokes[m].parent_sample) for m in self.threads}
        open_ends = [k for k in self.frame.trunks if (k, strokes[k].last) not in taken]
        for trunk in open_ends:
            if self._from_end(trunk, rng.uniform(9.0, 19.0) * shrink):
                return True
        for _ in range(5 if self.frame.trunks else 0):
            host = self.frame.trunks[int(rng.integers(0, len(self.frame.trunks)))]
            vein = strokes[host]
            sample = int(vein.last * rng.uniform(0.2, 0.97))
            if not vein.has_room(sample):
                continue
            side = 1.0 if rng.random() < 0.5 else -1.0
            along = float(vein.heading_rad[sample])
            depart = along + side * rng.uniform(0.6, 1.3)
            run = self._with_grain(along + side * rng.uniform(0.35, 1.1))
            if self._main(host, depart, run, rng.uniform(7.0, 18.0) * shrink, FAN, sample):
                return True
        riser = self.frame.riser()
        return riser >= 0 and self._from_end(riser, rng.uniform(6.0, 14.0) * shrink)

    def _from_end(self, trunk: int, length_mm: float) -> bool:
        vein = self.sheet.strokes[trunk]
        tip = float(vein.heading_rad[-1])
        run = self._with_grain(tip + self._rng.uniform(-0.3, 0.3))
        return self._main(trunk, tip, run, length_mm, FAN, vein.last)

    def _starburst(self, shrink: float) -> bool:
        """Grow a small star: a hidden arm rises, a short thread, four to eight rays."""
        rng, strokes = self._rng, self.sheet.strokes
        arm = self.frame.arm(*self._clearing(4.0), 0.3)
        if arm < 0:
            return False
        heading = float(strokes[arm].heading_rad[-1])
        length = rng.uniform(1.7, 2.1)
        if not self._main(arm, heading, heading, length, STARBURST, strokes[arm].last):
            self.frame.undo_arm()
            return False
        main = self.threads[-1]
        centre = strokes[main]
        centre.tip_radius_mm = 0.0  # all of it leaves by the rays
        rays, size = int(rng.integers(4, 9)), rng.uniform(0.75, 1.5) * shrink
        back = float(centre.heading_rad[-1]) + PI
        for k in range(1, rays + 1):
            run = back + 2.0 * PI * (k + rng.uniform(-0.3, 0.3)) / (rays + 1)
            length = size * rng.uniform(1.3, 4.2)
            self._side(main, centre.last, run, run, length, ORDER_SIDE, 0.0)
        return True

    def _lone(self, shrink: float) -> bool:
        """Grow a long thread that seems alone; a thin hidden arm feeds one end of it."""
        rng, sheet = self._rng, self.sheet
        length = rng.uniform(8.0, 15.0) * shrink
        x, y = self._clearing(3.0)
        run = self._with_grain(rng.uniform(0.0, 2.0 * PI))
        half_x = 0.5 * length * float(np.cos(run))
        half_y = 0.5 * length * float(np.sin(run))
        ends = ((x - half_x, y - half_y, run), (x + half_x, y + half_y, run + PI))
        x, y, away = min(ends, key=lambda end: self.frame.reach_mm(end[0], end[1]))
        if not (2.0 < x < sheet.width_mm - 2.0 and 2.0 < y < sheet.height_mm - 2.0):
            return False
        arm = self.frame.arm(x, y, 0.24)
        if arm < 0:
            return False
        if not self._main(arm, away, away, length, LONE, sheet.strokes[arm].last):
            self.frame.undo_arm()
            return False
        return True

    def _side(
        self,
        parent: int,
        sample: int,
        depart_rad: float,
        run_rad: float,
        length_mm: float,
        order: int,
        join_chance: float,
    ) -> int:
        """Grow a side branch or twig of a thread; return its stroke or -1."""
        rng = self._rng
        is_twig = order == ORDER_TWIG
        sinks_mm = rng.uniform(0.1, 0.3) if rng.random() < 0.35 else 0.0  # fades out of sight
        course = Course(
            depart_rad=depart_rad,
            run_rad=run_rad,
            length_mm=length_mm,
            depth_mm=(rng.uniform(*DEPTH_MM), rng.uniform(0.1, 0.2) + sinks_mm),
            order=order,
            thread=self.sheet.strokes[parent].thread,
            tip_radius_mm=rng.uniform(0.03, 0.05) if is_twig else rng.uniform(0.045, 0.085),
            spread_rad=0.3,
            candidates=2 if is_twig else 3,
            shortest_mm=0.9 if is_twig else 1.6,
            join_chance=join_chance,
        )
        return self.sheet.branch(parent, sample, course)

    def _fill(self, vessels: int, most: dict[int, int]) -> None:
        """Add side branches in turn to the threads until `vessels` strokes stand."""
        rng, strokes = self._rng, self.sheet.strokes
        families: list[list[int]] = [[] for _ in self.threads]
        for number, stroke in enumerate(strokes):
            if stroke.thread >= 0:
                families[stroke.thread].append(number)
        room = [most[form] for form in self.form]
        for _ in range(9 * vessels):
            if len(strokes) >= vessels:
                return
            pick, place, side, angle, swing, size = rng.random(6).tolist()
            thread = int(pick * len(families))
            family = families[thread]
            rank = rng.random()
            parent = family[int(len(family) * rank * rank)]
            host = strokes[parent]
            sample = int(place * (host.last + 1))
            if room[thread] <= 0 or host.order == ORDER_TWIG or not host.has_room(sample):
                continue
            way = 1.0 if side < 0.5 else -1.0
            along = host.run_rad(sample)
            is_side = host.order == ORDER_MAIN or rng.random() < 0.35
            run = self._with_grain(along + way * (0.03 + (0.37 if is_side else 0.87) * swing))
            depart = along + way * (0.55 + 1.35 * angle)
            x, y, _ = host.points_mm[sample].tolist()
            if not self.sheet.is_open(x, y, 0.5 * (run + depart)):
                continue
            length = 1.0 + 2.6 * size
            if is_side:
                rest_mm = (host.last - sample) * STEP_MM
                length = max(rest_mm * (0.55 + 0.65 * size), self._reach * (2.2 + 4.8 * angle))
            order = ORDER_SIDE if is_side else ORDER_TWIG
            new = self._side(parent, sample, depart, run, length, order, 0.3)
            if new >= 0:
                family.append(new)
                room[thread] -= 1

    def _with_grain(self, heading_rad: float) -> float:
        """Return `heading_rad` turned part of the way to the grain of the patch."""
        off = self._grain_rad - heading_rad
        off -= PI * round(off / PI)
        return heading_rad + self._grain_pull * off

    def _clearing(self, inset_mm: float) -> tuple[float, float]:
        """Return a point of the patch far from every vessel."""
        sheet, rng = self.sheet, self._rng
        x = rng.uniform(inset_mm, sheet.width_mm - inset_mm, 24)
        y = rng.uniform(inset_mm, sheet.height_mm - inset_mm, 24)
        best = int(sheet.emptiness_mm(x, y).argmax())
        return float(x[best]), float(y[best])
