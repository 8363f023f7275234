"""The hand on the probe and on the console: pointer and keys become scan commands.

Everything is quantised here, at the door: micrometres, milliradians, pascal.
"""

from dataclasses import dataclass, replace
from typing import Final

from simulator.app.desk import Desk
from simulator.base.units import PA_PER_MMHG, PI
from simulator.physics.moment import ProbePose
from simulator.physics.scanner import RANGES
from simulator.session import commands as c
from simulator.widgets.input import Key

SLIDE_MM: Final = 2.0
FINE: Final = 0.25
TURN_RAD: Final = 5.0 * PI / 180.0
TILT_RAD: Final = 2.0 * PI / 180.0
STEEPEST_RAD: Final = 0.52
PRESS_PA: Final = 3.0 * PA_PER_MMHG
LIGHT_PA: Final = 300.0
HIGHEST_PA: Final = 12_000.0
BOX_MM: Final = 0.5
DEPTH_UM: Final = 5000
STEER_RAD: Final = 18.0 * PI / 180.0
# A superficial trunk, and a reticular vein just under the skin with its slow flow.
TRUNK: Final = {
    "frequency_khz": 9000,
    "depth_um": 40_000,
    "focus_um": 14_000,
    "prf_hz": 1000,
    "wall_filter_hz": 40,
    "gate_length_um": 3000,
    "box_width_um": 20_000,
    "box_height_um": 12_000,
}
SMALL: Final = {
    "frequency_khz": 14_000,
    "depth_um": 20_000,
    "focus_um": 5000,
    "prf_hz": 400,
    "wall_filter_hz": 20,
    "gate_length_um": 1000,
    "box_width_um": 14_000,
    "box_height_um": 6000,
}


