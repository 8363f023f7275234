"""Why the scanner cannot show a flow: what its beam meets, and what its settings let through.

Idea. The evidence of an attempt and the picture must never disagree, so both stand on this
file and on `image_plane`: where a vessel is cut, at what angle, how far the probe has closed
it, and the first reason why its flow cannot be shown.

Sources. Nyquist v = PRF c / (4 f0 cos); angle and scale advice: Thrush & Hartshorne,
Vascular Ultrasound. What counts as shown is measured on our own colour picture, and a test
holds the two together.
"""

from typing import Final

import numpy as np

from simulator.anatomy.patient import Patient, Vessel
from simulator.physics.image_plane import Cut, cut
from simulator.physics.moment import Moment, ProbePose
from simulator.physics.scanner import Scanner

SOUND_MM_PER_S: Final = 1_540_000.0
CLOSED_HEIGHT_FRAC: Final = 0.15  # a lumen flatter than this share shows no blood
STEEPEST_COS: Final = 0.17  # cos of the beam-to-flow angle below which no shift is left (80 deg)
WIDEST_COS: Final = 0.5  # up to 60 degrees a spectrum may be measured (Thrush & Hartshorne)
SLOWEST_NYQUIST_FRAC: Final = 0.10  # ten pulses cannot tell slower blood from tissue
FLATTEST_NYQUIST_FRAC: Final = 0.04  # on the strip, a trace lower than this is a line
CORE_FRAC: Final = 0.8  # of the centre-line speed: what a core wide enough to see moves at


def doppler_hz(settings: Scanner) -> float:
    """Return the transmit frequency of colour and pulsed Doppler."""
    return 8e6 if settings.frequency_khz >= 12_000 else 5e6


def nyquist_mm_per_s(settings: Scanner, cos_angle: float = 1.0) -> float:
    """Return the fastest speed shown without aliasing, along a flow at `cos_angle` to the beam."""
    return settings.prf_hz * SOUND_MM_PER_S / (4.0 * doppler_hz(settings) * abs(cos_angle))


def scale_mm_per_s(settings: Scanner, cos_angle: float = 1.0) -> tuple[float, float]:
    """Return the fastest speeds shown without aliasing, away from (below 0) and to the probe.

    The baseline gives to one direction what it takes from the other.
    """
    nyquist, shift = nyquist_mm_per_s(settings, cos_angle), settings.baseline_permille / 1000.0
    return -(1.0 - shift) * nyquist, (1.0 + shift) * nyquist


def slowest_mm_per_s(settings: Scanner) -> float:
    """Return the speed along the beam below which the wall filter lets nothing through.

    A console never lets its wall filter swallow more than half of the scale.
    """
    chosen = settings.wall_filter_hz * SOUND_MM_PER_S / (2.0 * doppler_hz(settings))
    return min(chosen, 0.5 * nyquist_mm_per_s(settings))


def obstacle(
    vessel: Vessel,
    patient: Patient,
    pose: ProbePose | None,
    settings: Scanner,
    posture: str,
    speed_mm_per_s: float,
    moment: Moment,
) -> str | None:
    """Return the first reason why the scanner cannot show `vessel` flowing now, or None.

    Colour is asked first; the pulsed gate is enough when colour alone fails.
    """
    if pose is None:
        return "the probe is not on the skin"
    looks = _looks(settings)
    seen = cut(vessel, patient.leg, pose, posture, settings, looks[0] if looks else None)
    reason = unseen(vessel, seen, settings) or _unsound(vessel, settings, posture, moment)
    if reason or seen is None:
        return reason
    first = None
    for number, look in enumerate(looks):
        is_colour = number == 0 and settings.is_colour == 1
        here = seen
        if look != looks[0]:
            here = cut(vessel, patient.leg, pose, posture, settings, look) or seen
        reason = _misplaced(here, settings, is_colour) or _unshifted(
            here, settings, speed_mm_per_s, is_colour
        )
        if reason is None:
            return None
        first = first or reason
    return first


def measurement_obstacle(
    vessel: Vessel,
    patient: Patient,
    pose: ProbePose | None,
    settings: Scanner,
    posture: str,
    speed_mm_per_s: float,
    moment: Moment,
) -> str | None:
    """Return the first reason why this flow cannot be timed on the spectrum now, or None."""
    if pose is None:
        return "the probe is not on the skin"
    gate = (settings.gate_x_um / 1000.0, settings.gate_z_um / 1000.0)
    seen = cut(vessel, patient.leg, pose, posture, settings, gate)
    reason = unseen(vessel, seen, settings) or _unsound(vessel, settings, posture, moment)
    if reason or seen is None:
        return reason
    if not settings.is_pulsed:
        return "pulsed Doppler is off"
    if reason := _misplaced(seen, settings, False):
        return reason
    if abs(seen.cos_angle) < WIDEST_COS:
        return "the angle between beam and flow is over 60 degrees"
    return _unshifted(seen, settings, speed_mm_per_s, False)


