"""Attempts played for `check`: each trainee and script once, kept on disk for the next time.

What is played depends on the plan, the seed, the player and the code that simulates, and on
nothing else; so these make the name under which the events are kept. Editing a rule or an
expectation plays nothing again. A kept file that cannot be read is played anew.
"""

import hashlib
import json
import os
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict, dataclass
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Final

from simulator.base.complaints import Complaint, UnusableInput
from simulator.scenario.load import Scenario, load

FORMAT: Final = "played/1"
MOST_KEPT: Final = 400  # attempts; the oldest go first
SIMULATING: Final = ("base", "anatomy", "physics", "session", "operators")
SCRIPTING: Final = ("scenario/acts.py", "scenario/script.py", "scenario/told/loops.py")


@dataclass(frozen=True)
class Play:
    """One attempt to be played: who, in which case, grown from which seed."""

    file: str
    player: str  # `operator NAME` or `script FILE`
    seed: int | None = None


@dataclass(frozen=True)
class Played:
    """What happened, what could not be done, and how long it took (0 when it was kept).

    `fault` says in one line why there is no attempt, if the player broke down.
    """

    events: tuple[dict[str, Any], ...] = ()
    undone: tuple[Complaint, ...] = ()
    fault: str = ""
    took_s: float = 0.0
    is_kept: bool = False


@cache
def code_digest() -> str:
    """Return a digest of all code that decides what happens in an attempt."""
    root = Path(__file__).parent.parent
    whole = hashlib.sha256()
    rooms = [file for room in SIMULATING for file in sorted((root / room).rglob("*.py"))]
    for file in (*rooms, *(root / name for name in SCRIPTING)):
        whole.update(file.relative_to(root).as_posix().encode() + b"\0" + file.read_bytes())
    return whole.hexdigest()


def key_of(play: Play, scenario: Scenario) -> str:
    """Return the name under which the events of `play` are kept."""
    from simulator.session.signature import engine_signature

    seed = scenario.plan.seed if play.seed is None else play.seed
    kind, _, what = play.player.partition(" ")
    script = Path(what).read_bytes().hex() if kind == "script" else ""
    parts = (FORMAT, engine_signature(), code_digest(), repr(scenario.plan), str(seed))
    name = kind if script else play.player
    return hashlib.sha256("\0".join((*parts, name, script)).encode()).hexdigest()


def _folder() -> Path:
    from simulator.app.shelf import cache_folder

    return cache_folder() / "played"


def kept(play: Play, scenario: Scenario) -> Played | None:
    """Return the events of an earlier play, if nothing has changed since."""
    file = _folder() / f"{key_of(play, scenario)}.json"
    try:
        document = json.loads(file.read_bytes())
        if document["format"] != FORMAT or not all("ev" in e for e in document["events"]):
            return None
        undone = tuple(Complaint(**complaint) for complaint in document["undone"])
        return Played(tuple(document["events"]), undone, is_kept=True)
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


def _keep(played: Played, file: Path) -> None:
    """Write whole or not at all; a disk that is full only costs time."""
    document = {
        "format": FORMAT,
        "events": list(played.events),
        "undone": [asdict(complaint) for complaint in played.undone],
    }
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=file.parent, delete=False) as part:
            json.dump(document, part, separators=(",", ":"))
        os.replace(part.name, file)
        by_age = sorted(file.parent.glob("*.json"), key=lambda f: f.stat().st_mtime, reverse=True)
        for old in by_age[MOST_KEPT:]:
            old.unlink(missing_ok=True)
    except OSError:
        return


def play(asked: Play) -> Played:
    """Play one attempt to its end, and keep it."""
    from simulator.cli.run import player_of
    from simulator.operators.hand import Hand
    from simulator.session.attempt import start

    began = time.perf_counter()
    try:
        scenario = load(asked.file)
        seed = scenario.plan.seed if asked.seed is None else asked.seed
        attempt = start(scenario.plan, seed, lambda _record: None)
        undone = player_of(asked.player, scenario)(Hand(attempt))
        key = key_of(asked, scenario)
    except UnusableInput as error:
        return Played(fault=str(error.complaints[0]))
    except Exception as error:  # an operator that stumbles over a case fails it, not the program
        return Played(fault=f"{type(error).__name__}: {error}")
    events = tuple({k: v for k, v in event.items() if k != "k"} for event in attempt.events)
    played = Played(events, tuple(undone or ()), took_s=time.perf_counter() - began)
    _keep(played, _folder() / f"{key}.json")
    return played


def play_all(
    asked: Sequence[Play], jobs: int, tell: Callable[[Play], None] = lambda _play: None
) -> Iterator[tuple[Play, Played]]:
    """Play every attempt, on `jobs` processes; yield each when it is done, in any order."""
    if jobs <= 1 or len(asked) <= 1:
        for one in asked:
            tell(one)
            yield one, play(one)
        return
    fresh = get_context("spawn")  # a copy of a process with threads may hang
    with ProcessPoolExecutor(min(jobs, len(asked)), mp_context=fresh) as pool:
        waiting = {pool.submit(play, one): one for one in asked}
        try:
            for future in as_completed(waiting):
                tell(waiting[future])
                yield waiting[future], future.result()
        finally:
            pool.shutdown(cancel_futures=True)
