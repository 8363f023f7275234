"""The case on the desk: its attempt, its file, and the one way to act on it."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from simulator.app.clock import clock_text, file_stamp
from simulator.app.recorder import Recorder
from simulator.app.shelf import new_attempt_path
from simulator.base.complaints import Complaint, UnusableInput
from simulator.scenario.carried import rules_of
from simulator.scenario.load import Scenario
from simulator.scoring.engine import Score, score
from simulator.session.attempt import Attempt, Origin, TraceSink, header, resume, start
from simulator.session.commands import Command, PressPlunger, ReleaseCalf, Strain
from simulator.session.corridor import refusal
from simulator.session.state import State
from simulator.session.trace import Trace, read_trace

NOTICE_S = 4.0
Tone = Literal["done", "caution"]  # something was done; something was refused or is amiss


@dataclass
class Desk:
    """One attempt being played in the window."""

    scenario: Scenario
    attempt: Attempt
    file: Recorder
    notice: str = ""
    notice_tone: Tone = "caution"
    notice_until_s: float = 0.0
    is_paused: bool = False
    is_held: bool = False  # while a menu or the help lies over the case
    heard: int = 0  # events already shown as notices
    result: Score | None = field(default=None)

    @classmethod
    def begin(cls, scenario: Scenario, seed: int | None = None) -> "Desk":
        """Start a new attempt; its file exists from the first moment."""
        root = scenario.plan.seed if seed is None else seed
        file = Recorder(new_attempt_path(scenario.plan.id, file_stamp()))
        sink = TraceSink(file.write, clock_text())
        return cls(scenario, start(scenario.plan, root, sink, _origin(scenario)), file)

    @classmethod
    def resume(cls, path: Path, tell: Callable[[float], None] | None = None) -> "Desk":
        """Take up an attempt at the exact tick of its last whole line.

        A finished one comes back as it ended, for its debrief. `tell` hears how far it is.
        """
        trace, _ = read_attempt(path)
        scenario = rules_of(trace)
        file = Recorder(path, keep_bytes=trace.kept_bytes)
        clock = clock_text() if trace.lacks_clock else ""
        sink = TraceSink(file.write, clock, trace.last_hash)
        try:
            attempt, lost = resume(trace, scenario.plan, sink, tell)
        except (ValueError, TypeError, LookupError, ArithmeticError) as error:
            raise UnusableInput([Complaint(str(error), str(path), 1, 1)]) from None
        if lost is not None:
            what = f"this attempt cannot be opened: the re-simulation diverges at {lost}"
            raise UnusableInput([Complaint(what, str(path), lost.line, 1)])
        desk = cls(scenario, attempt, file, heard=len(attempt.events))
        desk.let_go()
        return desk

    def take_rules(self, scenario: Scenario) -> bool:
        """Go on under the rules of `scenario`, whose patient and plan are the same.

        What was played so far is chained anew in a new file whose head carries the new texts, so
        that no trace says it was played under rules that it was not. A finished attempt keeps its
        old file too. Returns False, and changes nothing, while the disk refuses.
        """
        if self.file.trouble:
            return False
        trace, _ = read_attempt(self.file.path)
        lines: list[str] = []
        sink = TraceSink(lines.append, clock_text())
        sink(header(scenario.plan, self.state.world.seed, _origin(scenario)))
        for record in trace.records[1:]:
            sink(record)
        file = Recorder(new_attempt_path(scenario.plan.id, file_stamp()))
        sink.write = file.write
        file.write("".join(lines))
        if self.state.is_finished:
            self.file.close()
        else:
            self.file.discard()
        self.scenario, self.file, self.attempt.tell, self.result = scenario, file, sink, None
        return True

    def let_go(self) -> None:
        """Take off hands that nobody holds there any more: a thumb, a squeeze, a held breath."""
        for command in (PressPlunger(0), ReleaseCalf(), Strain(0)):
            if self.why_not(command) is None:
                self.attempt.do(command)

    @property
    def state(self) -> State:
        """The state as it stands."""
        return self.attempt.state

    def why_not(self, command: Command) -> str | None:
        """Return why `command` would be refused now, for greying a control."""
        return refusal(self.state, command)

    def do(self, *commands: Command) -> bool:
        """Give commands; a refusal becomes a notice. Returns whether all were obeyed."""
        is_fine = True
        for command in commands:
            why = self.attempt.do(command)
            if why is not None:
                self.say(why)
                is_fine = False
        return is_fine

    def say(self, words: str, tone: Tone = "caution") -> None:
        """Show a passing notice."""
        self.notice, self.notice_tone = words, tone
        self.notice_until_s = time.monotonic() + NOTICE_S

    def hush(self) -> None:
        """Put a notice away: what it spoke of is no longer on screen."""
        self.notice = ""

    def pass_ticks(self, count: int) -> None:
        """Let time pass, unless the case is paused or finished."""
        if not self.is_paused and not self.is_held and not self.state.is_finished:
            self.attempt.pass_ticks(count)

    @property
    def shown_notice(self) -> str:
        """The notice, as long as it should show; a disk that refuses comes first."""
        if self.file.trouble:
            return f"{self.file.trouble} It is kept here meanwhile."
        return self.notice if time.monotonic() < self.notice_until_s else ""

    @property
    def shown_tone(self) -> Tone:
        """The tone of what `shown_notice` says."""
        return "caution" if self.file.trouble else self.notice_tone

    def judge(self) -> Score:
        """Return the score of the finished attempt."""
        if self.result is None:
            self.result = score(self.scenario.rubric, self.attempt.events)
        return self.result

    def close(self) -> None:
        """Put the file away; an attempt can be resumed, unless nothing was ever done in it."""
        if self.attempt.events:
            self.file.close()
        else:
            self.file.discard()


def _origin(scenario: Scenario) -> Origin:
    return Origin(scenario.name, scenario.text, scenario.protocol_text, "window", scenario.parts)


def read_attempt(path: Path) -> tuple[Trace, bytes]:
    """Return the attempt in a file, cut or whole, and its bytes; raises UnusableInput."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        what = f"cannot read the attempt: {error.strerror or error}"
        raise UnusableInput([Complaint(what, str(path), 1, 1)]) from None
    return read_trace(raw, str(path), is_cut_allowed=True), raw


def recorded_score(path: Path) -> Score:
    """Return the score of a finished attempt from its verified record, without playing it."""
    trace, _ = read_attempt(path)
    return score(rules_of(trace).rubric, trace.events)
