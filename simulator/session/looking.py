"""Where the probe has looked, and which veins a press has closed: evidence of grey-scale.

A view counts while it is held: every cell of a territory under the image adds up the ticks in
which the picture could have shown a vein there, by settings, pressure and posture, never by
pixels. A view that has stood for a quarter of a second has nothing more to show, so the session
wakes once for it and then rests. A vein that was seen open, and then lies under a press that
closes any sound vein of its kind, has been tested for clot.
"""

from dataclasses import replace
from typing import Final

import numpy as np

from simulator.anatomy.patient import Vessel
from simulator.anatomy.territories import Territory, territories
from simulator.base.changed import changed
from simulator.physics.beam import CLOSED_HEIGHT_FRAC, unseen
from simulator.physics.column import venous_pa
from simulator.physics.image_plane import APERTURE_MM, cut
from simulator.physics.moment import ProbePose
from simulator.physics.pressing import image_depth_mm, sound_factors
from simulator.session import events as e
from simulator.session.acts import Outcome
from simulator.session.state import Evidence, State

HELD_TICKS: Final = 30  # a sweep of more than 80 mm a second shows nothing of a cell (guess)
ENOUGH_PERMILLE: Final = 800  # of the cells of a territory (guess)
GREY_CDB: Final = 1500  # gain off by more than this is all black or all white (guess)
FINE_KHZ: Final = 12_000  # for small, shallow veins
SPOTS: Final = 9  # along the image, one every 4 mm
OPEN_FRAC: Final = 0.4  # of its height: a lumen that anyone would call open (guess)


def look_due(state: State) -> int | None:
    """Return the tick at which the present view will have shown all it can, or None."""
    if state.scan.probe is None or state.scan.is_looked:
        return None
    return state.scan.looked_tick + HELD_TICKS


def look(state: State) -> Outcome:
    """Add what the present view has shown since the last look."""
    pose, elapsed = state.scan.probe, state.tick - state.scan.looked_tick
    is_held = elapsed >= HELD_TICKS
    scan = changed(state.scan, looked_tick=state.tick, is_looked=state.scan.is_looked or is_held)
    before, state = state, changed(state, scan=scan)
    if pose is None or elapsed <= 0 or before.scan.is_looked or scan.settings.is_frozen:
        return state, ()
    state, said = _cover(state, pose, elapsed)
    if is_held:
        state, told = _press(state, pose)
        said = (*said, *told)
    return state, said


def turned_to(state: State) -> State:
    """Return `state` with a new view to look at; call `look` before the view changes."""
    return changed(state, scan=changed(state.scan, looked_tick=state.tick, is_looked=False))


def coverage_permille(state: State) -> dict[str, int]:
    """Return how much of each required territory has been looked at."""
    spec = territories(state.patient.patch)
    return {
        place.id: sum(t >= HELD_TICKS for t in cells) * 1000 // place.cells
        for place, cells in zip(spec, _cells(state, spec), strict=True)
    }


def is_seen(state: State, u_mm: float, s_mm: float) -> bool:
    """Return whether the probe has looked at this place well enough to see a vein there."""
    spec = territories(state.patient.patch)
    for place, cells in zip(spec, _cells(state, spec), strict=True):
        cell = place.cell_at(state.patient.leg, u_mm, s_mm)
        if cell is not None and cells[cell] >= HELD_TICKS:
            return True
    return False


def _cells(state: State, spec: tuple[Territory, ...]) -> tuple[tuple[int, ...], ...]:
    return state.scan.coverage or tuple((0,) * place.cells for place in spec)


