"""The hands over the treatment field: pointer and keys become needle, thumb and swab.

While the needle hovers it is only held: it becomes a command when it goes in. A steady hand
turns it along the nearest vein until the person turns it; which of the two ways along is the
person's to choose, for nothing on the skin says which way the blood comes. The plunger is
continuous: while it is held the thumb's force climbs to what is aimed at, and the wheel changes
the aim. Everything is quantised here, at the door.
"""

import math
from typing import Final

from simulator.anatomy.centreline import heading_at, nearest, point_at
from simulator.app.desk import Desk
from simulator.base.units import PI
from simulator.physics.give import BEVELS
from simulator.physics.needle import flattest_rad
from simulator.session import commands as c
from simulator.session.state import Swab
from simulator.view.treatment import NeedleView

FRICTION_MN: Final = 300  # the plunger does not move below this
GENTLEST_MN: Final = 400
STRONGEST_MN: Final = 6000
START_MN: Final = 900
RISE_MN_PER_TICK: Final = 15  # about a third of a second to the usual force
STEP_MN: Final = 100
STEP_UM: Final = 10  # no hand is finer than a hundredth of a millimetre
ENTRY_MM: Final = 0.6  # more than fresh steel needs where the skin is stretched
DIMPLE_STEP_MM: Final = 0.2
SHALLOWEST_MM: Final = 0.05  # drawn back further than this, the needle is out
LONGEST_MM: Final = 12.0
SNAP_MM: Final = 1.5
STEADY_RAD: Final = 0.14  # how far the hand turns in a frame while it lines up
FIRST_HEADING_RAD: Final = -0.35


