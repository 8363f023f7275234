"""The calf pump: what a squeeze of the limb and its release do to the blood in each vessel.

Idea. The calf is a bag of blood. A hand empties it at a rate that follows its grip, so the
speed in the veins above rises and dies away while the hand still holds. When the hand lets
go the bag is slack, and blood falls back through every vein without valves until it is full
or a valve shuts. A weak or hurried squeeze empties little, so the fall-back is short and
weak, and a second squeeze soon after finds a bag that is not yet full; a hand that opens
slowly lets the bag fill from below. Three errors of beginners that need no rule of their own.
She can empty her calf herself: pulling the foot up is a weaker squeeze that ends of itself.
A saphenous trunk leaks between sound valves: those above shut at once, and what falls through
the leaking stretch is no more than it holds and its tributaries bring.

    speed      .-.
    + heart   /   `-.__                       ________ rest, breathing
    0   -----'---------|----------------------'
                pressed|released  `._      _.-'
    - foot                           `----'   reversal: `reflux_s` after a full squeeze

Everything is a closed form of (vessel, moment, tick): nothing accumulates, any tick may be
asked in any order, and a reversal has an exact start and end.

Sources. Reversal as a valve closes: Labropoulos 2003 (mean 0.21 s superficial, 0.17 s in
perforators), van Bemmelen 1989. Peak 0.2 s after pressing and the course of reflux: drawn after
published spectra. Position: SVS/AVF guideline 2011 asks for standing; the factors for sitting
and lying and the refill time are guesses. Triphasic artery at 68/min: Jager 1985 for the peak.
Departure: breathing and pulse are regular. Invariant: a vessel that is closed or full of clot
never moves.
"""

from collections.abc import Iterable
from itertools import pairwise
from typing import Final

import numpy as np

from simulator.anatomy.patient import Vessel
from simulator.base.units import PI, TICKS_PER_SECOND, seconds, ticks
from simulator.physics.bearing_down import strained_mm_per_s
from simulator.physics.fade import bump, fade
from simulator.physics.moment import Moment, Squeeze, Strain
from simulator.physics.valves import CLOSURE_FRAC, POSTURE_FRAC, closing_s

GRIP_RISE_S: Final = 0.4  # a hand needs this long to reach its strength
EMPTYING_S: Final = 0.12  # of full grip that empties the calf to 1/e; guess, peak near 0.2 s
REFILL_S: Final = 6.0  # after which a slack calf is 63 % full again; guess
QUICK_S: Final = 0.3  # a hand that opens this slowly halves the fall; guess
BREATH_S: Final = 4.2
BREATH_FRAC: Final = 0.65  # of the mean speed, up and down
DEEP_BREATH_FRAC: Final = 0.33  # so that the common femoral vein keeps between 10 and 20 cm/s
DEEP: Final = ("femoral_vein", "popliteal_vein")
PULSE_S: Final = 60.0 / 68.0
SHORTEST_REVERSAL_S: Final = 0.05
LONGEST_REVERSAL_S: Final = 10.0
SETTLED_HOLD_S: Final = 2.0  # a hand that holds this long has emptied what it can
CUT_OFF: Final = ("GSV", "SSV")  # leak between sound valves, or down from one
BESIDE: Final = 1.0  # what tributaries bring to such a stretch, over what it holds itself (guess)
DRIVEN_FRAC: Final = 0.6  # of its reflux speed: a leaking vein under a squeeze above (guess)
SUBDERMAL: Final = ("reticular", "lateral_subdermic")
_PEAK_RATE_PER_S: Final = 2.78  # fastest emptying at full grip, so that a full squeeze is 1
_FALL_FRAC: Final = 0.6 * 0.8 + 0.4 * 0.5  # mean over peak of a reversal's speed


