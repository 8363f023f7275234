"""Re-simulating and scoring a long attempt, against the time it took to play.

Twenty minutes of attempt with 24 pushes of 5 s and five minutes of scanning with squeezes.
Target: at least 20 times faster than real time; aim 60. Run: python benchmarks/bench_attempt.py
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from simulator.base.units import TICKS_PER_SECOND
from simulator.operators import needling, probing
from simulator.operators.hand import Hand
from simulator.scenario.find import scenario_file
from simulator.scenario.load import Scenario, load
from simulator.scoring.engine import score
from simulator.session import commands as c
from simulator.session import corridor
from simulator.session.attempt import Origin, TraceSink, replay, start
from simulator.session.trace import Trace, read_trace

WHOLE_S = 1200.0
SCANNING_S = 300.0
PUSHES, PUSH_S = 24, 5.0
FORCE_MN = 600
TARGET, AIM = 20.0, 60.0


def scan(hand: Hand) -> None:
    """Scan for five minutes: find the veins, squeeze and watch again and again."""
    hand.do(c.SetPosture("standing"), then_wait_s=2.0)
    began = hand.look().tick
    while (hand.look().tick - began) / TICKS_PER_SECOND < SCANNING_S:
        for kind in ("AASV", "reticular"):
            probing.set_up(hand, kind)
            place = probing.scan_for(hand, kind, probing.textbook_place(hand.look(), kind), 36.0)
            vein = probing.turn_along(hand, kind, place) if place else None
            if vein is not None:
                doppler = probing.SMALL if probing.is_small(kind) else probing.TRUNK
                probing.aim_doppler(hand, vein, doppler)
            probing.squeeze_and_watch(hand, kind)
    hand.do(c.LiftProbe(), c.SetPosture("lying"), then_wait_s=2.0)


def inject(hand: Hand) -> None:
    """Push five seconds, needle out, swab; four times round the threads."""
    hand.do(c.FillSyringe("polidocanol", 5000, 3_000_000, 3000), c.TakeNeedle(30, 0))
    threads = hand.look().threads
    for number in range(PUSHES):
        thread = threads[number % len(threads)]
        spot = needling.arm_of(thread)
        needling.enter(hand, needling.approach(hand, spot, 0.2))
        hand.do(c.PressPlunger(FORCE_MN), then_wait_s=PUSH_S)
        needling.let_go(hand)
        needling.dress(hand, spot, 1.0)


def long_attempt(scenario: Scenario) -> bytes:
    """Return the trace of the whole attempt."""
    lines: list[str] = []
    origin = Origin(
        scenario.name, scenario.text, scenario.protocol_text, "benchmark", scenario.parts
    )
    attempt = start(scenario.plan, scenario.plan.seed, TraceSink(lines.append), origin)
    hand = Hand(attempt)
    scan(hand)
    inject(hand)
    hand.wait(WHOLE_S - hand.look().tick / TICKS_PER_SECOND)
    hand.do(c.FinishAttempt())
    return "".join(lines).encode()


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Return the seconds of processor time that `work` took, and what it returned."""
    began = time.process_time()
    result = work()
    return time.process_time() - began, result


def in_the_body(trace: Trace, scenario: Scenario) -> tuple[float, float]:
    """Return the seconds that a replay spends in the body and in watching the scanner."""
    spent = {"move_body": 0.0, "bring_up_to_date": 0.0}
    plain = {name: getattr(corridor, name) for name in spent}

    def clocked(name: str) -> Callable[..., object]:
        def call(state: object) -> object:
            took, result = timed(lambda: plain[name](state))
            spent[name] += took
            return result

        return call

    for name in spent:
        setattr(corridor, name, clocked(name))
    replay(trace, scenario.plan)
    for name, function in plain.items():
        setattr(corridor, name, function)
    return spent["move_body"], spent["bring_up_to_date"]


def main() -> None:
    """Print the ratio and where the time goes."""
    scenario = load(Path(scenario_file("hidden_feeder")))
    playing_s, raw = timed(lambda: long_attempt(scenario))
    reading_s, trace = timed(lambda: read_trace(raw, "long"))
    replaying_s, (attempt, lost) = timed(lambda: replay(trace, scenario.plan))
    scoring_s, _ = timed(lambda: score(scenario.rubric, attempt.events))
    assert lost is None, str(lost)
    pushes = [event for event in attempt.events if event["ev"] == "injection_ended"]
    pushed_s = sum(event["duration_ms"] for event in pushes) / 1000
    body_s, watching_s = in_the_body(trace, scenario)
    length_s = attempt.state.tick / TICKS_PER_SECOND
    whole_s = reading_s + replaying_s + scoring_s
    squeezes = sum(event["ev"] == "calf_squeezed" for event in attempt.events)
    print(
        f"attempt        {length_s / 60:7.1f} min, {len(pushes)} pushes ({pushed_s:.0f} s), ",
        end="",
    )
    print(f"{squeezes} squeezes, {len(trace.records)} records, {len(raw) / 1e6:.2f} MB")
    print(f"playing it     {playing_s:7.2f} s (operators look ten times a second)")
    print(f"reading        {reading_s:7.2f} s (chain verified)")
    print(f"re-simulating  {replaying_s:7.2f} s, of which body {body_s:.2f} s, ", end="")
    print(f"scanner {watching_s:.2f} s")
    print(f"scoring        {scoring_s:7.2f} s")
    ratio = length_s / whole_s
    verdict = "reached" if ratio >= AIM else "target met" if ratio >= TARGET else "MISSED"
    print(
        f"ratio          {ratio:7.0f} times real time (target {TARGET:g}, aim {AIM:g}: {verdict})"
    )


if __name__ == "__main__":
    main()