@dataclass
class ProbeHand:
    """Moves the probe by commands; holds nothing but where it last was."""

    desk: Desk

    @property
    def pose(self) -> ProbePose | None:
        """Where the probe is held."""
        return self.desk.state.scan.probe

    def hold(self, u_mm: float, s_mm: float) -> None:
        """Put or slide the probe to a place on the leg."""
        pose = self.pose or ProbePose(u_mm, s_mm, pressure_pa=LIGHT_PA)
        self._place(replace(pose, u_mm=u_mm, s_mm=s_mm))

    def slide(self, du_mm: float, ds_mm: float) -> None:
        """Slide a little."""
        pose = self.pose
        if pose is not None:
            self.hold(pose.u_mm + du_mm, pose.s_mm + ds_mm)

    def turn(self, angle_rad: float) -> None:
        """Rotate about the beam."""
        pose = self.pose
        if pose is not None:
            yaw = (pose.yaw_rad + angle_rad + PI) % (2 * PI) - PI
            self._place(replace(pose, yaw_rad=yaw))

    def lay(self, *, is_along: bool) -> None:
        """Lay the probe along or across the leg."""
        pose = self.pose
        if pose is not None:
            self._place(replace(pose, yaw_rad=PI / 2 if is_along else 0.0))

    def tilt(self, angle_rad: float) -> None:
        """Fan the image plane."""
        pose = self.pose
        if pose is not None:
            self._place(replace(pose, tilt_rad=_leaning(pose.tilt_rad + angle_rad)))

    def rock(self, angle_rad: float) -> None:
        """Press one end of the probe in, heel or toe."""
        pose = self.pose
        if pose is not None:
            self._place(replace(pose, rock_rad=_leaning(pose.rock_rad + angle_rad)))

    def straighten(self) -> None:
        """Hold the probe upright again."""
        pose = self.pose
        if pose is not None:
            self._place(replace(pose, tilt_rad=0.0, rock_rad=0.0))

    def press(self, pressure_pa: float) -> None:
        """Hold the probe lighter or heavier."""
        pose = self.pose
        if pose is not None:
            self._place(replace(pose, pressure_pa=min(HIGHEST_PA, max(0.0, pressure_pa))))

    def _place(self, pose: ProbePose) -> None:
        kept_s = min(849.0, max(61.0, pose.s_mm))
        around = self.desk.state.patient.leg.circumference_mm(kept_s)
        u_mm = (pose.u_mm + around / 2) % around - around / 2
        command = _command_of(replace(pose, u_mm=u_mm, s_mm=kept_s))
        held = self.pose
        if held is None and self.desk.state.scan.settings.is_frozen:
            self.set("is_frozen", 0)  # a probe put on the skin anew shows what it sees
        if held is None or command != _command_of(held):
            self.desk.do(command)

    def lift(self) -> None:
        """Take the probe off the skin."""
        if self.pose is not None:
            self.desk.do(c.LiftProbe())

    def set(self, control: str, value: float) -> None:
        """Turn a control, if that changes anything."""
        low, high = RANGES[control]
        whole = min(high, max(low, round(value)))
        if getattr(self.desk.state.scan.settings, control) != whole:
            self.desk.do(c.SetScanner(control, whole))

    def preset(self, settings: dict[str, int]) -> None:
        """Load several controls at once, colour on, steered so that reflux shows red."""
        for control, value in settings.items():
            self.set(control, value)
        pose = self.pose
        turned = 1.0 if pose is None or pose.yaw_rad >= -0.2 else -1.0
        self.set("steer_mrad", turned * STEER_RAD * 1000.0)
        self.set("is_inverted", 0)
        self.set("is_colour", 1)
        middle_um = settings["focus_um"]
        for control in ("box_z_um", "gate_z_um"):
            self.set(control, middle_um)
        for control in ("box_x_um", "gate_x_um"):
            self.set(control, 0)

    def look_at(self, x_mm: float, z_mm: float) -> None:
        """Put colour box and gate where the trainee points in the image."""
        settings = self.desk.state.scan.settings
        half_um, deepest_um = settings.box_height_um / 2.0, settings.depth_um
        box_z_mm = min(max(z_mm, half_um / 1000.0), (deepest_um - half_um) / 1000.0)
        for control, value in (
            ("box_x_um", x_mm),
            ("box_z_um", box_z_mm),
            ("gate_x_um", x_mm),
            ("gate_z_um", z_mm),
        ):
            self.set(control, value * 1000.0)

    def key(self, key: Key) -> None:
        """Act on a key that no control wanted."""
        if not key.is_down:
            return
        fine = FINE if key.is_shift else 1.0
        settings = self.desk.state.scan.settings
        match key.name:
            case "left" | "right" | "up" | "down" if key.is_ctrl:
                across, down = _ARROWS[key.name]
                x_mm = settings.gate_x_um / 1000.0 + across * BOX_MM
                self.look_at(x_mm, settings.gate_z_um / 1000.0 + down * BOX_MM)
            case "left":
                self.slide(-SLIDE_MM * fine, 0.0)
            case "right":
                self.slide(SLIDE_MM * fine, 0.0)
            case "up":
                self.slide(0.0, SLIDE_MM * fine)
            case "down":
                self.slide(0.0, -SLIDE_MM * fine)
            case "q":
                self.turn(-TURN_RAD * fine)
            case "e":
                self.turn(TURN_RAD * fine)
            case "t":
                pose = self.pose
                self.lay(is_along=pose is None or abs(pose.yaw_rad) < 0.8)
            case "d":
                self.tilt(-TILT_RAD * fine)
            case "x":
                self.tilt(TILT_RAD * fine)
            case "j":
                self.rock(-TILT_RAD * fine)
            case "k":
                self.rock(TILT_RAD * fine)
            case "z":
                self.straighten()
            case "w":
                self.press((self.pose.pressure_pa if self.pose else LIGHT_PA) + PRESS_PA * fine)
            case "s":
                self.press((self.pose.pressure_pa if self.pose else LIGHT_PA) - PRESS_PA * fine)
            case "[":
                self.set("prf_hz", settings.prf_hz - 100)
            case "]":
                self.set("prf_hz", settings.prf_hz + 100)
            case "-":
                self.set("depth_um", settings.depth_um - DEPTH_UM)
            case "=" | "+":
                self.set("depth_um", settings.depth_um + DEPTH_UM)
            case "i":
                self.set("is_inverted", 1 - settings.is_inverted)
            case "f2":
                self.set("is_colour", 1 - settings.is_colour)
            case "f3":
                self.set("is_pulsed", 1 - settings.is_pulsed)
            case "f4":
                self.set("is_colour", 1)
                self.set("is_pulsed", 1)
            case "f":
                self.set("is_frozen", 1 - settings.is_frozen)
            case "l":
                self.lift()


_ARROWS: Final = {
    "left": (-1.0, 0.0),
    "right": (1.0, 0.0),
    "up": (0.0, -1.0),
    "down": (0.0, 1.0),
}


def _leaning(angle_rad: float) -> float:
    """Return an angle that a hand can lean the probe to."""
    return min(STEEPEST_RAD, max(-STEEPEST_RAD, angle_rad))


def _command_of(pose: ProbePose) -> c.PlaceProbe:
    return c.PlaceProbe(
        round(pose.u_mm * 1000),
        round(pose.s_mm * 1000),
        round(pose.yaw_rad * 1000),
        round(pose.tilt_rad * 1000),
        round(pose.pressure_pa),
        round(pose.rock_rad * 1000),
    )
