"""The reflux that still reaches the web, and a source that opens again weeks after it was closed.

Idea: of a few legs in a hundred a source that was closed lets blood through again between the
second and the twelfth week, and nobody is told. It then refluxes as it did before: whoever scans
again finds it, and it can be closed again, for good. Who does not scan injects into an open
feeder, or wonders at a poor result.
Sources: recurrence after closing is common knowledge; share and days are guesses
(`physics.coefficients`). The weights of reflux are those of the outcome model.
Departures: where no single vein would bring blood back, all that were closed open together.
Invariant: whether and when depend on the seed and the day of closing alone.
"""

from dataclasses import dataclass, replace
from typing import Final

from simulator.base.seeds import Seeds
from simulator.physics.coefficients import HEALING, Healing
from simulator.physics.valves import does_reflux
from simulator.session.state import State

FIRST_DAYS: Final = 14.0  # after it was closed (guess)
LAST_DAYS: Final = 84.0
TRUNKS: Final = frozenset({"GSV", "SSV", "AASV"})


@dataclass(frozen=True)
class Opening:
    """The veins that will let blood through again, and from which day on."""

    veins: tuple[str, ...]
    day: int


def residual_reflux_frac(state: State) -> float:
    """Return how much reflux still reaches the web: 1 from a trunk, 0.75 from a local feeder."""
    feeding = state.world.circulation.feeding
    if feeding.is_still(state.closed_ids):
        return 0.0
    is_trunk = any(
        vessel.kind in TRUNKS and feeding.is_driven(vessel.id, state.closed_ids)
        for vessel in state.patient.vessels
        if vessel.reflux_s > 0
    )
    return 1.0 if is_trunk else 0.75


def without(state: State, veins: tuple[str, ...]) -> State:
    """Return `state` with `veins` not closed."""
    return replace(state, closed=tuple(one for one in state.closed if one[0] not in veins))


def opening(state: State, how: Healing = HEALING) -> Opening | None:
    """Return what will open again, unless it already has or nothing will."""
    if state.opened or not state.closed:
        return None
    stream = Seeds(state.world.seed).stream("physics.healing.reopened")
    comes_back, when = stream.random(2).tolist()
    if comes_back >= how.source_reopens:
        return None
    sources = [(vein, day) for vein, day in state.closed if does_reflux(state.patient.vessel(vein))]
    if not sources:
        return None
    wait = round(FIRST_DAYS + (LAST_DAYS - FIRST_DAYS) * when)
    for vein, day in sources:
        if residual_reflux_frac(without(state, (vein,))) > 0.0:
            return Opening((vein,), day + wait)
    return Opening(tuple(vein for vein, _ in sources), sources[0][1] + wait)


def opened(state: State) -> State:
    """Return `state` with the source open again if its day has come; its evidence is of before."""
    due = opening(state)
    if due is None or due.day > state.day:
        return state
    evidence = tuple(seen for seen in state.scan.evidence if seen.vein not in due.veins)
    return replace(
        without(state, due.veins),
        opened=(*state.opened, *due.veins),
        scan=replace(state.scan, evidence=evidence),
    )


def reflux_at_judgement(state: State, how: Healing = HEALING) -> float:
    """Return the reflux that is left, or that a source which opens again will bring back."""
    rho = residual_reflux_frac(state)
    due = opening(state, how)
    if rho > 0.0 or due is None:
        return rho
    return residual_reflux_frac(without(state, due.veins))