def velocity_mm_per_s(vessel: Vessel, moment: Moment, tick: float) -> float:
    """Return the centre-line speed in `vessel` at `tick`, + towards the heart."""
    if vessel.id in moment.closed or vessel.is_clotted:
        return 0.0
    time_s = tick / TICKS_PER_SECOND
    if vessel.is_artery:
        return vessel.rest_mm_per_s * pulse_frac(tick)
    breath = DEEP_BREATH_FRAC if vessel.kind in DEEP else BREATH_FRAC
    rest = vessel.rest_mm_per_s * (1.0 + breath * float(np.sin(2.0 * PI / BREATH_S * time_s)))
    index = _latest_pressed(moment, tick)
    strain = _latest_strain(moment, tick)
    if strain and (index < 0 or strain.begun_tick >= moment.squeezes[index].pressed_tick):
        is_held = strain.ended_tick < 0 or tick < strain.ended_tick
        free_s = -1.0 if is_held else time_s - seconds(strain.ended_tick)
        held_s = time_s - seconds(strain.begun_tick)
        return strained_mm_per_s(vessel, moment.posture, rest, held_s, free_s)
    if index < 0:
        return rest
    squeeze = moment.squeezes[index]
    held_s = time_s - seconds(squeeze.pressed_tick)
    is_held = squeeze.released_tick < 0 or tick < squeeze.released_tick
    if squeeze.is_above_probe:
        return _dammed(vessel, squeeze, rest, held_s, time_s, is_held)
    if is_held:
        push = squeeze.strength_permille / 1000.0 * _emptying_rate(held_s) / _PEAK_RATE_PER_S
        push *= calf_fill_frac(moment, index)
        return rest * fade(held_s / 0.05) + vessel.augmentation_mm_per_s * push
    since_s = time_s - seconds(squeeze.released_tick)
    duration_s, peak = _fall_back(vessel, moment, index)
    if since_s >= duration_s:
        return rest
    if vessel.reflux_s <= 0.0:
        return -peak * float(np.sin(PI * since_s / duration_s))
    left = 1.0 - since_s / duration_s
    return -peak * (1.0 - fade(since_s / 0.06)) * (0.6 * (left**0.5) ** 0.5 + 0.4 * left)


def reversal(vessel: Vessel, moment: Moment, squeeze: Squeeze) -> tuple[int, int]:
    """Return the ticks between which blood runs back after `squeeze`; equal if it does not.

    A squeeze that is still held, or that was above the probe, has no reversal. The next
    squeeze or strain ends it. Raises `ValueError` if `squeeze` is not one of the moment's.
    """
    index = moment.squeezes.index(squeeze)
    start = max(squeeze.released_tick, squeeze.pressed_tick)
    if squeeze.released_tick < 0 or squeeze.is_above_probe:
        return start, start
    if vessel.is_artery or vessel.is_clotted or vessel.id in moment.closed:
        return start, start
    duration_s, peak = _fall_back(vessel, moment, index)
    end = start + ticks(duration_s)
    if index + 1 < len(moment.squeezes):
        end = min(end, moment.squeezes[index + 1].pressed_tick)
    later = [s.begun_tick for s in moment.strains if s.begun_tick >= squeeze.pressed_tick]
    end = max(start, min([end, *later]))
    is_real = peak > 0.0 and end - start > ticks(SHORTEST_REVERSAL_S)
    return start, end if is_real else start


def last_change_tick(moment: Moment, vessels: Iterable[Vessel]) -> int:
    """Return the tick after which only breathing and pulse move blood in `vessels`."""
    ends = [_settled_tick(moment)]
    if moment.squeezes and moment.squeezes[-1].released_tick >= 0:
        ends += [reversal(vessel, moment, moment.squeezes[-1])[1] for vessel in vessels]
    return max(ends)


def is_quiet(moment: Moment, tick: int, vessels: Iterable[Vessel] = ()) -> bool:
    """Return whether nothing but breathing and pulse can change from `tick` on.

    Without `vessels` the answer waits for the longest reversal any vein can have.
    """
    known = tuple(vessels)
    if known or not moment.squeezes:
        return tick >= last_change_tick(moment, known)
    last = moment.squeezes[-1]
    longest = 0 if last.released_tick < 0 else last.released_tick + ticks(LONGEST_REVERSAL_S)
    return tick >= max(longest, _settled_tick(moment))


def _settled_tick(moment: Moment) -> int:
    """Return the tick after which hand and belly change nothing more, reversals aside."""
    hold = ticks(SETTLED_HOLD_S)
    settled = [max(s.begun_tick, s.ended_tick) + hold for s in moment.strains[-1:]]
    for last in moment.squeezes[-1:]:
        is_free = last.released_tick >= 0 and not last.is_above_probe
        settled.append(max(last.pressed_tick, last.released_tick) + (0 if is_free else hold))
    return max(settled, default=0)


def calf_fill_frac(moment: Moment, index: int) -> float:
    """Return how full the calf is, 0 to 1, as squeeze number `index` begins."""
    before = [s for s in moment.squeezes[:index] if not s.is_above_probe]
    fill = 1.0
    for earlier, later in pairwise([*before, moment.squeezes[index]]):
        slack = 1.0 - fill * (1.0 - _emptied_frac(earlier))
        refill_s = max(0.0, seconds(later.pressed_tick - earlier.released_tick))
        fill = 1.0 - slack * fade(refill_s / REFILL_S)
    return fill


def ejected_frac(moment: Moment, index: int) -> float:
    """Return the share of a full calf that squeeze `index` has sent up: 1 is a full squeeze."""
    return calf_fill_frac(moment, index) * _emptied_frac(moment.squeezes[index])


