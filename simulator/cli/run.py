"""`run`: play an attempt without a window, by a scripted trainee or a script of acts."""

import argparse
import json
import sys
from pathlib import Path

from simulator.base.complaints import Complaint, UnusableInput
from simulator.cli.loading import open_scenario, summary
from simulator.operators.hand import Hand
from simulator.operators.roster import OPERATORS
from simulator.records.attempt_file import AttemptFile
from simulator.scenario.load import Scenario
from simulator.scoring.engine import Score, score, to_json
from simulator.session.attempt import Origin, TraceSink, engine_signature, start


def play(
    scenario: Scenario,
    player: str,
    hand_over: "object",
    seed: int | None,
    trace_path: Path | None,
) -> tuple[Hand, Score]:
    """Let `hand_over(hand)` play the case to its end; return the hand and its score."""
    root = scenario.plan.seed if seed is None else seed
    origin = Origin(scenario.name, scenario.text, scenario.protocol_text, player)
    if trace_path is None:
        attempt = start(scenario.plan, root, lambda _record: None, origin)
        hand = Hand(attempt)
        hand_over(hand)  # type: ignore[operator]
    else:
        from simulator.app.clock import clock_text

        trace_path.unlink(missing_ok=True)
        with AttemptFile(trace_path) as file:
            attempt = start(scenario.plan, root, TraceSink(file.write, clock_text()), origin)
            hand = Hand(attempt)
            hand_over(hand)  # type: ignore[operator]
    return hand, score(scenario.rubric, attempt.events)


def run(options: argparse.Namespace) -> int:
    """Play, score, print; 0 passed, 1 failed."""
    scenario = open_scenario(options.scenario)
    if options.script:
        from simulator.operators.script import follow, read_script

        acts = read_script(options.script, scenario)
        player, hand_over = f"script {Path(options.script).name}", lambda hand: follow(acts, hand)
    else:
        player, hand_over = f"operator {options.operator}", OPERATORS[options.operator]
    trace_path = Path(options.trace) if options.trace else None
    try:
        _hand, result = play(scenario, player, hand_over, options.seed, trace_path)
    except OSError as error:
        what = f"cannot write the trace: {error.strerror}"
        raise UnusableInput([Complaint(what, str(trace_path), 1, 1)]) from None
    if options.json:
        document = summary(to_json(result), str(trace_path or ""), engine_signature())
        print(json.dumps(document, indent=2, sort_keys=True))
    else:
        for line in spoken(player, result):
            print(line)
        if trace_path:
            print(f"trace: {trace_path}")
    sys.stdout.flush()
    return 0 if result.passed else 1


def spoken(title: str, result: Score) -> list[str]:
    """Return a score as a few plain lines: harms first, then skill by domain."""
    verdict = "passed" if result.passed else "FAILED"
    lines = [f"{title}: {verdict}, {result.score:.1f} of 100 (pass mark {result.pass_mark:g})"]
    lines += [f"  harm: {harm.text}" for harm in result.harms]
    for name, (points, of) in result.domains.items():
        if of:
            lines.append(f"  {name}: {points:g} of {of:g}")
    lines += [f"  to work on: {f.text}" for f in result.findings if f.verdict == "broken"]
    return lines
