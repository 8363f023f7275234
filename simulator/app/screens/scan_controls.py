"""The scanner's console: every control as a labelled knob with its unit, in three groups."""

from typing import Final, NamedTuple

from simulator.app.probe_hand import SMALL, TRUNK, ProbeHand
from simulator.app.settings import Settings
from simulator.base.units import RAD_PER_DEG
from simulator.physics.scanner import Scanner
from simulator.view.duplex import FINE_PROBE_KHZ
from simulator.widgets.kit import Box, Ui

PRESETS: Final = (("Trunk preset", "Trunk", TRUNK), ("Reticular preset", "Reticular", SMALL))
TABS: Final = ("Image", "Colour", "Pulsed")
PROBES: Final = ("5–12", "12–18")  # MHz
PITCH: Final = 45.0


class Knob(NamedTuple):
    """One slider: the control it turns, how many of the control's units make one shown."""

    control: str
    words: str
    unit: str
    worth: float
    low: float
    high: float
    step: float


DEG: Final = 1000.0 * RAD_PER_DEG
SCALE: Final = Knob("prf_hz", "Scale (PRF)", "Hz", 1.0, 200, 5000, 100)
FILTER: Final = Knob("wall_filter_hz", "Wall filter", "Hz", 1.0, 20, 400, 20)
BASELINE: Final = Knob("baseline_permille", "Baseline", "%", 10.0, -90, 90, 10)
STEER: Final = Knob("steer_mrad", "Steer", "°", DEG, -20, 20, 2)
IMAGE: Final = (
    Knob("frequency_khz", "Frequency", "MHz", 1000.0, 5, 18, 1),
    Knob("depth_um", "Depth", "mm", 1000.0, 15, 60, 5),
    Knob("focus_um", "Focus", "mm", 1000.0, 3, 40, 1),
    Knob("gain_cdb", "Gain", "dB", 100.0, -30, 30, 1),
    Knob("dynamic_range_cdb", "Dyn. range", "dB", 100.0, 40, 80, 5),
    Knob("tgc_near_cdb", "TGC near", "dB", 100.0, -20, 20, 1),
    Knob("tgc_mid_cdb", "TGC middle", "dB", 100.0, -20, 20, 1),
    Knob("tgc_far_cdb", "TGC far", "dB", 100.0, -20, 20, 1),
    Knob("persistence_permille", "Persistence", "%", 10.0, 0, 80, 10),
)
COLOUR: Final = (
    SCALE,
    Knob("colour_gain_cdb", "Gain", "dB", 100.0, -20, 20, 1),
    FILTER,
    BASELINE,
    STEER,
    Knob("box_width_um", "Box width", "mm", 1000.0, 4, 38, 1),
    Knob("box_height_um", "Box height", "mm", 1000.0, 3, 40, 1),
)
PULSED: Final = (
    SCALE,
    Knob("pulsed_gain_cdb", "Gain", "dB", 100.0, -20, 20, 1),
    FILTER,
    BASELINE,
    Knob("angle_mrad", "Angle", "°", DEG, -75, 75, 5),
    Knob("gate_length_um", "Gate", "mm", 1000.0, 1, 6, 0.5),
    Knob("sweep_ms", "Sweep", "s", 1000.0, 2, 8, 1),
)


class Console:
    """The panel of knobs; it keeps only which group is shown."""

    def __init__(self) -> None:
        self.tab = 0

    def draw(self, ui: Ui, hand: ProbeHand, settings: Settings, box: Box) -> None:
        """Show the presets, the groups and the knobs of one."""
        ui.panel(box)
        room = box.inset(20, 14)
        head, rest = room.top(32, 8)
        ui.caption(head.left(86)[0], "Presets")
        for k, (name, words, preset) in enumerate(PRESETS):
            place = Box(head.right - 246 + k * 126, head.y, 120, 32)
            if ui.button(name, place, words, "ghost", size=13):
                hand.preset(preset)
        pill, rest = rest.top(34, 8)
        self.tab = ui.segments("controls", pill, TABS, self.tab)
        knobs = (IMAGE, COLOUR, PULSED)[self.tab]
        rows = 5
        with ui.scroll(f"knobs {self.tab}", rest, max(rest.h, rows * PITCH)) as inner:
            half = (inner.w - 18) / 2
            cells = [
                Box(inner.x + (k % 2) * (half + 18), inner.y + (k // 2) * PITCH, half, PITCH - 2)
                for k in range(2 * rows)
            ]
            if self.tab == 0:
                _probe(ui, hand, cells.pop(0))
            for knob in knobs:
                _turn(ui, hand, knob, cells.pop(0))
            if self.tab > 0:
                _invert(ui, hand, cells.pop(0))
            if self.tab == 2:
                _volume(ui, settings, cells.pop(0))


def _turn(ui: Ui, hand: ProbeHand, knob: Knob, cell: Box) -> None:
    now = getattr(hand.desk.state.scan.settings, knob.control) / knob.worth
    low, high = knob.low, knob.high
    if knob.control == "frequency_khz":
        low, high = (12, 18) if is_fine(hand.desk.state.scan.settings) else (5, 12)
    shown = round(now / knob.step) * knob.step
    at = f"{shown:g} {knob.unit}"
    wanted = ui.slider(knob.control, cell, knob.words, shown, low, high, knob.step, at)
    if wanted != shown:
        hand.set(knob.control, wanted * knob.worth)


def is_fine(settings: Scanner) -> bool:
    """Return whether the probe of 12 to 18 MHz is plugged in."""
    return settings.frequency_khz >= FINE_PROBE_KHZ


def _probe(ui: Ui, hand: ProbeHand, cell: Box) -> None:
    """Choose between the two linear probes."""
    ui.label((cell.x, cell.y - 1, cell.w, 17), "Probe, MHz", 12, "tx2")
    now = int(is_fine(hand.desk.state.scan.settings))
    pill = Box(cell.x, cell.y + 16, cell.w, 26)
    at = ui.segments("probe", pill, PROBES, now)
    if at != now:
        hand.set("frequency_khz", (9000, 14_000)[at])


def _invert(ui: Ui, hand: ProbeHand, cell: Box) -> None:
    is_on = bool(hand.desk.state.scan.settings.is_inverted)
    place = Box(cell.x, cell.y + 5, cell.w, 34)
    if ui.toggle("is_inverted", place, "Inverted" if is_on else "Invert", is_on) != is_on:
        hand.set("is_inverted", int(not is_on))


def _volume(ui: Ui, settings: Settings, cell: Box) -> None:
    shown = settings.volume_percent
    wanted = ui.slider("volume", cell, "Volume", shown, 0, 100, 5, unit="%")
    if wanted != shown:
        settings.volume_percent, settings.is_muted = round(wanted), False
        settings.keep()
