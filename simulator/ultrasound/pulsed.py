"""Pulsed Doppler: the spectrum of blood in the gate, as columns that any tick may ask for.

Idea. A few dozen scatterers lie in the gate. Their echo is a sum of short overlapping
pieces, each with fresh random amplitudes (blood passes through the beam) and with a phase
that follows the exact path of the blood, the integral of the calf pump's closed form. So a
column depends on its own time alone: no state, no order, and reflux begins and ends in the
spectrum when it does in the vein. Aliasing needs no code.

Windows of 50 ms (Hann), 240 columns a second, 256 bins. Departure: the wall filter acts on
the bins, not on the samples.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import scipy.fft
from numpy.typing import NDArray

from simulator.anatomy.patient import Vessel
from simulator.base.seeds import Seeds
from simulator.base.units import TICKS_PER_SECOND
from simulator.physics.beam import SOUND_MM_PER_S, doppler_hz
from simulator.physics.calf_pump import velocity_mm_per_s
from simulator.physics.image_plane import beam_axes
from simulator.physics.moment import Moment
from simulator.physics.scanner import Scanner
from simulator.ultrasound.bmode import Still
from simulator.ultrasound.motion import tissue_mm

Float = NDArray[np.float32]
Complex = NDArray[np.complex64]

COLUMNS_PER_TICK: Final = 2
BINS: Final = 256
WINDOW_S: Final = 0.050
LAG_TICKS: Final = 3  # half a window: a live strip ends this far behind now
SCATTERERS: Final = 64
BEAM_MM: Final = 0.38  # standard deviation of the sample volume across the beam
PIECE_TICKS: Final = 3  # blood is new after about two of these (transit time)
NOISE_DB: Final = -22.0
CLUTTER: Final = 3.0  # times blood, when the gate lies in tissue
FLOOR_DB, RANGE_DB = -19.0, 39.0


@dataclass(frozen=True)
class Gate:
    """What the gate holds: per vessel, each scatterer's share of the centre-line speed
    towards the probe; `fill_frac` of the gate is blood."""

    flows: tuple[tuple[Vessel, Float], ...]
    fill_frac: float


def open_gate(still: Still, settings: Scanner, seed: int) -> Gate:
    """Return what lies in the sample volume of a still picture."""
    rng = Seeds(seed).stream("ultrasound.gate")
    along = rng.uniform(-0.5, 0.5, SCATTERERS) * settings.gate_length_um / 1000
    across, elevation = rng.normal(0.0, BEAM_MM, (2, SCATTERERS))
    steer = settings.steer_mrad / 1000
    x = settings.gate_x_um / 1000 + along * np.sin(steer) + across * np.cos(steer)
    z = settings.gate_z_um / 1000 + along * np.cos(steer) - across * np.sin(steer)
    _, _, beam = beam_axes(still.plane.pose, steer)
    flows, filled = [], np.zeros(SCATTERERS, bool)
    for section in still.sections:
        if section.vessel.is_clotted:
            continue
        rho2, tangent = section.at(x, z, still.plane, elevation)
        inside = rho2 < 1
        if inside.any():
            share = np.where(inside, (1 - rho2) * -(tangent @ beam), 0.0)[inside]
            flows.append((section.vessel, share.astype(np.float32)))
            filled |= inside
    return Gate(tuple(flows), float(filled.mean()))


def columns(
    gate: Gate, settings: Scanner, moment: Moment, tick0: int, tick1: int, bank: Complex, seed: int
) -> NDArray[np.uint8]:
    """Return (BINS, columns) grey levels for ticks tick0 up to tick1.

    Row 0 is the fastest towards the probe, one Nyquist if the baseline is in the middle.
    """
    prf = settings.prf_hz
    length = max(8, min(BINS, round(WINDOW_S * prf)))
    centre = np.arange(tick0 * COLUMNS_PER_TICK, tick1 * COLUMNS_PER_TICK) + 0.5
    starts = np.round(centre / (COLUMNS_PER_TICK * TICKS_PER_SECOND) * prf).astype(np.int64)
    starts -= length // 2
    first, last = int(starts[0]), int(starts[-1]) + length
    signal = echo(gate, settings, moment, first, last, bank, seed)
    window = np.hanning(length + 2)[1:-1]
    window = (window / np.sqrt((window**2).sum())).astype(np.float32)
    pieces = signal[(starts - first)[:, None] + np.arange(length)] * window
    power = abs(scipy.fft.fft(pieces, BINS, axis=1)) ** 2
    hz = scipy.fft.fftfreq(BINS, 1 / prf)
    quiet = (hz**2 / (hz**2 + settings.wall_filter_hz**2)) ** 2
    level = 10 * np.log10(power * quiet + 1e-9) + settings.pulsed_gain_cdb / 100
    grey = np.clip((level - FLOOR_DB) / RANGE_DB, 0, 1) ** 0.9 * 255
    first = BINS // 2 + round(settings.baseline_permille / 1000 * BINS / 2)  # lowest on the scale
    grey = np.roll(grey, -first, axis=1).T.astype(np.uint8)
    return grey if settings.is_inverted else grey[::-1]


def echo(
    gate: Gate, settings: Scanner, moment: Moment, first: int, last: int, bank: Complex, seed: int
) -> Complex:
    """Return samples first..last of the echo at the pulse repetition frequency."""
    prf = settings.prf_hz
    ticks = np.arange(first, last) / prf * TICKS_PER_SECOND
    per_mm = 4 * np.pi * doppler_hz(settings) / SOUND_MM_PER_S
    rng = Seeds(seed).stream("ultrasound.thermal")
    start = int(rng.integers(0, len(bank) // 2)) + first
    noise = bank.take(np.arange(start, start + last - first), mode="wrap")
    signal = noise * np.float32(10 ** (NOISE_DB / 20))
    clutter = CLUTTER * (1 - gate.fill_frac) + 0.5
    moved = per_mm * tissue_mm(moment, ticks / TICKS_PER_SECOND)
    signal += (clutter * np.exp(1j * moved)).astype(np.complex64)
    knots = range(int(ticks[0] // PIECE_TICKS), int(ticks[-1] // PIECE_TICKS) + 2)
    for number, (vessel, share) in enumerate(gate.flows):
        grid = np.arange(knots[0] - 1, knots[-1] + 2) * PIECE_TICKS
        grid = np.arange(grid[0], grid[-1] + 1)
        speed = np.array([velocity_mm_per_s(vessel, moment, int(t)) for t in grid])
        path = np.concatenate([[0.0], np.cumsum((speed[1:] + speed[:-1]) / 2)]) / TICKS_PER_SECOND
        moved = np.interp(ticks, grid, path)
        starts = np.interp([(knot - 1) * PIECE_TICKS for knot in knots], grid, path)
        for knot, start_mm in zip(knots, starts, strict=True):
            span = [(knot - 1) * PIECE_TICKS, (knot + 1) * PIECE_TICKS]
            first_at, last_at = np.searchsorted(ticks, span)
            if first_at == last_at:
                continue
            at = slice(int(first_at), int(last_at))
            weight = np.cos(np.pi / 2 * (ticks[at] / PIECE_TICKS - knot))
            key = (knot * 2654435761 + number * 40503 + seed) & 0x7FFFFFFF
            place = (key >> 3) % (len(bank) - SCATTERERS)
            amplitude = bank[place : place + len(share)] * np.float32(SCATTERERS**-0.5)
            turned = (per_mm * (moved[at] - start_mm)).astype(np.float32)
            phase = share[:, None] * turned
            cos, sin = np.cos(phase), np.sin(phase)
            weight = weight.astype(np.float32)
            signal.real[at] += weight * (amplitude.real @ cos - amplitude.imag @ sin)
            signal.imag[at] += weight * (amplitude.imag @ cos + amplitude.real @ sin)
    return signal
