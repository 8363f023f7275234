"""The film of old blood at the wall: what plug flow would flush away and life does not.

Idea: in a round tube the middle of the stream runs ahead and the rest lags at the wall. Half of
the lumen is a core that moves as a plug, so a front arrives after half a lumen volume, as it
does in laminar flow. The other half stands still in three films, each of which exchanges with
the core at a first-order rate that goes with the flow: turnovers of its chain of edges from
junction to junction. Shares and rates are fitted to the laminar residence law
F(theta) = 1 - 1 / (4 theta^2), theta = Q t / V >= 1/2, within 1 % (benchmarks/fit_residence.py).
What drains into the bed leaves by side venules here and there: most of it straight from the
core, a share sweeps the films on its way out, inner film first. Drug alone also creeps across
by diffusion at D (3.83 / r)^2, the slowest mode of a cylinder.
Sources: mobile and immobile water, van Genuchten and Wierenga 1976; laminar residence,
Danckwerts 1953 and Levenspiel; diffusion out of a cylinder, Crank.
Departures: films do not move; profiles begin anew at every junction and nowhere else, also not
at the needle; cells of blood do not diffuse.
Invariant: contents only mix, so nothing is made or lost and no bound is passed, at any step.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.anatomy.patient import Web
from simulator.base import steady
from simulator.base.units import PI
from simulator.physics import drugs
from simulator.physics.fade import fade

Array = NDArray[np.float64]

CORE_FRAC: Final = 0.5  # of the lumen
# Outermost first; benchmarks/fit_residence.py.
FILM_FRACS: Final = (0.22594, 0.21987, 0.05419)  # of the lumen; all together half of it
EXCHANGES: Final = (0.49887, 5.4439, 60.533)  # per turnover of the chain's lumen
FILMS: Final = len(FILM_FRACS)
OUTER: Final = 1  # the part that touches the wall; part 0 is the core
PARTS_FRAC: Final = (CORE_FRAC, *FILM_FRACS)
SWEPT_FRAC: Final = 0.04  # of what drains through a wall (guess, benchmarks/calibrate_bed.py)
_SHARES: Final = np.array(FILM_FRACS)[:, None, None]
_RATES: Final = np.array(EXCHANGES)[:, None, None]
_BETWEEN: Final = CORE_FRAC * _SHARES / (CORE_FRAC + _SHARES)  # what core and film can swap
SLOWEST_MODE: Final = 14.682  # square of the first zero of J1
NOTHING: Final = 1e-300


def chain_ul(web: Web) -> Array:
    """Return the lumen volume (E,) of the chain of edges, from fork to fork, each belongs to."""
    ends = web.edges.tolist()
    own = (PI * web.radius_mm * web.radius_mm * web.length_mm).tolist()
    meeting: list[list[int]] = [[] for _ in web.nodes_mm]
    for edge, (a, b) in enumerate(ends):
        meeting[a].append(edge)
        meeting[b].append(edge)
    fork = {node for node, _ in web.roots} | {web.arteriole_node}
    total = np.zeros(len(ends))
    seen = [False] * len(ends)
    for start in range(len(ends)):
        if seen[start]:
            continue
        chain, todo = [], [start]
        seen[start] = True
        while todo:
            edge = todo.pop()
            chain.append(edge)
            for node in ends[edge]:
                if len(meeting[node]) == 2 and node not in fork:
                    for other in meeting[node]:
                        if not seen[other]:
                            seen[other] = True
                            todo.append(other)
        total[chain] = sum(own[edge] for edge in chain)
    return total


def core_of(mean: Array, films: Array) -> Array:
    """Return what is in the core (F, C, A) of lumens with these means and `films`."""
    core = mean.copy()
    for share, held in zip(FILM_FRACS, films, strict=True):
        core -= share * held
    core /= CORE_FRAC
    return np.maximum(core, 0.0, out=core)


def mean_of(parts: Array) -> Array:
    """Return the means over the lumen (F, C, A) of `parts` (1 + FILMS, F, C, A)."""
    mean = CORE_FRAC * parts[0]
    for k, share in enumerate(FILM_FRACS):
        mean += share * parts[1 + k]
    return mean


def seep(parts: Array, amount: Array, volume_ul: Array, cell_ul: Array) -> Array:
    """Let `volume_ul` (C, A) with `amount` (F, C, A) in it leave the core, some by the films.

    `parts` is changed in place; `cell_ul` (A,) are whole cells. Returns the amounts (F, C, A)
    that leave the lumen.
    """
    straight, amount = (1.0 - SWEPT_FRAC) * amount, SWEPT_FRAC * amount
    volume_ul = SWEPT_FRAC * volume_ul
    film_ul = _SHARES[:, 0] * cell_ul
    renewed = 1.0 - _left(volume_ul / film_ul[:, None])
    some_ul = np.maximum(volume_ul, NOTHING)
    for k in range(FILMS - 1, -1, -1):
        film = parts[1 + k]
        away = film - amount / some_ul
        away *= renewed[k]
        film -= away
        amount += away * film_ul[k]
        np.maximum(amount, 0.0, out=amount)
    return straight + amount


def pass_by(parts: Array, amount: Array, volume_ul: Array, cell_ul: Array, turns: Array) -> Array:
    """Let what will leave, `volume_ul` (C, A) with `amount` (F, C, A) in it, meet the films.

    In a long step many lumens pass a film; mixed with the last of them only, it would be behind.
    Changes `parts`, `amount` and `turns`, which keeps the swaps that are left for the core.
    Returns the core's share (C, A) of all that the films meet in the step.
    """
    lumens = volume_ul / cell_ul
    meets = 1.0 / (lumens + CORE_FRAC)
    away = 1.0 - _left(turns * ((lumens + _SHARES) * meets)[:, None])
    away *= (lumens * _SHARES / (lumens + _SHARES))[:, None]
    last: Array = CORE_FRAC * meets
    turns *= last
    some_ul = np.maximum(volume_ul, NOTHING)
    for k in range(FILMS - 1, -1, -1):
        moved = amount / some_ul - parts[1 + k]
        moved[::2] *= away[k, 0]
        moved[1] *= away[k, 1]
        parts[1 + k] += moved / FILM_FRACS[k]
        amount -= moved * cell_ul
    np.maximum(parts, 0.0, out=parts)
    np.maximum(amount, 0.0, out=amount)
    return last


def turns_of(turnovers: Array, drug_decays: Array) -> Array:
    """Return how often films and core could swap (FILMS, 2, C, A), drug apart from the rest, in
    `turnovers` (C, A) of the chain and `drug_decays` (A,)."""
    turns = np.empty((FILMS, 2, *turnovers.shape))
    np.multiply(_RATES, turnovers, out=turns[:, 0])
    np.add(turns[:, 0], drug_decays, out=turns[:, 1])
    return turns


def exchange(parts: Array, turns: Array) -> None:
    """Mix core and films in place, as `turns` (FILMS, 2, C, A) of `turns_of` let them."""
    turns *= (_SHARES / _BETWEEN)[..., None]
    weight = _BETWEEN[..., None] * (1.0 - _left(turns))
    for k in range(FILMS - 1, -1, -1):
        moved = parts[0] - parts[1 + k]
        moved[::2] *= weight[k, 0]
        moved[1] *= weight[k, 1]
        parts[0] -= moved / CORE_FRAC
        parts[1 + k] += moved / FILM_FRACS[k]
    np.maximum(parts, 0.0, out=parts)


def bind(parts: Array, cell_ul: Array, drug: str, time_s: float | Array) -> float:
    """Bind drug in core and films, in place, for `time_s` or (C, A) of them; return ug.

    Never more than there is of drug or of what the blood can bind.
    """
    share = drugs.DRUGS[drug].capacity_frac
    if not share:
        return 0.0
    time = time_s / drugs.BINDING_TIME_S
    speed = 1.0 - (steady.exp(-time) if isinstance(time, float) else fade(time))
    active, spent = parts[:, 1], parts[:, 2]
    spare = np.maximum(drugs.BLOOD_CAPACITY_UG_PER_UL - spent, 0.0)
    bound = np.minimum(active, spare * share) * speed
    active -= bound
    spent += bound / share
    held = np.array(PARTS_FRAC)[:, None, None] * cell_ul
    return float((bound * held).sum())


def _left(turns: Array) -> Array:
    """Return what is left after `turns`: e**-x to second order, falling to 0 for any x."""
    return 1.0 / (1.0 + turns * (1.0 + 0.5 * turns))
