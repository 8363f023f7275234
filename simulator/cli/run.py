"""`run`: play an attempt without a window, by a scripted trainee or a script of acts."""

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from simulator.base.complaints import Complaint, UnusableInput
from simulator.cli.excerpts import tell
from simulator.cli.loading import open_scenario
from simulator.cli.printing import attempt_json, complaint_json, origin_json, print_json, spoken
from simulator.operators.hand import Hand
from simulator.records.attempt_file import AttemptFile
from simulator.scenario.load import Scenario
from simulator.scoring.engine import Score, score
from simulator.session.attempt import Origin, TraceSink, start
from simulator.session.signature import engine_signature

Player = Callable[[Hand], Sequence[Complaint] | None]
TRACE_MARK: Final = b'"format":"trace/'


def play(
    scenario: Scenario, name: str, player: Player, seed: int | None, trace_path: Path | None
) -> tuple[Score, list[Complaint]]:
    """Let `player` play the case to its end; return the score and what could not be done."""
    root = scenario.plan.seed if seed is None else seed
    origin = Origin(scenario.name, scenario.text, scenario.protocol_text, name, scenario.parts)
    if trace_path is None:
        attempt = start(scenario.plan, root, lambda _record: None, origin)
        undone = player(Hand(attempt))
    else:
        from simulator.app.clock import clock_text

        _clear(trace_path)
        with AttemptFile(trace_path) as file:
            attempt = start(scenario.plan, root, TraceSink(file.write, clock_text()), origin)
            undone = player(Hand(attempt))
    return score(scenario.rubric, attempt.events), list(undone or ())


def _clear(trace_path: Path) -> None:
    """Make way for a new trace; a file that is no trace is never overwritten."""
    if trace_path.is_file() and trace_path.stat().st_size > 0:
        with trace_path.open("rb") as file:
            is_trace = TRACE_MARK in file.readline(1_000_000)
        if not is_trace:
            what = "this file is no trace, so it is not overwritten"
            raise UnusableInput([Complaint(what, str(trace_path), 1, 1, "choose another name")])
    trace_path.unlink(missing_ok=True)


def player_of(player: str, scenario: Scenario) -> Player:
    """Return how `player`, written as `operator NAME` or `script FILE`, plays the case."""
    kind, _, what = player.partition(" ")
    if kind == "script":
        from simulator.operators.script import follow, read_script

        script = read_script(what, scenario)
        return lambda hand: follow(script, hand)
    from simulator.operators.roster import OPERATORS

    operator: Player = OPERATORS[what]
    return operator


def run(options: argparse.Namespace) -> int:
    """Play, score, print; 0 passed, 1 failed."""
    scenario = open_scenario(options.scenario)
    name = f"script {Path(options.script).name}" if options.script else ""
    who = f"script {options.script}" if options.script else f"operator {options.operator}"
    name, player = name or who, player_of(who, scenario)
    trace_path = Path(options.trace) if options.trace else None
    try:
        result, undone = play(scenario, name, player, options.seed, trace_path)
    except OSError as error:
        what = f"cannot write the trace: {error.strerror or error}"
        raise UnusableInput([Complaint(what, str(trace_path), 1, 1)]) from None
    for complaint in undone:
        tell(complaint)
    if options.json:
        root = scenario.plan.seed if options.seed is None else options.seed
        origin = origin_json(scenario, root, name)
        document = attempt_json(result, origin, str(trace_path or ""), engine_signature())
        print_json(document | {"undone": [complaint_json(c) for c in undone]})
    else:
        print("\n".join(spoken(name, result)))
        if trace_path:
            print(f"trace: {trace_path}")
    return 0 if result.passed else 1
