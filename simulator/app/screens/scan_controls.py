"""The scanner's console: modes and posture under the picture, presets and knobs beside it."""

from typing import Final, NamedTuple

from simulator.app.measuring import Measuring
from simulator.app.probe_hand import LIGHT_PA, SMALL, TRUNK, ProbeHand
from simulator.base.units import PA_PER_MMHG, RAD_PER_DEG
from simulator.physics.moment import POSTURES
from simulator.session import commands as c
from simulator.widgets.kit import Box, Ui

MODES: Final = (("is_colour", "Colour"), ("is_pulsed", "Pulsed"), ("is_frozen", "Freeze"))
PRESETS: Final = (("Trunk preset", TRUNK), ("Reticular preset", SMALL))


class Knob(NamedTuple):
    """One slider: the control it turns, how many of the control's units make one shown."""

    control: str
    words: str
    unit: str
    worth: float
    low: float
    high: float
    step: float


KNOBS: Final = (
    Knob("depth_um", "Depth", "mm", 1000.0, 15, 60, 5),
    Knob("gain_cdb", "Gain", "dB", 100.0, -30, 30, 1),
    Knob("prf_hz", "Scale (PRF)", "Hz", 1.0, 200, 4000, 100),
    Knob("wall_filter_hz", "Wall filter", "Hz", 1.0, 20, 200, 20),
    Knob("steer_mrad", "Steer", "°", 1000.0 * RAD_PER_DEG, -20, 20, 2),
    Knob("frequency_khz", "Frequency", "MHz", 1000.0, 7, 14, 1),
    Knob("angle_mrad", "Angle", "°", 1000.0 * RAD_PER_DEG, -75, 75, 5),
)


def draw_modes(
    ui: Ui, hand: ProbeHand, row: Box, measuring: Measuring, was_button_held: bool
) -> bool:
    """Show the modes, the posture and the squeeze; return whether the pointer squeezes."""
    settings = hand.desk.state.scan.settings
    x = row.x
    for control, words in MODES:
        is_on = bool(getattr(settings, control))
        if ui.toggle(control, Box(x, row.y, 78, row.h), words, is_on) != is_on:
            hand.set(control, int(not is_on))
        x += 84
    measuring.is_on = ui.toggle("caliper", Box(x, row.y, 78, row.h), "Caliper", measuring.is_on)
    x += 94
    squeeze = Box(row.right - 166, row.y, 166, row.h)
    pill = Box(x, row.y + 2, min(256.0, squeeze.x - 16 - x), row.h - 4)
    now = POSTURES.index(hand.desk.state.posture)
    at = ui.segments("posture", pill, [p.capitalize() for p in POSTURES], now)
    if at != now:
        hand.desk.do(c.SetPosture(POSTURES[at]))
    words = "Let go" if hand.is_squeezing else "Squeeze calf"
    is_fired = ui.button("squeeze", squeeze, words)
    is_held = ui.touches.active == "squeeze"
    if is_held or was_button_held:
        hand.squeeze(is_held)
    elif is_fired and ui.touches.is_ring_shown:
        hand.squeeze(not hand.is_squeezing)
    return is_held


def draw_controls(ui: Ui, hand: ProbeHand, box: Box) -> None:
    """Show the presets and the knobs."""
    room = ui.panel(box, "Controls")
    settings = hand.desk.state.scan.settings
    half = (room.w - 20) / 2
    for k, (words, preset) in enumerate(PRESETS):
        place = Box(room.x + k * (half + 20), room.y, half, 40)
        if ui.button(words, place, words, "ghost", size=13):
            hand.preset(preset)
    cells = [
        Box(room.x + (k % 2) * (half + 20), room.y + 46 + (k // 2) * 48, half, 46) for k in range(8)
    ]
    for knob, cell in zip(KNOBS, cells, strict=False):
        shown = round(getattr(settings, knob.control) / knob.worth)
        wanted = ui.slider(
            knob.control, cell, knob.words, shown, knob.low, knob.high, knob.step, unit=knob.unit
        )
        if wanted != shown:
            hand.set(knob.control, wanted * knob.worth)
    pressure_pa = hand.pose.pressure_pa if hand.pose else LIGHT_PA
    shown = round(pressure_pa / PA_PER_MMHG)
    why = None if hand.pose else "Put the probe on the leg first."
    wanted = ui.slider("pressure", cells[7], "Pressure", shown, 0, 90, 1, unit="mmHg", refusal=why)
    if wanted != shown:
        hand.press(wanted * PA_PER_MMHG)