def pulse_frac(tick: float) -> float:
    """Return the triphasic speed in a resting artery as a share of its systolic peak."""
    phase_s = tick / TICKS_PER_SECOND % PULSE_S
    upstroke = 0.055 if phase_s < 0.13 else 0.085
    systole = bump((phase_s - 0.13) / upstroke)
    return systole - 0.30 * bump((phase_s - 0.33) / 0.06) + 0.11 * bump((phase_s - 0.5) / 0.075)


def _emptied_frac(squeeze: Squeeze) -> float:
    """Return the share of what is there that a finished squeeze pushes out."""
    if squeeze.released_tick < 0:
        return 0.0
    held_s = seconds(squeeze.released_tick - squeeze.pressed_tick)
    return squeeze.strength_permille / 1000.0 * (1.0 - fade(_grip_time_s(held_s) / EMPTYING_S))


def _grip_time_s(held_s: float) -> float:
    """Return the time integral of a grip that rises straight over `GRIP_RISE_S`, then holds."""
    rising = min(held_s, GRIP_RISE_S)
    return 0.5 * rising * rising / GRIP_RISE_S + max(0.0, held_s - GRIP_RISE_S)


def _emptying_rate(held_s: float) -> float:
    """Return the share of the calf a full grip pushes out per second, `held_s` after pressing."""
    grip = min(1.0, max(0.0, held_s) / GRIP_RISE_S)
    return grip / EMPTYING_S * fade(_grip_time_s(max(0.0, held_s)) / EMPTYING_S)


def _fall_back(vessel: Vessel, moment: Moment, index: int) -> tuple[float, float]:
    """Return (duration, peak speed) of the reversal after squeeze `index`, both >= 0."""
    if moment.squeezes[index].is_above_probe:
        return 0.0, 0.0
    if moment.posture == "lying" and vessel.kind in SUBDERMAL:
        return 0.0, 0.0  # no column of blood stands on a small feeder when the leg is level
    sent = ejected_frac(moment, index) * _suddenness(moment.squeezes[index])
    if vessel.reflux_s <= 0.0:
        # the leaflets need a push to close: next to none after a squeeze that moved nothing
        duration_s = closing_s(vessel) * sent * (2.0 - sent)
        return duration_s, CLOSURE_FRAC * vessel.augmentation_mm_per_s * sent
    duration_s = vessel.reflux_s * POSTURE_FRAC[moment.posture] * sent * (2.0 - sent)
    peak = vessel.reflux_mm_per_s * sent
    if vessel.kind in CUT_OFF and duration_s > 0.0:
        length_mm = abs(float(vessel.path_mm[-1, 1] - vessel.path_mm[0, 1]))
        peak = min(peak, (1.0 + BESIDE) * length_mm / (_FALL_FRAC * duration_s))
    return duration_s, peak


def _suddenness(squeeze: Squeeze) -> float:
    """Return how much of the fall a release lets happen at once: 1 for a hand that snaps open.

    While the hand opens slowly the calf refills from below as well, so less is left to fall.
    """
    slow = squeeze.release_ms / 1000.0 / QUICK_S
    return 1.0 / (1.0 + slow * slow)


def _dammed(
    vessel: Vessel, squeeze: Squeeze, rest: float, held_s: float, time_s: float, is_held: bool
) -> float:
    """Return the speed below a hand that squeezes above the probe.

    It dams what comes up, and presses blood down through a vein that has no valves; a sound
    one only stands. Once the hand lets go, what was dammed up runs off: no fall to watch.
    """
    strength = squeeze.strength_permille / 1000.0
    if is_held:
        driven = 0.0
        if vessel.reflux_s > 0.0:
            rate = _emptying_rate(held_s) / _PEAK_RATE_PER_S
            driven = DRIVEN_FRAC * vessel.reflux_mm_per_s * strength * rate
        return rest * (1.0 - strength * min(1.0, held_s / GRIP_RISE_S)) - driven
    since_s = time_s - seconds(squeeze.released_tick)
    return rest * (1.0 + 2.0 * strength * fade(since_s / 0.3))


def _latest_pressed(moment: Moment, tick: float) -> int:
    """Return the index of the last squeeze begun at or before `tick`, or -1."""
    for index in range(len(moment.squeezes) - 1, -1, -1):
        if moment.squeezes[index].pressed_tick <= tick:
            return index
    return -1


def _latest_strain(moment: Moment, tick: float) -> Strain | None:
    """Return the last strain begun at or before `tick`, if any."""
    begun = [strain for strain in moment.strains if strain.begun_tick <= tick]
    return begun[-1] if begun else None
