"""Colour Doppler: real ensembles on a coarse steered grid, then the usual estimator.

Idea. Every cell of the box gets N pulses: blood as a first-order autoregression whose phase
turns with the axial velocity and whose memory shortens with gradient and speed, tissue
clutter 30 dB above it, thermal noise below. A regression filter takes the clutter out;
lag-one autocorrelation (Kasai 1985) gives velocity. Aliasing, dropout, the wall filter's
blindness to slow flow and the flash of a squeeze are consequences, not effects.

Interpolate the complex correlation, never the angle, or aliasing wraps through black.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.base.seeds import Seeds
from simulator.base.units import seconds
from simulator.physics.beam import SOUND_MM_PER_S, doppler_hz, slowest_mm_per_s
from simulator.physics.calf_pump import velocity_mm_per_s
from simulator.physics.image_plane import beam_axes
from simulator.physics.moment import Moment
from simulator.physics.scanner import Scanner
from simulator.ultrasound.bmode import Still
from simulator.ultrasound.motion import tissue_mm_per_s
from simulator.ultrasound.plane import LINES, PITCH_MM, ROWS

Float = NDArray[np.float32]
Complex = NDArray[np.complex64]

CELL_MM: Final = (0.45, 0.30)  # across, down
PULSES: Final = 10
CLUTTER_DB: Final = 30.0
CLUTTER_IN_LUMEN_FRAC: Final = 0.04
SNR_DB, SNR_DB_PER_CM_MHZ = 32.0, 0.5
LEAST_COHERENCE: Final = 0.45
PRIORITY_GREY: Final = 125  # a pixel brighter than this stays grey
_FILTER_ORDER: Final = 2
_ALL: Final = slice(None)


@dataclass(frozen=True)
class Box:
    """The cells of a colour box and how image pixels read them."""

    x_mm: Float  # (cells down, cells across)
    z_mm: Float
    pixels: NDArray[np.int64]  # flat index of every image pixel inside
    corner: NDArray[np.int64]  # cell up and left of it
    weights: tuple[Float, Float, Float, Float]
    patches: Float  # how much of the tissue motion each cell sees


@dataclass(frozen=True)
class Colour:
    """Velocity towards the probe per cell, what the cells held, and the painted pixels."""

    velocity_mm_per_s: Float
    truth_mm_per_s: Float
    is_blood: NDArray[np.bool_]
    power: Float
    pixels: NDArray[np.int64]  # flat image index of pixels to colour
    levels: NDArray[np.uint16]  # 0..255 over the scale, 127.5 is no flow


def look_for_flow(
    still: Still,
    grey: NDArray[np.uint8],
    settings: Scanner,
    moment: Moment,
    tick: int,
    bank: Complex,
    seed: int,
) -> Colour:
    """Return what colour Doppler shows over `grey` at `tick`."""
    box = _box(
        settings.box_x_um,
        settings.box_z_um,
        settings.box_width_um,
        settings.box_height_um,
        settings.steer_mrad,
        settings.depth_um,
    )
    truth, is_blood, gradient = _flow_field(still, box, settings, moment, tick)
    per_speed = 4 * np.pi * doppler_hz(settings) / SOUND_MM_PER_S / settings.prf_hz
    tissue = tissue_mm_per_s(moment, seconds(tick))
    noise_db = SNR_DB - SNR_DB_PER_CM_MHZ * 2e-6 * doppler_hz(settings) * box.z_mm * 0.1
    noise = (10 ** (-noise_db / 20)).astype(np.float32)
    rng = Seeds(seed).stream("ultrasound.colour", tick)
    echo = _ensemble(truth, is_blood, gradient, tissue, noise, box, per_speed, bank, rng)
    flat = _without_clutter(echo)
    lag = np.einsum("ij,ij->j", flat[:-1].conj(), flat[1:]) / (PULSES - 1)
    power = np.einsum("ij,ij->j", flat.conj(), flat).real / PULSES
    lag, power = _smooth(lag.reshape(truth.shape)), _smooth(power.reshape(truth.shape))
    gain = 10 ** (-settings.colour_gain_cdb / 1000.0)
    is_strong = power > noise**2 * (5.0 * gain) + 0.10 * gain
    is_good = is_strong & (abs(lag) > LEAST_COHERENCE * power)
    shift = settings.baseline_permille / 1000
    velocity = (_wrapped(np.angle(lag), shift) / per_speed).astype(np.float32)
    is_good &= abs(velocity) >= slowest_mm_per_s(settings)
    ratio = (lag / np.maximum(power, 1e-9)).ravel()
    shown = _read(is_good.astype(np.float32).ravel(), box, truth.shape[1]) > 0.5
    shown &= grey.ravel()[box.pixels] < PRIORITY_GREY
    phase = _wrapped(np.angle(_read(ratio, box, truth.shape[1], shown)), shift)
    room = np.where(phase > 0, np.float32(1 + shift), np.float32(1 - shift))
    level = phase / room * np.float32(127.5 / np.pi) + np.float32(127.5)
    if settings.is_inverted:
        level = 255 - level
    return Colour(velocity, truth, is_blood, power, box.pixels[shown], level.astype(np.uint16))


def _wrapped(phase: Float, shift: float) -> Float:
    """Return phases within the scale that the baseline leaves: from -(1 - shift) of pi up."""
    if shift == 0.0:
        return phase
    low = np.float32(-(1 - shift) * np.pi)
    return (phase - low) % np.float32(2 * np.pi) + low


def _flow_field(
    still: Still, box: Box, settings: Scanner, moment: Moment, tick: int
) -> tuple[Float, NDArray[np.bool_], Float]:
    """Return per cell: velocity towards the probe, blood or not, and the velocity gradient."""
    _, _, beam = beam_axes(still.plane.pose, settings.steer_mrad / 1000.0)
    velocity = np.zeros(box.x_mm.shape, np.float32)
    gradient = np.zeros_like(velocity)
    is_blood = np.zeros(velocity.shape, bool)
    for section in still.sections:
        if section.vessel.is_clotted:
            continue
        rho2, tangent = section.at(box.x_mm, box.z_mm, still.plane)
        inside = rho2 < 1
        if not inside.any():
            continue
        centre = velocity_mm_per_s(section.vessel, moment, tick)
        towards = -(tangent @ beam.astype(np.float32))[inside] * np.float32(centre)
        velocity[inside] = towards * (1 - rho2[inside])
        gradient[inside] = abs(towards) * np.sqrt(rho2[inside])
        is_blood |= inside
    return velocity, is_blood, gradient


def _ensemble(
    velocity: Float,
    is_blood: NDArray[np.bool_],
    gradient: Float,
    tissue_mm_per_s: float,
    noise: Float,
    box: Box,
    per_speed: float,
    bank: Complex,
    rng: np.random.Generator,
) -> Complex:
    """Return (PULSES, cells) echoes of blood, tissue and noise."""
    n = velocity.size
    k = np.float32(per_speed)
    spread = k * (0.25 * gradient * CELL_MM[1] + 0.08 * abs(velocity)) + np.float32(0.12)
    memory = np.exp(-0.5 * spread * spread).ravel()
    turn = (memory * np.exp(1j * k * (velocity + np.float32(tissue_mm_per_s)).ravel())).astype(
        np.complex64
    )
    blood = is_blood.ravel().astype(np.float32)
    fresh = np.sqrt(1 - memory * memory) * blood
    first, second = rng.integers(0, len(bank) - (PULSES + 1) * n, 2)
    draws = bank[first : first + PULSES * n].reshape(PULSES, n)
    clutter = bank[second : second + n] * np.float32(10 ** (CLUTTER_DB / 20))
    clutter = clutter * np.where(is_blood.ravel(), np.float32(CLUTTER_IN_LUMEN_FRAC), 1)
    step = np.exp(1j * (k * np.float32(tissue_mm_per_s)) * box.patches).astype(np.complex64)
    echo = np.empty((PULSES, n), np.complex64)
    state = draws[0] * blood
    for i in range(PULSES):
        if i:
            state = state * turn
            state += draws[i] * fresh
        echo[i] = state
        echo[i] += clutter
        clutter = clutter * step
    thermal = bank[second + n : second + n + PULSES * n].reshape(PULSES, n)
    echo += thermal * noise.ravel()
    return echo


def _without_clutter(echo: Complex) -> Complex:
    """Return the ensembles less what moves as slowly as tissue (regression wall filter)."""
    for shape in _slow_shapes():
        echo -= shape[:, None] * np.einsum("i,ij->j", shape, echo)
    return echo


def _smooth(values: NDArray) -> NDArray:
    """Return a 0.2-0.6-0.2 mean of neighbours both ways, edges left alone."""
    for axis in (0, 1):
        v = np.moveaxis(values, axis, 0)
        out = v.copy()
        out[1:-1] = 0.6 * v[1:-1] + 0.2 * (v[:-2] + v[2:])
        values = np.moveaxis(out, 0, axis)
    return values


def _read(cells: NDArray, box: Box, across: int, held: NDArray[np.bool_] | slice = _ALL) -> NDArray:
    """Return cell values at the pixels of the box, or at the `held` ones, bilinear."""
    a, b, c, d = (weight[held] for weight in box.weights)
    k = box.corner[held]
    out = cells[k] * a
    out += cells[k + 1] * b
    out += cells[k + across] * c
    out += cells[k + across + 1] * d
    return out


@lru_cache(maxsize=4)
def _box(
    x_um: int, z_um: int, width_um: int, height_um: int, steer_mrad: int, depth_um: int
) -> Box:
    """Return the cells of a colour box; a parallelogram when the beam is steered."""
    x0, x1 = (x_um - width_um / 2) / 1000, (x_um + width_um / 2) / 1000
    z0 = max((z_um - height_um / 2) / 1000, 0.0)
    z1 = max(min((z_um + height_um / 2) / 1000, depth_um / 1000), z0 + 3 * CELL_MM[1])
    middle, lean = z_um / 1000, np.tan(steer_mrad / 1000)
    x, z = np.arange(x0, x1, CELL_MM[0]), np.arange(z0, z1, CELL_MM[1])
    cells_x = x[None] + (z[:, None] - middle) * lean
    row_mm = depth_um / 1000 / ROWS
    first, last = int(z0 / row_mm), min(int(z1 / row_mm), ROWS)
    row_z = (np.arange(first, last) + 0.5) * row_mm
    line_x = np.arange(LINES) * PITCH_MM - PITCH_MM * LINES / 2
    fx = (line_x[None] - (row_z[:, None] - middle) * lean - x0) / CELL_MM[0]
    fz = np.broadcast_to(((row_z - z0) / CELL_MM[1])[:, None], fx.shape)
    inside = (fx >= 0) & (fx <= len(x) - 1.001) & (fz >= 0) & (fz <= len(z) - 1.001)
    row, line = np.nonzero(inside)
    fx, fz = fx[inside], fz[inside]
    ix, iz = fx.astype(np.int64), fz.astype(np.int64)
    ax, az = (fx - ix).astype(np.float32), (fz - iz).astype(np.float32)
    weights = ((1 - az) * (1 - ax), (1 - az) * ax, az * (1 - ax), az * ax)
    return Box(
        cells_x.astype(np.float32),
        np.broadcast_to(z[:, None], cells_x.shape).astype(np.float32),
        (row + first) * LINES + line,
        iz * len(x) + ix,
        weights,
        _patches(len(z), len(x)),
    )


def _patches(down: int, across: int) -> Float:
    """Return a smooth map around 0.55: tissue does not move as one block."""
    rng = Seeds(0).stream("ultrasound.patches")
    spectrum = np.fft.fft2(rng.standard_normal((down, across)))
    kz, kx = np.fft.fftfreq(down)[:, None], np.fft.fftfreq(across)[None]
    wave = np.fft.ifft2(spectrum * np.exp(-2 * (np.pi * 3.0) ** 2 * (kz**2 + kx**2))).real
    return (0.55 + 0.55 * wave / max(wave.std(), 1e-9)).astype(np.float32).ravel()


@lru_cache(maxsize=1)
def _slow_shapes() -> Float:
    """Return (_FILTER_ORDER, PULSES) orthonormal polynomials of slow time."""
    n = np.linspace(-1, 1, PULSES)
    basis, _ = np.linalg.qr(np.stack([n**k for k in range(_FILTER_ORDER)], axis=1))
    return basis.T.astype(np.float32)
