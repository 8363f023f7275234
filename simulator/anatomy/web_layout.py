"""Layout: which threads a patch shows, their main vessels and the branches that fill them.

Idea: forms follow the clinical types of Redisch & Pelzer 1949: a fan (arborising), a
starburst (spider), long threads with hardly a branch (linear; some on a hidden arm, as if
alone) and tufts (papular, punctate). When every thread has its main vessel, branches fill it
(`web_branches`). Patients differ in the grain their threads follow, in waviness, reach
and fullness.

Invariant: a thread's main vessel runs its first 1.5 mm without a fork: the arm, the place
for the needle. Depths of 0.1-0.2 mm, lengths, numbers and angles are guesses judged by eye.
"""

from collections.abc import Callable
from typing import Final

import numpy as np

from simulator.anatomy.web_branches import DEPTH_MM, Field, Habit, fill
from simulator.anatomy.web_frame import Entry, Frame
from simulator.anatomy.web_strokes import (
    ORDER_MAIN,
    ORDER_SIDE,
    Depth,
    Sheet,
    Stroke,
    Wish,
)
from simulator.base.units import PI

FAN, STARBURST, LONE, LONG, TUFT = range(5)
ARM_SAMPLES: Final = 15
SHALLOW_MM: Final = 0.42  # where a venulectasia carries threads
TRIES: Final = 24
RAY_CLEAR: Final = 9  # samples over which the rays of a star may touch
HABITS: Final = {
    FAN: Habit((6, 11), 0.26, (0.02, 0.3), (0.1, 0.14), (0.105, 0.14)),
    STARBURST: Habit((0, 4), 0.3, (0.1, 0.5), (0.105, 0.135), (0.105, 0.13)),
    LONE: Habit((1, 4), 0.1, (0.0, 0.12), (0.1, 0.13), (0.09, 0.125), forks_until=0.65),
    LONG: Habit((2, 6), 0.08, (0.0, 0.12), (0.1, 0.14), (0.09, 0.125), forks_until=0.65),
    TUFT: Habit((3, 7), 0.25, (0.1, 0.9), (0.13, 0.17), (0.12, 0.17), has_islands=True),
}


