"""The scanner: what a probe held on this patient shows at a tick. It changes nothing.

The same patient, seed, pose, settings, moment and tick give the same picture, whatever was
asked before: what is kept (noise, filters, the still picture of a held probe) only saves
time. The machine never touches the session. Persistence averages the noise of images that a
held probe would have shown before, because how the probe came here is not known to a picture.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from simulator.anatomy.layers import lay
from simulator.anatomy.patient import Patient
from simulator.base.seeds import Seeds
from simulator.physics.beam import STEEPEST_COS, nyquist_mm_per_s
from simulator.physics.calf_pump import pulse_frac
from simulator.physics.image_plane import cut
from simulator.physics.moment import Moment, ProbePose
from simulator.physics.scanner import Scanner
from simulator.ultrasound import pulsed
from simulator.ultrasound.bmode import Painter, Still
from simulator.ultrasound.colour import Colour, look_for_flow
from simulator.ultrasound.loudspeaker import hear
from simulator.ultrasound.lumens import cut_tubes, lay_tubes
from simulator.ultrasound.palette import PACKED, develop
from simulator.ultrasound.plane import LINES, PITCH_MM, ROWS, plane_at
from simulator.ultrasound.smoke import add_smoke
from simulator.ultrasound.speckle import grow_speckle, shape_beam
from simulator.ultrasound.textures import grow_textures

Float = NDArray[np.floating[Any]]
Kept = TypeVar("Kept")

_BANK: Final = 1 << 20
_ELECTRONIC_DB: Final = -92.0
_SPARE: Final = 64  # the electronic noise is read at one of these many offsets each way
_KEEP: Final = {"speckle": 2, "beam": 4, "still": 12}  # speckle is 20 MB a frequency
_PULSE_STEPS: Final = 8  # an artery in a held picture swells in so many steps
_REMEMBERED, _FRAME_TICKS = 6, 4  # images that persistence looks back on, and how far apart
USUAL: Final = Scanner()
RESTING: Final = Moment()


@dataclass(frozen=True)
class DuplexImage:
    """One picture: packed 0x00RRGGBB pixels (rows, columns) and what the screen prints."""

    pixels: NDArray[np.uint32]
    mm_per_column: float
    mm_per_row: float
    nyquist_mm_per_s: float
    colour: Colour | None = None


class Machine:
    """A duplex scanner on one patient."""

    def __init__(self, patient: Patient, seed: int) -> None:
        self.patient = patient
        self.seed = seed
        self._layers = lay(patient.vessels, patient.leg, Seeds(seed))
        self._tubes = lay_tubes(patient, seed)
        self._fat, self._muscle = grow_textures(seed)
        rng = Seeds(seed).stream("ultrasound.bank")
        self._bank = rng.standard_normal((_BANK, 2), dtype=np.float32).view(np.complex64)[:, 0]
        self._bank = self._bank * np.float32(0.5**0.5)
        shape = (ROWS + _SPARE, LINES + _SPARE)
        self._electronic = rng.standard_exponential(shape, dtype=np.float32)
        self._kept: OrderedDict[tuple[Hashable, ...], object] = OrderedDict()

    def image(
        self, pose: ProbePose, settings: Scanner, moment: Moment, tick: int, posture: str
    ) -> DuplexImage:
        """Return what the screen shows at `tick`."""
        still = self.still(pose, settings, tick, posture)
        grey = self.grey(still, tick, settings, moment)
        pixels = np.take(PACKED, grey)
        colour = None
        if settings.is_colour:
            colour = look_for_flow(still, grey, settings, moment, tick, self._bank, self.seed)
            pixels.ravel()[colour.pixels] = np.take(PACKED[256:], colour.levels)
        return DuplexImage(
            pixels=pixels,
            mm_per_column=PITCH_MM,
            mm_per_row=still.plane.row_mm,
            nyquist_mm_per_s=nyquist_mm_per_s(settings),
            colour=colour,
        )

    def spectrum(
        self,
        pose: ProbePose,
        settings: Scanner,
        moment: Moment,
        tick0: int,
        tick1: int,
        posture: str = "standing",
    ) -> NDArray[np.uint8]:
        """Return (256, 2 per tick) grey levels from `tick0` up to `tick1`, +Nyquist on top."""
        still = self.still(pose, settings, tick0, posture)
        gate = pulsed.open_gate(still, settings, self.seed)
        return pulsed.columns(gate, settings, moment, tick0, tick1, self._bank, self.seed)

    def sound(
        self,
        pose: ProbePose,
        settings: Scanner,
        moment: Moment,
        tick0: int,
        tick1: int,
        posture: str = "standing",
    ) -> NDArray[np.int16]:
        """Return stereo samples from `tick0` up to `tick1`: towards the probe left, away right."""
        still = self.still(pose, settings, tick0, posture)
        gate = pulsed.open_gate(still, settings, self.seed)
        return hear(gate, settings, moment, tick0, tick1, self._bank, self.seed)

    def heart_sign(self, pose: ProbePose, settings: Scanner, posture: str) -> int:
        """Return +1 if blood to the heart comes to the probe where Doppler looks, -1 or 0."""
        if settings.is_pulsed:
            look = (settings.gate_x_um / 1000, settings.gate_z_um / 1000)
        else:
            look = (settings.box_x_um / 1000, settings.box_z_um / 1000)
        nearest, sign = 12.0, 0
        for vessel in self.patient.vessels:
            seen = cut(vessel, self.patient.leg, pose, posture, settings, look)
            if seen is None or vessel.is_artery:
                continue
            away = float(np.hypot(seen.x_mm - look[0], seen.depth_mm - look[1]))
            if away < nearest:
                nearest = away
                is_clear = abs(seen.cos_angle) >= STEEPEST_COS
                sign = (1 if seen.cos_angle > 0 else -1) if is_clear else 0
        return sign

    def still(self, pose: ProbePose, settings: Scanner, tick: int, posture: str) -> Still:
        """Return the picture before noise; kept while the probe is held and nothing swells."""
        pulse = round(pulse_frac(tick) * _PULSE_STEPS) / _PULSE_STEPS
        key = (
            "still",
            pose,
            posture,
            settings.frequency_khz,
            settings.depth_um,
            settings.focus_um,
        )
        held = self._kept.get((*key, pulse)) or self._kept.get(key)
        if isinstance(held, Still):
            return held
        plane = plane_at(pose, settings.depth_um / 1000)
        sections = cut_tubes(self._tubes, self.patient.leg, plane, posture, pulse)
        still = self.painter(settings).paint(plane, sections)
        has_artery = any(section.vessel.is_artery for section in sections)
        return self._keep((*key, pulse) if has_artery else key, lambda: still)

    def grey(
        self, still: Still, tick: int, settings: Scanner = USUAL, moment: Moment = RESTING
    ) -> NDArray[np.uint8]:
        """Return grey levels of a still with the noise and the moving blood of `tick`."""
        intensity = self.intensity(still, tick, settings.persistence_permille / 1000)
        gain_db, range_db = gain_by_row_db(settings), settings.dynamic_range_cdb / 100
        add_smoke(intensity, still, gain_db, range_db, moment, tick)
        return develop(intensity, gain_db, range_db)

    def intensity(self, still: Still, tick: int, persistence_frac: float = 0.0) -> Float:
        """Return the intensity of a still with the electronic noise of `tick`."""
        noise = self._noise(tick)
        if persistence_frac > 0:
            weights = persistence_frac ** np.arange(_REMEMBERED)
            weights = (weights / weights.sum()).astype(np.float32)
            noise = noise * weights[0]
            for age in range(1, _REMEMBERED):
                noise += self._noise(tick - age * _FRAME_TICKS) * weights[age]
        return noise * (10 ** ((still.gain_db + _ELECTRONIC_DB) / 10))[:, None] + still.intensity

    def _noise(self, tick: int) -> Float:
        """Return the electronic noise of `tick`, (ROWS, LINES)."""
        seeds = Seeds(self.seed)
        down, across = seeds.stream("ultrasound.noise", max(tick, 0)).integers(0, _SPARE, 2)
        return self._electronic[down : down + ROWS, across : across + LINES]

    def painter(self, settings: Scanner) -> Painter:
        """Return the painter for these settings; filters and noise are kept."""
        mhz = settings.frequency_khz / 1000
        focus, depth = settings.focus_um / 1000, settings.depth_um / 1000
        z = plane_at(ProbePose(0.0, 0.0), depth).image_z_mm
        return Painter(
            layers=self._layers,
            fat=self._fat,
            muscle=self._muscle,
            speckle=self._keep(("speckle", mhz), lambda: grow_speckle(self.seed, mhz)),
            beam=self._keep(("beam", mhz, focus, depth), lambda: shape_beam(z, mhz, focus)),
            frequency_mhz=mhz,
        )

    def _keep(self, key: tuple[Hashable, ...], make: Callable[[], Kept]) -> Kept:
        """Return what is kept under `key`, making it first; the oldest of its kind is dropped."""
        if key not in self._kept:
            same = [other for other in self._kept if other[0] == key[0]]
            if len(same) >= _KEEP[str(key[0])]:
                del self._kept[same[0]]
            self._kept[key] = make()
        self._kept.move_to_end(key)
        return self._kept[key]  # type: ignore[return-value]


def gain_by_row_db(settings: Scanner) -> Float:
    """Return what the examiner has turned up, by image row: gain and its three bands.

    Each band holds at the middle of its third of the image; between them it is linear.
    """
    bands = (settings.tgc_near_cdb, settings.tgc_mid_cdb, settings.tgc_far_cdb)
    row = (np.arange(ROWS) + 0.5) / ROWS
    return settings.gain_cdb / 100 + np.interp(row, (1 / 6, 1 / 2, 5 / 6), bands) / 100
