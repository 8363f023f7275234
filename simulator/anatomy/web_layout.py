"""Layout: which threads a patch shows, how each form of them branches, and those grown so far.

Idea: forms follow the clinical types of Redisch & Pelzer 1949: a fan (arborising), a
starburst (spider), long threads with hardly a branch (linear; some on a hidden arm, as if
alone) and tufts (papular, punctate). Threads hang on venulectasias (`web_hanging`) or stand
alone on hidden arms (`web_alone`); when every thread has its main vessel, branches fill it
(`web_branches`). Patients differ in the grain their threads follow, in waviness, reach,
fullness and in how faint their branches fade.

Invariant: a thread's main vessel runs its first 1.5 mm without a fork: the arm, the place
for the needle. Depths of 0.1-0.2 mm, lengths, numbers and angles are guesses judged by eye.
"""

from typing import Final

import numpy as np

from simulator.anatomy.web_branches import DEPTH_MM, Field, Habit
from simulator.anatomy.web_courses import Array, Drafts, Ints
from simulator.anatomy.web_frame import Frame
from simulator.anatomy.web_ledger import ORDER_MAIN, Brood
from simulator.anatomy.web_strokes import CLEAR, Depth, Sheet
from simulator.base.units import PI

FAN, STARBURST, LONE, LONG, TUFT = range(5)
HANGING: Final = (FAN, LONG)  # forms that hang on venulectasias
ARM_SAMPLES: Final = 8
SINKS_MM: Final = 0.3  # how much deeper the tip of a long main vessel may end
HABITS: Final = {
    FAN: Habit((10, 16), 0.22, (0.02, 0.3), (0.1, 0.14), (0.105, 0.14)),
    STARBURST: Habit((1, 4), 0.2, (0.1, 0.5), (0.105, 0.135), (0.105, 0.13)),
    LONE: Habit((2, 4), 0.1, (0.0, 0.12), (0.1, 0.13), (0.09, 0.125), forks_until=0.65),
    LONG: Habit(
        (6, 8),
        0.08,
        (0.0, 0.12),
        (0.1, 0.14),
        (0.09, 0.125),
        forks_until=0.7,
        side_forks_until=0.29,
    ),
    TUFT: Habit((3, 7), 0.25, (0.3, 1.0), (0.13, 0.17), (0.12, 0.17), has_islands=True),
}
# How long main vessels are, in the order of the numbers of their forms.
LENGTH_MM: Final = ((9.0, 21.0), (1.5, 2.0), (11.0, 20.0), (12.0, 26.0), (2.8, 4.2))
_MAIN_RADIUS_MM: Final = np.array([HABITS[form].main_radius_mm for form in range(5)])


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
    """The threads of a web on its frame, and what they share."""

    def __init__(self, sheet: Sheet, rng: np.random.Generator) -> None:
        self.sheet = sheet
        self.threads: list[int] = []  # main stroke of each thread
        self.form: list[int] = []  # of each thread
        self.rng = rng
        grain_rad = rng.uniform(0.0, PI)  # the way most threads of this patch run
        reach = rng.uniform(0.72, 1.3)  # compact or far-flung threads
        self.field = Field(grain_rad, rng.uniform(0.05, 0.6), reach, rng.uniform(0.3, 0.9))
        self.fullness = rng.uniform(0.7, 1.3)
        self.calibre = rng.uniform(0.9, 1.1)  # redder or bluer than most
        self.frame = Frame(sheet, reach, rng)

    def grow(
        self,
        drafts: Drafts,
        end: Ints,
        form: Ints,
        site: Ints,
        begin_mm: Array | None = None,
        unmarked: int = CLEAR,
    ) -> Ints:
        """Add the main vessels (Q,) of as many new threads; return their strokes.

        They leave at `site`, rise or sink to `begin_mm`, and all of a star's leaves by its rays.
        """
        few = len(end)
        draw = self.rng.random((4, few))
        low, high = _MAIN_RADIUS_MM[form].T
        brood = Brood(
            np.full(few, ORDER_MAIN),
            len(self.threads) + np.arange(few),
            site,
            np.where(form == STARBURST, 0.0, low + (high - low) * draw[0]),
            np.full(few, ARM_SAMPLES),
        )
        low_mm, high_mm = DEPTH_MM
        begin, tip = low_mm + (high_mm - low_mm) * draw[1:3]
        begin = begin if begin_mm is None else np.where(np.isnan(begin_mm), begin, begin_mm)
        sinks = np.where((form == STARBURST) | (form == TUFT), 0.0, SINKS_MM * draw[3])
        depth = Depth(begin, tip, np.full(few, 0.7), np.zeros(few), sinks)
        numbers = self.sheet.add(drafts, end, brood, depth, unmarked)
        self.threads += numbers.tolist()
        self.form += form.tolist()
        return numbers
