"""The hands over the treatment field: pointer and keys become needle, thumb and swab.

The plunger is continuous: while it is held the thumb's force climbs to what is aimed at,
and the wheel changes the aim. Everything is quantised here, at the door.
"""

import math
from typing import Final

from simulator.anatomy.centreline import heading_at, nearest, point_at
from simulator.app.desk import Desk
from simulator.base.units import PI
from simulator.session import commands as c

FRICTION_MN: Final = 300  # the plunger does not move below this
GENTLEST_MN: Final = 400
STRONGEST_MN: Final = 6000
START_MN: Final = 900
RISE_MN_PER_TICK: Final = 15  # about a third of a second to the usual force
STEP_MN: Final = 100
STEP_MM: Final = 0.1
ENTRY_MM: Final = 0.6
SNAP_MM: Final = 1.5


class NeedleHand:
    """What the two hands are doing; the session holds everything that matters."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.heading_rad = 0.0
        self.angle_rad = 0.2
        self.aim_mn = START_MN
        self.is_pressing = False

    @property
    def length_mm(self) -> float:
        """How far the tip is under the skin."""
        return self.desk.state.treatment.needle.length_um / 1000.0

    @property
    def is_in(self) -> bool:
        """Whether the tip is under the skin."""
        return self.length_mm > 0.0

    def aim(self, x_mm: float, y_mm: float) -> None:
        """Hold the tip over a place; along the nearest vein if the hand has not turned."""
        patch = self.desk.state.patient.patch
        needle = self.desk.state.treatment.needle
        if needle.gauge == 0 or self.is_in:
            return
        x = min(patch.width_mm, max(0.0, x_mm))
        y = min(patch.height_mm, max(0.0, y_mm))
        turned = (self.heading_rad + PI) % (2 * PI) - PI
        command = c.AimNeedle(
            round(x * 1000), round(y * 1000), round(turned * 1000), round(self.angle_rad * 1000)
        )
        now = (needle.x_um, needle.y_um, needle.heading_mrad, needle.angle_mrad)
        if now != (command.x_um, command.y_um, command.heading_mrad, command.angle_mrad):
            self.desk.do(command)

    def nudge(self, dx_mm: float, dy_mm: float) -> None:
        """Move the tip a little."""
        needle = self.desk.state.treatment.needle
        self.aim(needle.x_um / 1000.0 + dx_mm, needle.y_um / 1000.0 + dy_mm)

    def turn(self, angle_rad: float) -> None:
        """Turn the hand in the plane of the skin."""
        self.heading_rad += angle_rad
        self.nudge(0.0, 0.0)

    def tip(self, angle_rad: float) -> None:
        """Hold the needle flatter or steeper."""
        self.angle_rad = min(1.5, max(0.05, self.angle_rad + angle_rad))
        self.nudge(0.0, 0.0)

    def advance(self, step_mm: float) -> None:
        """Go in, deeper, or back; out of the skin only by `withdraw`."""
        if self.desk.state.treatment.needle.gauge == 0:
            self.desk.say("Take a needle first.")
            return
        self.is_pressing = False
        wanted = max(STEP_MM, self.length_mm + step_mm) if self.is_in else ENTRY_MM
        self.desk.do(c.InsertNeedle(round(wanted * 1000)))

    def withdraw(self) -> None:
        """Take the needle out."""
        self.is_pressing = False
        if self.is_in:
            self.desk.do(c.InsertNeedle(0))

    def press(self, is_on: bool) -> None:
        """Put the thumb on the plunger, or take it off at once."""
        self.is_pressing = is_on and self.is_in
        if not self.is_pressing and self.desk.state.treatment.push is not None:
            self.desk.do(c.PressPlunger(0))

    def harder(self, notches: float) -> None:
        """Aim at more or less force."""
        self.aim_mn = round(min(STRONGEST_MN, max(GENTLEST_MN, self.aim_mn + notches * STEP_MN)))

    def tick(self) -> None:
        """Let the thumb follow its aim; called once a frame while pressing."""
        if not self.is_pressing:
            return
        treatment = self.desk.state.treatment
        if treatment.push is None:
            if treatment.syringe.left_ul <= 0.0 or not self.is_in:
                self.is_pressing = False
                self.desk.say("The syringe is empty; fill it again.")
                return
            self.desk.do(c.PressPlunger(FRICTION_MN + RISE_MN_PER_TICK))
            return
        force = treatment.needle.force_mn
        follow = min(force + 2 * RISE_MN_PER_TICK, self.aim_mn)
        follow = max(follow, min(force, self.aim_mn))
        if follow != force:
            self.desk.do(c.PressPlunger(follow))

    def line_up(self) -> None:
        """Turn along the nearest vein, towards its tip, as a steady hand would."""
        state = self.desk.state
        needle = state.treatment.needle
        web = state.patient.web
        edge, along, distance = nearest(web, needle.x_um / 1000.0, needle.y_um / 1000.0)
        if distance > SNAP_MM or self.is_in:
            return
        dx, dy = heading_at(web, edge, along)
        self.heading_rad = math.atan2(dy, dx)
        x, y, _ = point_at(web, edge, along)
        self.aim(x, y)

    def swab(self, x_mm: float, y_mm: float) -> None:
        """Press a cotton swab on a place."""
        patch = self.desk.state.patient.patch
        x, y = min(patch.width_mm, max(0.0, x_mm)), min(patch.height_mm, max(0.0, y_mm))
        self.desk.do(c.PlaceSwab(round(x * 1000), round(y * 1000)))

    def swab_last(self) -> None:
        """Press a swab on the last puncture that has none."""
        for hole in reversed(self.desk.state.treatment.punctures):
            if hole.swab < 0:
                self.swab(hole.x_um / 1000.0, hole.y_um / 1000.0)
                return
        self.desk.say("Every puncture has its swab.")

    def tape(self, x_mm: float | None = None, y_mm: float | None = None) -> None:
        """Tape the swab nearest to a place, or the last one that is loose."""
        loose = [(i, s) for i, s in enumerate(self.desk.state.treatment.swabs) if not s.is_taped]
        if not loose:
            self.desk.say("There is no loose swab to tape.")
            return
        index = loose[-1][0]
        if x_mm is not None and y_mm is not None:
            index = min(
                loose,
                key=lambda it: (it[1].x_um / 1e3 - x_mm) ** 2 + (it[1].y_um / 1e3 - y_mm) ** 2,
            )[0]
        self.desk.do(c.TapeSwab(index, (index * 331) % 500 - 250))