class NeedleHand:
    """What the two hands are doing; the session holds everything that matters."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.over_mm: tuple[float, float] | None = None  # where the tip hovers
        self.heading_rad = FIRST_HEADING_RAD
        self.angle_rad = 0.2
        self.bevel = BEVELS[0]
        self.aim_mn = START_MN
        self.is_guided = True
        self.is_pressing = False
        self._pressed_tick = 0

    @property
    def length_mm(self) -> float:
        """How far the needle is pushed on from the resting skin."""
        return self.desk.state.treatment.needle.length_um / 1000.0

    @property
    def is_in(self) -> bool:
        """Whether the needle is in the skin, or presses on it."""
        return self.length_mm > 0.0

    @property
    def is_through(self) -> bool:
        """Whether the skin has given way to the tip."""
        return self.desk.state.treatment.needle.puncture >= 0

    @property
    def held_rad(self) -> float:
        """The angle the needle really has: the barrel keeps a straight one from the skin."""
        treatment = self.desk.state.treatment
        bend_rad = treatment.needle.bend_mrad / 1000.0
        angle = treatment.needle.angle_mrad / 1000.0 if self.is_in else self.angle_rad
        return max(angle, flattest_rad(treatment.syringe.size_ul, bend_rad))

    @property
    def has_needle(self) -> bool:
        """Whether there is a needle on the syringe."""
        return self.desk.state.treatment.needle.gauge > 0

    def hovering(self) -> NeedleView | None:
        """Return the needle as it is held over the skin, or None when it is not."""
        if self.over_mm is None or self.is_in or not self.has_needle:
            return None
        gauge = self.desk.state.treatment.needle.gauge
        heading = round(self.heading_rad, 3)
        is_up = self.bevel != "down"
        angle = round(self.held_rad, 3)
        return NeedleView(*self.over_mm, heading, angle, gauge=gauge, is_bevel_up=is_up)

    # --- holding -------------------------------------------------------------------------
    def hover(self, x_mm: float, y_mm: float) -> None:
        """Hold the tip over a place."""
        if not self.is_in:
            patch = self.desk.state.patient.patch
            x = min(patch.width_mm, max(0.0, x_mm))
            y = min(patch.height_mm, max(0.0, y_mm))
            self.over_mm = (round(x, 3), round(y, 3))

    def nudge(self, dx_mm: float, dy_mm: float) -> None:
        """Move the tip a little."""
        patch = self.desk.state.patient.patch
        x, y = self.over_mm or (patch.width_mm / 2, patch.height_mm / 2)
        self.hover(x + dx_mm, y + dy_mm)

    def turn(self, angle_rad: float) -> None:
        """Turn the hand in the plane of the skin; from now on the person steers."""
        self.is_guided = False
        self.heading_rad = _wrapped(self.heading_rad + angle_rad)

    def tip(self, angle_rad: float) -> None:
        """Hold the needle flatter or steeper."""
        self.angle_rad = min(1.5, max(0.05, self.angle_rad + angle_rad))

    def roll(self) -> None:
        """Turn the bevel: up, to the side, down."""
        if not self.is_in:
            self.bevel = BEVELS[(BEVELS.index(self.bevel) + 1) % len(BEVELS)]

    def line_up(self) -> None:
        """Line up with the nearest vein again; when lined up, turn to the other way along it."""
        if self.is_guided:
            self.heading_rad = _wrapped(self.heading_rad + PI)
        self.align()

    def align(self) -> None:
        """Lie along the vein under the tip at once."""
        self.is_guided = True
        while self.steady():
            pass

    def steady(self) -> bool:
        """Turn a little towards the axis of the vein under the tip, the shorter way round.

        Return whether there is more to do.
        """
        if not self.is_guided or self.is_in or self.over_mm is None:
            return False
        web = self.desk.state.patient.web
        edge, along, distance = nearest(web, *self.over_mm)
        if distance > SNAP_MM:
            return False
        dx, dy = heading_at(web, edge, along)
        off = math.atan2(dy, dx) - self.heading_rad
        off -= PI * round(off / PI)
        self.heading_rad = _wrapped(self.heading_rad + min(STEADY_RAD, max(-STEADY_RAD, off)))
        return abs(off) > STEADY_RAD

    def snap(self) -> None:
        """Put the tip on the middle of the nearest vein, along it: for hands that use keys."""
        if self.over_mm is not None and not self.is_in:
            web = self.desk.state.patient.web
            edge, along, _ = nearest(web, *self.over_mm)
            x, y, _ = point_at(web, edge, along)
            self.hover(x, y)
            self.align()

    # --- the needle ----------------------------------------------------------------------
    def enter(self) -> bool:
        """Push on the skin where the tip is, as a rule through it; return whether it went on.

        Skin that only dimples is pushed further.
        """
        if self.is_in and not self.is_through:
            self.advance(DIMPLE_STEP_MM)
            return True
        if self.is_in or self.over_mm is None:
            return False
        x, y = self.over_mm
        aim = c.AimNeedle(
            round(x * 1000),
            round(y * 1000),
            round(_wrapped(self.heading_rad) * 1000),
            round(self.angle_rad * 1000),
            self.bevel,
        )
        why = self.desk.why_not(aim)
        if why is not None:
            self.desk.say(why)
            return False
        return self.desk.do(aim, c.InsertNeedle(round(ENTRY_MM * 1000)))

    def advance(self, step_mm: float) -> None:
        """Go deeper or back; drawn back to the skin, the needle is out."""
        if not self.is_in:
            if step_mm > 0.0:
                self.enter()
            return
        wanted = self.length_mm + step_mm
        if wanted < SHALLOWEST_MM:
            self.withdraw()
            return
        self.is_pressing = False
        self.desk.do(c.InsertNeedle(STEP_UM * round(min(LONGEST_MM, wanted) * 1000 / STEP_UM)))

    def withdraw(self) -> None:
        """Take the needle out."""
        self.is_pressing = False
        if self.is_in:
            self.desk.do(c.InsertNeedle(0))

    # --- the thumb -----------------------------------------------------------------------
    def press(self, is_on: bool) -> None:
        """Put the thumb on the plunger, or take it off at once."""
        if is_on and not self.is_through:
            where = "The skin has not given way yet; push on." if self.is_in else ""
            self.desk.say(where or "The needle is not in the skin.")
        self.is_pressing = is_on and self.is_through
        self._pressed_tick = self.desk.state.tick
        if not self.is_pressing and self.desk.state.treatment.push is not None:
            self.desk.do(c.PressPlunger(0))

    def harder(self, notches: float) -> None:
        """Aim at more or less force."""
        self.aim_mn = round(min(STRONGEST_MN, max(GENTLEST_MN, self.aim_mn + notches * STEP_MN)))

    def tick(self) -> None:
        """Let the thumb follow its aim as time passes; called once a frame."""
        if not self.is_pressing:
            return
        state = self.desk.state
        if state.treatment.push is None:
            if state.treatment.syringe.left_ul <= 0.0 or not self.is_in:
                self.is_pressing = False
                self.desk.say("The syringe is empty; fill it again.")
                return
            self._pressed_tick = state.tick
            self.is_pressing = self.desk.do(c.PressPlunger(FRICTION_MN + RISE_MN_PER_TICK))
            return
        force = state.treatment.needle.force_mn
        risen = force + RISE_MN_PER_TICK * (state.tick - self._pressed_tick)
        self._pressed_tick = state.tick
        follow = min(risen, self.aim_mn)
        if follow != force:
            self.desk.do(c.PressPlunger(follow))

    # --- swab and tape -------------------------------------------------------------------
    def swab(self, x_mm: float, y_mm: float) -> None:
        """Press a cotton swab on a place."""
        patch = self.desk.state.patient.patch
        x, y = min(patch.width_mm, max(0.0, x_mm)), min(patch.height_mm, max(0.0, y_mm))
        self.desk.do(c.PlaceSwab(round(x * 1000), round(y * 1000)))

    def why_no_swab(self) -> str | None:
        """Return why the next swab has nowhere to go."""
        if self.is_in:
            return "Take the needle out first."
        state = self.desk.state
        fresh = [hole for hole in state.treatment.punctures if hole.day == state.day]
        is_open = any(hole.swab < 0 for hole in fresh)
        return None if is_open else "Every puncture has its swab."

    def swab_last(self) -> None:
        """Press a swab on the last puncture that has none."""
        why = self.why_no_swab()
        if why is not None:
            self.desk.say(why)
            return
        holes = self.desk.state.treatment.punctures
        hole = next(hole for hole in reversed(holes) if hole.swab < 0)
        self.swab(hole.x_um / 1000.0, hole.y_um / 1000.0)

    def why_no_tape(self) -> str | None:
        """Return why there is nothing to tape."""
        return None if self._loose_swabs() else "There is no loose swab to tape."

    def _loose_swabs(self) -> list[tuple[int, Swab]]:
        """Return the swabs that lie on the skin with no tape, and their numbers."""
        swabs = enumerate(self.desk.state.treatment.swabs)
        return [(i, swab) for i, swab in swabs if not (swab.is_taped or swab.is_off)]

    def tape(self, x_mm: float | None = None, y_mm: float | None = None) -> None:
        """Tape the swab nearest to a place, or the last one that is loose."""
        why = self.why_no_tape()
        if why is not None:
            self.desk.say(why)
            return
        loose = self._loose_swabs()
        index = loose[-1][0]
        if x_mm is not None and y_mm is not None:
            index = min(
                loose,
                key=lambda it: (it[1].x_um / 1e3 - x_mm) ** 2 + (it[1].y_um / 1e3 - y_mm) ** 2,
            )[0]
        self.desk.do(c.TapeSwab(index, (index * 331) % 500 - 250))


def _wrapped(angle_rad: float) -> float:
    return (angle_rad + PI) % (2 * PI) - PI
