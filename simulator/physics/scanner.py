"""The settings of the duplex scanner: names, units, ranges, the venous preset.

Ranges are what ordinary consoles offer (docs/physics.md); integers, because they are
commands. The same settings feed the picture and the evidence, so neither can disagree.
"""

from dataclasses import dataclass
from typing import Final

from simulator.base.changed import changed


@dataclass(frozen=True)
class Scanner:
    """All controls at one moment; every field is one control of the console."""

    frequency_khz: int = 9000
    depth_um: int = 40_000
    focus_um: int = 16_000
    gain_cdb: int = 0
    is_colour: int = 0
    is_pulsed: int = 0
    prf_hz: int = 1000
    wall_filter_hz: int = 40
    colour_gain_cdb: int = 0
    steer_mrad: int = 0
    box_x_um: int = 0  # centre of the colour box from the image midline
    box_z_um: int = 14_000
    box_width_um: int = 20_000
    box_height_um: int = 12_000
    gate_x_um: int = 0
    gate_z_um: int = 14_000
    gate_length_um: int = 3000
    angle_mrad: int = 1047
    is_inverted: int = 0
    is_frozen: int = 0
    tgc_near_cdb: int = 0  # added to the gain over the near, middle and far third of the image
    tgc_mid_cdb: int = 0
    tgc_far_cdb: int = 0
    dynamic_range_cdb: int = 6000  # from black to white
    persistence_permille: int = 0  # of the last image that stays in the next
    baseline_permille: int = 0  # of Nyquist: room given to flow towards the probe, taken from away
    pulsed_gain_cdb: int = 0
    sweep_ms: int = 4000  # of the strip from edge to edge

    def turned(self, control: str, value: int) -> "Scanner":
        """Return the settings with one control at `value`."""
        return changed(self, **{control: value})


RANGES: Final[dict[str, tuple[int, int]]] = {
    "frequency_khz": (5000, 18_000),  # a linear 5-12 MHz probe and one of 12-18 MHz
    "depth_um": (15_000, 60_000),
    "focus_um": (3000, 40_000),
    "gain_cdb": (-3000, 3000),
    "is_colour": (0, 1),
    "is_pulsed": (0, 1),
    "prf_hz": (200, 5000),
    "wall_filter_hz": (20, 400),
    "colour_gain_cdb": (-2000, 2000),
    "steer_mrad": (-349, 349),
    "box_x_um": (-19_000, 19_000),
    "box_z_um": (1000, 60_000),
    "box_width_um": (4000, 38_000),
    "box_height_um": (3000, 40_000),
    "gate_x_um": (-19_000, 19_000),
    "gate_z_um": (1000, 60_000),
    "gate_length_um": (1000, 6000),
    "angle_mrad": (-1309, 1309),
    "is_inverted": (0, 1),
    "is_frozen": (0, 1),
    "tgc_near_cdb": (-2000, 2000),
    "tgc_mid_cdb": (-2000, 2000),
    "tgc_far_cdb": (-2000, 2000),
    "dynamic_range_cdb": (4000, 8000),
    "persistence_permille": (0, 800),
    "baseline_permille": (-900, 900),
    "pulsed_gain_cdb": (-2000, 2000),
    "sweep_ms": (2000, 8000),
}
