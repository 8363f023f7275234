"""What the duplex screen shows: picture, spectral strip, and everything printed on them."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.physics.beam import doppler_hz, nyquist_mm_per_s
from simulator.physics.moment import Moment, ProbePose
from simulator.physics.scanner import Scanner
from simulator.ultrasound.machine import Machine
from simulator.ultrasound.palette import bar
from simulator.ultrasound.strip import Strip
from simulator.view.body_mark import BodyMark

FINE_PROBE_KHZ: Final = 12_000  # from here on it is the probe of 12 to 18 MHz
REFLUX_LIMIT_S: Final = 0.5  # superficial veins: SVS/AVF guideline 2011


@dataclass(frozen=True)
class Caliper:
    """A distance on the picture, image millimetres from its midline and from the probe."""

    x0_mm: float
    z0_mm: float
    x1_mm: float
    z1_mm: float

    @property
    def length_mm(self) -> float:
        """Return the distance between the two ends."""
        return float(np.hypot(self.x1_mm - self.x0_mm, self.z1_mm - self.z0_mm))


@dataclass(frozen=True)
class TimeCaliper:
    """A span of time on the strip."""

    start_tick: int
    end_tick: int


@dataclass(frozen=True)
class Note:
    """Words that point at a place of the picture."""

    x_mm: float
    z_mm: float
    words: str
    detail: str = ""


@dataclass(frozen=True, eq=False)
class DuplexView:
    """One frame of the duplex screen; the pixels are packed 0x00RRGGBB (rows, columns)."""

    pose: ProbePose | None
    settings: Scanner
    moment: Moment
    tick: int
    posture: str
    pixels: NDArray[np.uint32] | None = None
    mm_per_column: float = 0.2
    mm_per_row: float = 0.08
    nyquist_mm_per_s: float = 0.0  # along the beam, for the colour bar
    colour_bar: NDArray[np.uint32] | None = None  # 256 colours, towards the probe first
    strip: NDArray[np.uint8] | None = None
    strip_start_tick: int = 0
    strip_end_tick: int = 0
    strip_top_mm_per_s: float = 0.0  # along the flow, after angle correction; - when inverted
    title: str = ""
    printed: tuple[str, ...] = ()
    convention: str = ""
    calipers: tuple[Caliper, ...] = ()
    time_caliper: TimeCaliper | None = None
    notes: tuple[Note, ...] = ()
    body_mark: BodyMark | None = None
    rewound_s: float = 0.0  # how far before the freeze the picture was taken


def present(
    machine: Machine,
    strip: Strip | None,
    pose: ProbePose | None,
    settings: Scanner,
    moment: Moment,
    tick: int,
    *,
    title: str = "",
    calipers: tuple[Caliper, ...] = (),
    time_caliper: TimeCaliper | None = None,
) -> DuplexView:
    """Return the view of a probe held at `pose` at `tick`; runs the strip up to it.

    While the image is frozen, pass the tick at which it was frozen.
    """
    if strip is not None:
        strip.run(pose, settings, moment, tick, moment.posture)
    view = DuplexView(pose, settings, moment, tick, moment.posture, title=title)
    if pose is None:
        return view
    image = machine.image(pose, settings, moment, tick, moment.posture)
    colours = bar(settings.baseline_permille / 1000, bool(settings.is_inverted))[::-1]
    correction = max(abs(float(np.cos(settings.angle_mrad / 1000))), 0.1)
    top = nyquist_mm_per_s(settings) / correction
    return DuplexView(
        pose,
        settings,
        moment,
        tick,
        moment.posture,
        pixels=image.pixels,
        mm_per_column=image.mm_per_column,
        mm_per_row=image.mm_per_row,
        nyquist_mm_per_s=image.nyquist_mm_per_s,
        colour_bar=colours if settings.is_colour else None,
        strip=strip.columns if strip is not None and settings.is_pulsed else None,
        strip_start_tick=strip.start_tick if strip else 0,
        strip_end_tick=strip.end_tick if strip else 0,
        strip_top_mm_per_s=-top if settings.is_inverted else top,
        title=title,
        printed=_printed(settings),
        convention=_convention(machine.heart_sign(pose, settings, moment.posture), settings),
        calipers=calipers,
        time_caliper=time_caliper,
    )


def zero_frac(settings: Scanner) -> float:
    """Return where the line of no flow lies, from the top: the baseline moves it.

    What the baseline gives to flow towards the probe it takes from flow away from it.
    """
    shift = settings.baseline_permille / 1000
    return (1 - shift if settings.is_inverted else 1 + shift) / 2


def _printed(settings: Scanner) -> tuple[str, ...]:
    """Return the settings as a console prints them beside the picture."""
    probe = "L18-12" if settings.frequency_khz >= FINE_PROBE_KHZ else "L12-5"
    rows = [
        f"{probe}  {settings.frequency_khz / 1000:g} MHz",
        f"Depth {settings.depth_um / 10_000:g} cm",
        f"Gain {settings.gain_cdb / 100:+.0f} dB",
    ]
    if settings.is_colour or settings.is_pulsed:
        rows += [
            "",
            f"Doppler {doppler_hz(settings) / 1e6:g} MHz",
            f"PRF {settings.prf_hz} Hz",
            f"Filter {settings.wall_filter_hz} Hz",
            f"Steer {np.rad2deg(settings.steer_mrad / 1000):+.0f}°",
        ]
    if settings.is_pulsed:
        rows += [
            f"Gate {settings.gate_length_um / 1000:g} mm",
            f"Angle {abs(np.rad2deg(settings.angle_mrad / 1000)):.0f}°",
            f"Sweep {settings.sweep_ms / 1000:g} s",
        ]
    return tuple(rows)


def _convention(heart_sign: int, settings: Scanner) -> str:
    """Return in words which way is up: it depends on probe, steer and inversion."""
    if not settings.is_colour and not settings.is_pulsed:
        return ""
    sign = -heart_sign if settings.is_inverted else heart_sign
    if sign < 0:
        return "Towards heart: blue, below the line. Reflux: red, above."
    if sign > 0:
        return "Towards heart: red, above the line. Reflux: blue, below. Steer back or invert."
    return "Red and above the line: towards the probe."