def forms(pattern: str, threads: int) -> list[int]:
    """Return the form of each thread for a clinical pattern."""
    half, most = (threads + 1) // 2, (2 * threads + 1) // 3
    own = {
        "linear": [LONE] * min(threads // 3, 3),
        "spider": [STARBURST] * half,
        "punctate": [TUFT] * most,
        "mixed": [STARBURST] * (threads >= 4) + [LONE] * (threads >= 3),
    }.get(pattern, [])
    own = own[: threads - 1]  # one thread at least hangs on a vein that can be seen
    usual = LONG if pattern in ("linear", "punctate") else FAN
    return [usual] * (threads - len(own)) + own


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
        self._fullness = rng.uniform(0.75, 1.25)
        self.frame = Frame(sheet, self._reach, rng)

    def draw(self, places: tuple[Entry, ...], pattern: str, threads: int) -> None:
        """Draw the whole web with `threads` threads.

        Raises `ValueError` when the patch has no room for so many threads.
        """
        wanted = forms(pattern, threads)
        if pattern == "linear":
            self._grain_pull = 0.6 + 0.6 * self._grain_pull
            self._grain_rad = 0.35 * (self._grain_rad - 0.5 * PI)  # along the longer side
            self.frame.reach *= 0.45  # short venulectasias leave room for long threads
        for place in places:
            self.frame.enter(place)
        hanging = wanted.count(FAN) + wanted.count(LONG)
        self.frame.rise(-(-max(1, hanging) // len(places)))
        grow: dict[int, Callable[[float, int], bool]] = {
            FAN: self._hanging,
            LONG: self._hanging,
            STARBURST: self._starburst,
            LONE: self._lone,
            TUFT: self._tuft,
        }
        for form in wanted:
            for attempt in range(TRIES):
                shrink = 1.0 - 0.6 * attempt / TRIES
                if grow[form](shrink, form):
                    break
                if attempt > TRIES // 2 and self._hanging(shrink, LONG):
                    break
            else:
                raise ValueError(f"no room for {threads} threads in the patch; ask for fewer")
        self.frame.trim()
        field = Field(self._grain_rad, self._grain_pull, self._reach)
        fill(self.sheet, [HABITS[form] for form in self.form], field, self._fullness)

    def _main(
        self, parent: int, at: int, wish: Wish, form: int, depth_mm: float | None = None
    ) -> bool:
        """Grow the main vessel of the next thread; return whether there was room."""
        rng, habit = self._rng, HABITS[form]
        begin = rng.uniform(*DEPTH_MM) if depth_mm is None else depth_mm
        stroke = Stroke(
            ORDER_MAIN,
            thread=len(self.threads),
            parent=parent,
            parent_sample=at,
            tip_radius_mm=rng.uniform(*habit.main_radius_mm),
            reserve=ARM_SAMPLES,
        )
        number = self.sheet.branch(stroke, wish, Depth(begin, rng.uniform(*DEPTH_MM)))
        if number < 0:
            return False
        self.threads.append(number)
        self.form.append(form)
        return True

    def _hanging(self, shrink: float, form: int) -> bool:
        """Grow a thread out of the end of a venulectasia, else its side, else a new riser."""
        rng, strokes = self._rng, self.sheet.strokes
        length_mm = rng.uniform(*((12.0, 24.0) if form == LONG else (9.0, 19.0))) * shrink
        taken = {(strokes[m].parent, strokes[m].parent_sample) for m in self.threads}
        for trunk in self.frame.trunks:
            if (trunk, strokes[trunk].last) not in taken and self._from_end(trunk, length_mm, form):
                return True
        for _ in range(5 if self.frame.trunks else 0):
            host = self.frame.trunks[int(rng.integers(0, len(self.frame.trunks)))]
            vein = strokes[host]
            shallow = int((vein.points_mm[:, 2] > SHALLOW_MM).sum())
            sample = shallow + int((vein.last - shallow) * rng.uniform(0.0, 0.97))
            if not vein.has_room(sample):
                continue
            ahead, behind = vein.heading_rad[sample + 4], vein.heading_rad[sample - 4]
            side = -1.0 if ahead > behind else 1.0  # the outer side of the bend
            run = float(vein.heading_rad[sample]) + side * rng.uniform(0.55, 1.2)
            wish = Wish(run, length_mm * self._reach, min(4.0, 0.6 * length_mm), spread_rad=0.2)
            if self._main(host, sample, wish, form):
                return True
        riser = self.frame.riser()
        return riser >= 0 and self._from_end(riser, 0.75 * length_mm, form)

    def _from_end(self, trunk: int, length_mm: float, form: int) -> bool:
        vein = self.sheet.strokes[trunk]
        tip = float(vein.heading_rad[-1])
        run = self._with_grain(tip + self._rng.uniform(-0.3, 0.3))
        wish = Wish(run, length_mm * self._reach, min(4.0, 0.6 * length_mm), spread_rad=0.4)
        return self._main(trunk, vein.last, wish, form)

    def _starburst(self, shrink: float, form: int) -> bool:
        """Grow a star: a hidden arm rises, a short thread, five to nine rays."""
        rng, strokes = self._rng, self.sheet.strokes
        arm = self.frame.arm(*self._clearing(5.0), 0.3)
        if arm < 0:
            return False
        heading = float(strokes[arm].heading_rad[-1])
        wish = Wish(heading, rng.uniform(1.7, 2.1), 1.6, is_calm=True)
        if not self._main(arm, strokes[arm].last, wish, form, 0.22):
            self.frame.undo_arm()
            return False
        main = self.threads[-1]
        centre = strokes[main]
        centre.tip_radius_mm = 0.0  # all of it leaves by the rays
        rays, size_mm = int(rng.integers(5, 10)), rng.uniform(3.0, 5.5) * shrink
        back = float(centre.heading_rad[-1]) + PI
        for k in range(1, rays + 1):
            run = back + 2.0 * PI * (k + rng.uniform(-0.3, 0.3)) / (rays + 1)
            ray = Stroke(
                ORDER_SIDE,
                thread=centre.thread,
                parent=main,
                parent_sample=centre.last,
                tip_radius_mm=rng.uniform(*HABITS[STARBURST].side_radius_mm),
            )
            length_mm = size_mm * rng.uniform(0.45, 1.2)
            wish = Wish(run, length_mm, 1.2, 0.1, candidates=4, clear=RAY_CLEAR)
            depth = Depth(rng.uniform(*DEPTH_MM), rng.uniform(0.1, 0.2))
            self.sheet.branch(ray, wish, depth)
        return True

    def _lone(self, shrink: float, form: int) -> bool:
        """Grow a long thread that seems alone; a thin hidden arm feeds one end of it."""
        rng, sheet = self._rng, self.sheet
        length = rng.uniform(11.0, 20.0) * shrink
        x, y = self._clearing(3.0)
        run = self._with_grain(rng.uniform(0.0, 2.0 * PI))
        half_x = 0.5 * length * float(np.cos(run))
        half_y = 0.5 * length * float(np.sin(run))
        ends = ((x - half_x, y - half_y, run), (x + half_x, y + half_y, run + PI))
        x, y, away = min(ends, key=lambda end: self.frame.reach_mm(end[0], end[1]))
        if not (2.0 < x < sheet.width_mm - 2.0 and 2.0 < y < sheet.height_mm - 2.0):
            return False
        wish = Wish(away, length * self._reach, min(4.0, 0.6 * length))
        return self._on_arm(x, y, wish, form)

    def _tuft(self, shrink: float, form: int) -> bool:
        """Grow a papule: a short thread that comes up from below and curls up at once."""
        rng = self._rng
        x, y = self._clearing(3.0)
        run = rng.uniform(0.0, 2.0 * PI)
        return self._on_arm(x, y, Wish(run, rng.uniform(2.8, 4.2), 2.6), form)

    def _on_arm(self, x_mm: float, y_mm: float, wish: Wish, form: int) -> bool:
        arm = self.frame.arm(x_mm, y_mm, 0.24)
        if arm < 0:
            return False
        if not self._main(arm, self.sheet.strokes[arm].last, wish, form):
            self.frame.undo_arm()
            return False
        return True

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