def is_measurable(
    vessel: Vessel,
    patient: Patient,
    pose: ProbePose | None,
    settings: Scanner,
    posture: str,
    speed_mm_per_s: float,
    moment: Moment,
) -> bool:
    """Return whether the pulsed gate shows this flow on the spectrum now."""
    return (
        measurement_obstacle(vessel, patient, pose, settings, posture, speed_mm_per_s, moment)
        is None
    )


def _looks(settings: Scanner) -> list[tuple[float, float]]:
    """Return where the Doppler modes look, in the image: colour box first, then the gate."""
    places = []
    if settings.is_colour:
        places.append((settings.box_x_um / 1000.0, settings.box_z_um / 1000.0))
    if settings.is_pulsed:
        places.append((settings.gate_x_um / 1000.0, settings.gate_z_um / 1000.0))
    return places


def unseen(vessel: Vessel, seen: Cut | None, settings: Scanner) -> str | None:
    """Return why the lumen itself is not in the image."""
    noun = "artery" if vessel.is_artery else "vein"
    if seen is None:
        return f"the {noun} is not under the probe"
    if seen.depth_mm > settings.depth_um / 1000.0:
        return f"the {noun} is deeper than the image"
    diameter_mm = seen.height_mm / seen.open_frac
    if diameter_mm < 2.5 and seen.depth_mm < 5.0 and settings.frequency_khz < 12_000:
        return "the frequency is too low for a vein this small and shallow"
    if seen.depth_mm > 400_000.0 / settings.frequency_khz:
        return f"the frequency is too high to reach a {noun} this deep"
    if seen.open_frac < CLOSED_HEIGHT_FRAC:
        return "the vein is closed by the probe's pressure"
    return None


def _unsound(vessel: Vessel, settings: Scanner, posture: str, moment: Moment) -> str | None:
    """Return what rules out any sign of flow before geometry matters."""
    if settings.is_frozen:
        return "the image is frozen"
    if not settings.is_colour and not settings.is_pulsed:
        return "colour and pulsed Doppler are off"
    if posture == "lying" and not vessel.is_artery:
        return "the patient is lying down"
    if vessel.is_clotted:
        return "the vein is full of clot"
    if vessel.id in moment.closed:
        return "the vein has been closed by treatment"
    return None


def _misplaced(seen: Cut, settings: Scanner, is_colour: bool) -> str | None:
    """Return why the colour box or the gate does not hold the lumen."""
    half_height, half_width = seen.height_mm / 2.0, seen.width_mm / 2.0
    if is_colour:  # half of the lumen in the box is enough to see it
        steer = settings.steer_mrad / 1000.0
        lean = float(np.sin(steer)) / float(np.cos(steer))
        dz = seen.depth_mm - settings.box_z_um / 1000.0
        dx = seen.x_mm - settings.box_x_um / 1000.0 - dz * lean
        tall, wide = settings.box_height_um / 2000.0, settings.box_width_um / 2000.0
        if abs(dz) > tall + 0.3 * half_height or abs(dx) > wide + 0.3 * half_width:
            return "the vein is outside the colour box"
        return None
    dx = abs(seen.x_mm - settings.gate_x_um / 1000.0)
    dz = abs(seen.depth_mm - settings.gate_z_um / 1000.0)
    if dx > half_width or dz > half_height + settings.gate_length_um / 4000.0:
        return "the gate is not in the vein"
    return None


def _unshifted(seen: Cut, settings: Scanner, speed_mm_per_s: float, is_colour: bool) -> str | None:
    """Return why a flow at this angle and speed leaves no shift that can be shown."""
    if abs(speed_mm_per_s) <= 0.0:
        return "no blood is moving in this vein now"
    shift = CORE_FRAC * abs(speed_mm_per_s * seen.cos_angle)
    lowest_frac = SLOWEST_NYQUIST_FRAC if is_colour else FLATTEST_NYQUIST_FRAC
    by_scale = lowest_frac * nyquist_mm_per_s(settings)
    is_steep = abs(seen.cos_angle) < STEEPEST_COS
    if shift >= max(slowest_mm_per_s(settings), by_scale) and (is_colour or not is_steep):
        return None
    if is_steep:
        return "the beam crosses the flow at a right angle"
    if shift < by_scale:
        return "the velocity scale hides this slow flow"
    return "the wall filter hides this slow flow"
