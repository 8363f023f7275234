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
from simulator.anatomy.web_courses import RAYS, STEP_MM
from simulator.anatomy.web_frame import Entry, Frame
from simulator.anatomy.web_joins import join
from simulator.anatomy.web_ledger import MIN_GAP, ORDER_MAIN, ORDER_SIDE, Brood, one
from simulator.anatomy.web_strokes import Depth, Sheet, Wish, lying
from simulator.base.units import PI

FAN, STARBURST, LONE, LONG, TUFT = range(5)
ARM_SAMPLES: Final = 8
SHALLOW_MM: Final = 0.42  # where a venulectasia carries threads
FOCUS_ABOVE_MM: Final = 2.5
TRIES: Final = 24
FAILED_ENOUGH: Final = 2  # times, then its end is left alone
RAY_CLEAR: Final = 8  # samples over which the rays of a star may touch
HABITS: Final = {
    FAN: Habit((9, 14), 0.22, (0.02, 0.3), (0.1, 0.14), (0.105, 0.14)),
    STARBURST: Habit((0, 4), 0.2, (0.1, 0.5), (0.105, 0.135), (0.105, 0.13)),
    LONE: Habit((3, 5), 0.1, (0.0, 0.12), (0.1, 0.13), (0.09, 0.125), forks_until=0.65),
    LONG: Habit((5, 8), 0.08, (0.0, 0.12), (0.1, 0.14), (0.09, 0.125), forks_until=0.65),
    TUFT: Habit((3, 7), 0.25, (0.3, 1.0), (0.13, 0.17), (0.12, 0.17), has_islands=True),
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
    if pattern == "corona":  # a fan of long and of branching threads
        return [(FAN, LONG)[k % 2] for k in range(threads)]
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
        self.calibre = rng.uniform(0.9, 1.1)  # redder or bluer than most
        self._failed: dict[int, int] = {}  # how often nothing could grow from a venulectasia
        self._focus_mm: tuple[float, float] | None = None  # what the threads of a corona run from
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
        if pattern == "corona":
            x, y = self.frame.hub_mm()
            self._focus_mm = x, y - FOCUS_ABOVE_MM
            self._grain_pull = 0.6 + 0.5 * self._grain_pull
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
                if attempt > TRIES // 3 and self._hanging(shrink, LONG):
                    break
                if attempt > TRIES // 2 and self._lone(shrink, LONE):
                    break
            else:
                raise ValueError(f"no room for {threads} threads in the patch; ask for fewer")
        self.frame.trim()
        fill(self.sheet, [HABITS[form] for form in self.form], self._field(), self._fullness)
        join(self.sheet, np.array([form != TUFT for form in self.form]))

    def _field(self) -> Field:
        return Field(self._grain_rad, self._grain_pull, self._reach, self._focus_mm)

    def _main(
        self, site: int, wish: Wish, form: int, depth_mm: float | None = None, tip: float = 1.0
    ) -> bool:
        """Grow the main vessel of the next thread; return whether there was room."""
        rng, habit = self._rng, HABITS[form]
        begin = rng.uniform(*DEPTH_MM) if depth_mm is None else depth_mm
        brood = one(
            ORDER_MAIN,
            thread=len(self.threads),
            parent_site=site,
            tip_radius_mm=rng.uniform(*habit.main_radius_mm) * tip,
            reserve=ARM_SAMPLES,
        )
        sinks_mm = 0.3 * rng.random() if form in (LONE, LONG, FAN) else 0.0
        depth = lying(begin, rng.uniform(*DEPTH_MM), sinks_mm=sinks_mm)
        number = self.sheet.branch(brood, wish, depth)
        if number < 0:
            return False
        self.threads.append(number)
        self.form.append(form)
        return True

    def _hanging(self, shrink: float, form: int) -> bool:
        """Grow a thread out of the end of a venulectasia, else its side, else a new riser."""
        rng, ledger = self._rng, self.sheet.ledger
        length_mm = rng.uniform(*((12.0, 26.0) if form == LONG else (9.0, 21.0))) * shrink
        taken = set(ledger.parent_site[self.threads].tolist())
        for trunk in self.frame.trunks:
            failed = self._failed.get(trunk, 0)
            if failed >= FAILED_ENOUGH or int(ledger.last[trunk]) in taken:
                continue
            if self._from_end(trunk, length_mm, form):
                return True
            self._failed[trunk] = failed + 1
        for _ in range(5 if self.frame.trunks else 0):
            host = self.frame.trunks[int(rng.integers(0, len(self.frame.trunks)))]
            begin, last = int(ledger.begin[host]), int(ledger.last[host])
            shallow = begin + int((ledger.points_mm[begin : last + 1, 2] > SHALLOW_MM).sum())
            site = shallow + int((last - shallow) * rng.uniform(0.0, 0.97))
            if not ledger.is_open[site]:
                continue
            ahead, behind = ledger.heading_rad[site + 2], ledger.heading_rad[site - 2]
            side = -1.0 if ahead > behind else 1.0  # the outer side of the bend
            run = float(ledger.heading_rad[site]) + side * rng.uniform(0.55, 1.2)
            if self._focus_mm is not None:
                run = self._with_grain(site, run)
            wish = Wish(run, length_mm * self._reach, min(4.0, 0.6 * length_mm), spread_rad=0.2)
            if self._main(site, wish, form):
                return True
        riser = self.frame.riser()
        return riser >= 0 and self._from_end(riser, 0.75 * length_mm, form)

    def _from_end(self, trunk: int, length_mm: float, form: int) -> bool:
        ledger = self.sheet.ledger
        last = int(ledger.last[trunk])
        tip = float(ledger.heading_rad[last])
        run = self._with_grain(last, tip + self._rng.uniform(-0.3, 0.3))
        wish = Wish(run, length_mm * self._reach, min(4.0, 0.6 * length_mm), spread_rad=0.4)
        return self._main(last, wish, form)

    def _starburst(self, shrink: float, form: int) -> bool:
        """Grow a star: a hidden arm rises, a short thread, four to eleven uneven rays.

        In some the short thread is a venule long and wide enough to be seen.
        """
        rng, ledger = self._rng, self.sheet.ledger
        arm = self.frame.arm(*self._clearing(6.0), 0.3)
        if arm < 0:
            return False
        last = int(ledger.last[arm])
        heading = float(ledger.heading_rad[last]) + rng.uniform(-0.8, 0.8)
        has_venule = rng.random() < 0.25
        length_mm = rng.uniform(2.4, 4.0) if has_venule else rng.uniform(1.5, 2.0)
        wish = Wish(heading, length_mm, 1.5, is_calm=True)
        is_grown = self._main(last, wish, form, 0.22, 0.0)  # all of it leaves by the rays
        self.frame.settle(arm, is_grown)
        if is_grown:
            self._rays(self.threads[-1], shrink * (0.8 if has_venule else 1.0))
        return is_grown

    def _rays(self, main: int, shrink: float) -> None:
        """Let rays leave the end of a star's short thread, longer ones towards one side."""
        rng, sheet, ledger = self._rng, self.sheet, self.sheet.ledger
        rays = int(rng.integers(4, 11))
        size_mm = rng.uniform(3.6, 7.4) * shrink
        lean, towards_rad = rng.uniform(0.0, 0.45), rng.uniform(0.0, 2.0 * PI)
        centre = int(ledger.last[main])
        back = float(ledger.heading_rad[centre]) + PI
        draw = rng.random((7, rays))
        slot = np.arange(1, rays + 1) + (draw[0] - 0.5) * 0.5
        run = back + 2.0 * PI * slot / (rays + 1)
        length_mm = size_mm * (0.4 + 0.75 * draw[1]) * (1.0 + lean * np.cos(run - towards_rad))
        wanted = np.maximum(13, (length_mm / STEP_MM).astype(np.int64))
        row = RAYS.start + (draw[2] * len(RAYS)).astype(np.int64)
        way = np.where(draw[3] < 0.5, 1.0, -1.0)
        x, y, _ = ledger.place(centre)
        laid = sheet.mains.lay(np.full(rays, x), np.full(rays, y), run, way, row, wanted)
        cells = sheet.cells(laid)
        free = sheet.free_ways(cells, wanted, np.full(rays, main), RAY_CLEAR)
        low, high = HABITS[STARBURST].side_radius_mm
        brood = Brood(
            np.full(rays, ORDER_SIDE),
            np.full(rays, ledger.thread[main]),
            np.full(rays, centre),
            low + (high - low) * draw[4],
            np.full(rays, MIN_GAP),
        )
        begin = DEPTH_MM[0] + (DEPTH_MM[1] - DEPTH_MM[0]) * draw[5]
        nothing = np.zeros(rays)
        depth = Depth(begin, 0.1 + 0.1 * draw[6], nothing + 0.7, nothing, 0.35 * draw[1])
        shortest = np.full(rays, 6)
        sheet.keep(laid, cells, free, wanted, brood, depth, shortest, clear=RAY_CLEAR)

    def _lone(self, shrink: float, form: int) -> bool:
        """Grow a long thread that seems alone; a thin hidden arm feeds one end of it."""
        rng, sheet = self._rng, self.sheet
        length = rng.uniform(11.0, 20.0) * shrink
        x, y = self._clearing(3.0)
        run = self._with_grain(0, rng.uniform(0.0, 2.0 * PI))
        half_x = 0.5 * length * float(np.cos(run))
        half_y = 0.5 * length * float(np.sin(run))
        ends = ((x - half_x, y - half_y, run), (x + half_x, y + half_y, run + PI))
        x, y, away = min(ends, key=lambda end: self.frame.reach_mm(end[0], end[1]))
        if not (2.0 < x < sheet.width_mm - 2.0 and 2.0 < y < sheet.height_mm - 2.0):
            return False
        wish = Wish(away, length * self._reach, min(4.0, 0.6 * length))
        arm = self.frame.arm(x, y, 0.24)
        return arm >= 0 and self._on_arm(arm, wish, form)

    def _tuft(self, shrink: float, form: int) -> bool:
        """Grow a papule: a short thread that comes up from below and curls up at once."""
        rng = self._rng
        arm = self.frame.arm(*self._clearing(3.0), 0.24)
        if arm < 0:
            return False
        last = int(self.sheet.ledger.last[arm])
        run = float(self.sheet.ledger.heading_rad[last]) + rng.uniform(-1.0, 1.0)
        return self._on_arm(arm, Wish(run, rng.uniform(2.8, 4.2), 2.6), form)

    def _on_arm(self, arm: int, wish: Wish, form: int) -> bool:
        is_grown = self._main(int(self.sheet.ledger.last[arm]), wish, form)
        self.frame.settle(arm, is_grown)
        return is_grown

    def _with_grain(self, site: int, heading_rad: float) -> float:
        """Return `heading_rad` turned part of the way to the grain of the patch."""
        x, y, _ = self.sheet.ledger.points_mm[site : site + 1].T
        return float(self._field().turned(x, y, np.array([heading_rad]))[0])

    def _clearing(self, inset_mm: float) -> tuple[float, float]:
        """Return a point of the patch far from every vessel."""
        sheet, rng = self.sheet, self._rng
        x = rng.uniform(inset_mm, sheet.width_mm - inset_mm, 24)
        y = rng.uniform(inset_mm, sheet.height_mm - inset_mm, 24)
        best = int(sheet.emptiness_mm(x, y).argmax())
        return float(x[best]), float(y[best])
