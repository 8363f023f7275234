"""A program killed in mid-injection loses less than a second, and the attempt goes on."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from simulator.app.desk import Desk
from simulator.base.units import TICKS_PER_SECOND
from simulator.operators import needling
from simulator.operators.hand import Hand
from simulator.session import commands as c
from tests.cli.playing import CASE, said

ROOT = Path(__file__).parents[2]
PLAYED_AT_THE_WINDOW = """
import sys, time
from simulator.app.desk import Desk
from simulator.operators import needling
from simulator.operators.hand import Hand
from simulator.scenario.load import load
from simulator.session import commands as c

desk = Desk.begin(load(sys.argv[1]))
print(desk.file.path, flush=True)
hand = Hand(desk.attempt)
hand.do(c.FillSyringe("polidocanol", 5000, 3_000_000, 3000), c.TakeNeedle(30, 0))
hand.do(c.SetPosture("lying"), then_wait_s=2.0)
needling.enter(hand, needling.approach(hand, needling.arm_of(hand.look().threads[0]), 0.2))
desk.do(c.PressPlunger(600))
while True:  # as a window does: a frame, then a little time
    desk.pass_ticks(2)
    print(desk.state.tick, desk.state.treatment.push is not None, flush=True)
    time.sleep(0.01)
"""


def killed_in_mid_injection(home: Path) -> tuple[Path, int]:
    """Let a program play, kill it while it injects; return its file and its last tick."""
    playing = subprocess.Popen(
        [sys.executable, "-c", PLAYED_AT_THE_WINDOW, CASE],
        cwd=ROOT,
        env=os.environ | {"FILIGRANE_HOME": str(home), "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert playing.stdout is not None
    path, last = Path(playing.stdout.readline().strip()), ""
    for _ in range(70):
        last = playing.stdout.readline()
    playing.kill()
    rest, _ = playing.communicate()
    whole = [line for line in (last + rest).splitlines() if line.endswith(("True", "False"))]
    tick, is_pushing = whole[-1].split()
    assert is_pushing == "True"
    return path, int(tick)


@pytest.mark.ci
def test_a_kill_loses_less_than_a_second_and_the_attempt_goes_on(tmp_path: Path) -> None:
    path, tick = killed_in_mid_injection(tmp_path)
    assert said("verify", path).code == 1  # whole as far as it goes, but it has no end
    desk = Desk.resume(path)
    assert 0 <= tick - desk.state.tick < TICKS_PER_SECOND
    assert desk.state.treatment.push is None  # whoever comes back has no thumb on the plunger
    assert desk.state.treatment.punctures[-1].injected_ul > 0.0
    hand = Hand(desk.attempt)
    needling.dress(hand, needling.arm_of(hand.look().threads[0]), 1.0)
    assert desk.do(c.FinishAttempt())
    desk.close()
    answer = said("verify", path)
    assert (answer.code, answer.out) == (0, f"{path}: intact and reproduced\n")