def _cover(state: State, pose: ProbePose, elapsed: int) -> Outcome:
    """Add `elapsed` ticks to every cell that the image crosses."""
    spec, leg = territories(state.patient.patch), state.patient.leg
    cos_yaw, sin_yaw = float(np.cos(pose.yaw_rad)), float(np.sin(pose.yaw_rad))
    reach = 0.5 * APERTURE_MM - 2.0
    along = [reach * (2.0 * k / (SPOTS - 1) - 1.0) for k in range(SPOTS)]
    spots = [(pose.u_mm + x * cos_yaw, pose.s_mm + x * sin_yaw) for x in along]
    covered, said = [], []
    for place, cells in zip(spec, _cells(state, spec), strict=True):
        hit = set[int | None]()
        if is_fit(state, pose, place):
            hit = {place.cell_at(leg, u, s) for u, s in spots} - {None}
        if hit:
            was = sum(t >= HELD_TICKS for t in cells) * 1000 // place.cells
            cells = tuple(
                min(HELD_TICKS, ticks + elapsed) if k in hit else ticks
                for k, ticks in enumerate(cells)
            )
            now = sum(t >= HELD_TICKS for t in cells) * 1000 // place.cells
            if was < ENOUGH_PERMILLE <= now:
                said.append(e.TerritoryScanned(state.tick, place.id, now))
        covered.append(cells)
    return changed(state, scan=changed(state.scan, coverage=tuple(covered))), tuple(said)


def is_fit(state: State, pose: ProbePose, place: Territory) -> bool:
    """Return whether the picture could show a vein of `place` now, wherever the probe is."""
    settings = state.scan.settings
    if state.posture == "lying":  # not valid: small feeders are empty, trunks do not fill
        return False
    gain = settings.gain_cdb + (settings.tgc_near_cdb if place.is_fine else settings.tgc_mid_cdb)
    deepest = image_depth_mm(place.depth_mm, pose.pressure_pa)
    if abs(gain) > GREY_CDB or settings.depth_um < 1000.0 * deepest:
        return False
    if settings.frequency_khz * place.depth_mm > 400_000.0:
        return False
    if place.is_fine and settings.frequency_khz < FINE_KHZ:
        return False
    kind, depth_mm = ("reticular", 3.0) if place.is_fine else ("GSV", 0.5 * place.depth_mm)
    blood_pa = venous_pa(state.patient.leg, pose.s_mm, state.posture)
    return sound_factors(kind, depth_mm, pose.pressure_pa, blood_pa)[0] >= CLOSED_HEIGHT_FRAC


def _press(state: State, pose: ProbePose) -> Outcome:
    """Note which veins stand open in this view, and which of those seen so a press has tested."""
    leg, settings = state.patient.leg, state.scan.settings
    blood_pa = venous_pa(leg, pose.s_mm, state.posture)
    seen, evidence = set(state.scan.in_view), {one.vein: one for one in state.scan.evidence}
    said: list[e.Event] = []
    for vessel in state.patient.vessels:
        met = None if vessel.is_artery else cut(vessel, leg, pose, state.posture)
        if met is None:
            continue
        unpressed = changed(met, open_frac=1.0, height_mm=met.height_mm / met.open_frac)
        if unseen(vessel, unpressed, settings):
            continue
        is_pressed = _would_close(vessel, met.depth_mm, pose.pressure_pa, blood_pa)
        if is_pressed and vessel.id in seen:
            pressed = "open" if vessel.is_clotted else "closed"
            before = evidence.get(vessel.id, Evidence(vessel.id))
            if before.pressed != pressed:
                evidence[vessel.id] = replace(before, pressed=pressed)
                said.append(e.CompressionTested(state.tick, vessel.id, vessel.is_clotted))
        elif met.open_frac >= OPEN_FRAC and not is_pressed:
            seen.add(vessel.id)
    scan = changed(
        state.scan,
        in_view=tuple(sorted(seen)),
        evidence=tuple(evidence[name] for name in sorted(evidence)),
    )
    return changed(state, scan=scan), tuple(said)


def _would_close(vessel: Vessel, depth_mm: float, pressure_pa: float, blood_pa: float) -> bool:
    return sound_factors(vessel.kind, depth_mm, pressure_pa, blood_pa)[0] < CLOSED_HEIGHT_FRAC
