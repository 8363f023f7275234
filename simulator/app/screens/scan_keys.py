"""Keys of the scanner itself: calipers, cine, sound, aid; and letters held for the wheel."""

from typing import Final

from simulator.app.held import Held
from simulator.app.measuring import Measuring
from simulator.app.probe_hand import ProbeHand
from simulator.app.screens.scan_picture import ScanPicture
from simulator.app.screens.scan_rows import ScanRows
from simulator.app.screens.table import Table
from simulator.session import commands as c
from simulator.session.scanning import AIDS
from simulator.ultrasound.machine import Machine
from simulator.widgets.input import Key

STEPS: Final = {"left": (-1, 0), "right": (1, 0), "up": (0, -1), "down": (0, 1)}
# A letter held while the wheel turns over the picture: (control, its units a notch).
WHEELS: Final = {
    "g": ("gain_cdb", 100),
    "o": ("focus_um", 1000),
    "p": ("prf_hz", 100),
    "u": ("baseline_permille", 100),
    "y": ("steer_mrad", 35),
    "r": ("angle_mrad", 87),
}


def turn_by_wheel(held: Held, hand: ProbeHand, notches: float) -> bool:
    """Turn the control whose letter is held; return whether there is one."""
    for letter, (control, worth) in WHEELS.items():
        if letter in held.keys:
            now = getattr(hand.desk.state.scan.settings, control)
            hand.set(control, now + notches * worth)
            return True
    return False


def scan_key(
    key: Key,
    table: Table,
    machine: Machine | None,
    picture: ScanPicture,
    measuring: Measuring,
    rows: ScanRows,
) -> bool:
    """Act on a key of the scanner; return whether it was one."""
    if not key.is_down:
        return False
    settings = table.desk.state.scan.settings
    if key.name == "c":
        measuring.is_on = not measuring.is_on
    elif key.name == "m":
        table.settings.is_muted = not table.settings.is_muted
        table.settings.keep()
    elif key.name == "h":
        now = AIDS.index(table.desk.state.scan.aid)
        table.desk.do(c.SetAid(AIDS[(now + 1) % len(AIDS)]))
    elif key.name == "n" and picture.is_frozen:
        rows.is_labelling = not rows.is_labelling
    elif measuring.is_on and key.name in STEPS and not key.is_ctrl:
        measuring.nudge_on_picture(*STEPS[key.name], settings, key.is_shift)
    elif picture.is_frozen and machine is not None and key.name in ("left", "right"):
        step = 10 if key.is_shift else 1  # pictures
        picture.rewind(machine, picture.back + (step if key.name == "left" else -step))
    elif key.name in (",", ".") and picture.view is not None and settings.is_pulsed:
        step = 1 if key.name == "." else -1
        measuring.nudge_on_strip(step, table.desk.state, picture.view, key.is_shift)
    else:
        return False
    return True
