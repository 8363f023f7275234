"""One attempt being played: the state, the records it leaves, and their exact replay.

Records are told in order to a sink: the header, each command at the tick at which it was
obeyed, the events that followed, a beat every half second (so that a killed program loses
less than a second) and every ten seconds a checkpoint with the state digest. All of them
are functions of scenario, seed, engine and commands, however the frames fell.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, TypeAlias

from simulator.base.units import TICKS_PER_SECOND
from simulator.session import commands as c
from simulator.session import corridor
from simulator.session.events import CommandRefused, Event, to_record
from simulator.session.pace import PACES, USUAL, Pace
from simulator.session.parts import carried_parts, rules_digest
from simulator.session.plan import Plan
from simulator.session.signature import engine_signature
from simulator.session.state import State, state_digest
from simulator.session.trace import FORMAT, Trace, TraceWriter

BEAT_TICKS: Final = TICKS_PER_SECOND // 2
BEATS_PER_CHECK: Final = 20

Record: TypeAlias = dict[str, Any]
Sink: TypeAlias = Callable[[Record], None]


@dataclass(frozen=True)
class Origin:
    """Where an attempt comes from: the texts that decide its rules, and who played it."""

    scenario_name: str = ""
    scenario_text: str = ""
    protocol_text: str = ""
    player: str = ""
    parts: tuple[tuple[str, str], ...] = ()  # name and text of each file the scenario refers to


def header(plan: Plan, seed: int, origin: Origin, pace: Pace = USUAL) -> Record:
    """Return the first record of a trace: what was played, with its rules in full.

    It tells the pace only when that is not the usual one.
    """
    uncommon = {} if pace == USUAL else {"pace": pace.name}
    head = uncommon | {
        "k": "head",
        "format": FORMAT,
        "engine": engine_signature(),
        "scenario": plan.id,
        "scenario_name": origin.scenario_name,
        "scenario_sha256": rules_digest(origin.scenario_text, origin.parts),
        "scenario_text": origin.scenario_text,
        "protocol_text": origin.protocol_text,
        "seed": seed,
        "mode": plan.mode,
        "player": origin.player,
    }
    return head | {"parts": dict(origin.parts)} if origin.parts else head


class Attempt:
    """Plays commands into a state and tells a sink what was done and what came of it.

    Without `has_checks` it tells no beats and no checkpoints: for attempts of which no trace is
    kept.
    """

    def __init__(self, state: State, sink: Sink, has_checks: bool = True) -> None:
        self.state, self.has_checks = state, has_checks
        self.events: list[Record] = []
        self.tell = sink

    def do(self, command: c.Command) -> str | None:
        """Obey `command` at this tick; return the refusal, if it was one.

        After the end nothing is done and nothing is recorded.
        """
        if self.state.is_finished:
            return corridor.refusal(self.state, command)
        self.tell({"k": "do", "tick": self.state.tick} | c.to_record(command))
        why = corridor.refusal(self.state, command)
        if why is None:
            self.state, said = corridor.obey(self.state, command)
            self._report(said)
        else:
            name = type(command).__name__
            self._report([CommandRefused(self.state.tick, name, why)])
        if why is None and self.state.is_finished:
            self._check()
            self.tell({"k": "end", "tick": self.state.tick})
        return why

    def pass_ticks(self, count: int) -> None:
        """Let `count` ticks pass without a command; nothing passes once it is finished."""
        until = self.state.tick + (0 if self.state.is_finished else count)
        if not self.has_checks:
            self.state, said = corridor.advance(self.state, until)
            self._report(said)
        while self.state.tick < until:
            beat = self.state.tick // BEAT_TICKS + 1
            self.state, said = corridor.advance(self.state, min(until, beat * BEAT_TICKS))
            self._report(said)
            if self.state.tick == beat * BEAT_TICKS:
                if beat % BEATS_PER_CHECK == 0:
                    self._check()
                else:
                    self.tell({"k": "beat", "tick": self.state.tick})

    def _report(self, said: Sequence[Event]) -> None:
        for event in said:
            record = {"k": "ev"} | to_record(event)
            self.events.append(record)
            self.tell(record)

    def _check(self) -> None:
        if not self.has_checks:
            return
        tick = self.state.tick
        self.tell({"k": "check", "tick": tick, "digest": state_digest(self.state)})


class TraceSink:
    """Chains records into lines and hands them on; `write` appends and flushes them.

    To go on with a trace, pass its `last_hash`; a `clock_text` is then written at once, for a
    trace that was cut before its wall-clock line.
    """

    def __init__(
        self, write: Callable[[str], None], clock_text: str = "", last_hash: str | None = None
    ) -> None:
        self._writer = TraceWriter() if last_hash is None else TraceWriter(last_hash)
        self.write = write  # where lines go; it may be another file later
        self._clock_text = clock_text
        if last_hash is not None and clock_text:
            self.write(self._writer.clock_line(clock_text))

    def __call__(self, record: Record) -> None:
        if record["k"] != "head":
            self.write(self._writer.line(record))
            return
        has_clock = bool(self._clock_text)
        line = self._writer.line(record | {"clock": has_clock})
        self.write(line + self._writer.clock_line(self._clock_text) if has_clock else line)


def start(
    plan: Plan, seed: int, sink: Sink, origin: Origin | None = None, pace: Pace = USUAL
) -> Attempt:
    """Begin a new attempt and tell its header."""
    attempt = Attempt(corridor.begin(plan, seed, pace), sink)
    sink(header(plan, seed, origin or Origin(), pace))
    return attempt


@dataclass(frozen=True)
class Divergence:
    """Where a re-simulation first differed from what was recorded."""

    line: int
    tick: int
    what: str

    def __str__(self) -> str:
        return f"line {self.line}, tick {self.tick}: {self.what}"


def replay(
    trace: Trace, plan: Plan, tell: Callable[[float], None] | None = None
) -> tuple[Attempt, Divergence | None]:
    """Play the commands of `trace` again; return the attempt and the first divergence.

    `tell`, if given, hears the share that is done. A gap that no attempt leaves stops the
    play there. Raises `ValueError` with a sentence when a recorded command is none at all.
    """
    attempt, _, lost = _play_again(trace, plan, tell)
    return attempt, lost


def resume(
    trace: Trace, plan: Plan, sink: Sink, tell: Callable[[float], None] | None = None
) -> tuple[Attempt, Divergence | None]:
    """Play a trace that was cut, tell `sink` what its last act still owes, and go on there."""
    attempt, played, lost = _play_again(trace, plan, tell)
    attempt.tell = sink
    if lost is None:
        for record in played[len(trace.records) - 1 :]:
            sink(record)
    return attempt, lost


def _play_again(
    trace: Trace, plan: Plan, tell: Callable[[float], None] | None
) -> tuple[Attempt, list[Record], Divergence | None]:
    played: list[Record] = []
    head, recorded = trace.head, trace.records[1:]
    pace = PACES[head.get("pace", USUAL.name)]
    attempt = Attempt(corridor.begin(plan, head["seed"], pace), played.append)
    for number, record in enumerate(recorded):
        if tell is not None:
            tell(number / len(recorded))
        now, tick = attempt.state.tick, record.get("tick")
        if type(tick) is not int or tick < now:
            raise ValueError(f"a record of kind {record['k']!r} has the tick {tick!r}")
        if tick > (now // BEAT_TICKS + 1) * BEAT_TICKS:
            what = f"no beat was recorded after tick {now}"
            return attempt, played, Divergence(trace.line_numbers[number + 1], tick, what)
        attempt.pass_ticks(tick - now)
        if record["k"] == "do":
            fields = {key: value for key, value in record.items() if key not in ("k", "tick")}
            attempt.do(c.from_record(fields))
    if len(played) < len(recorded) and not trace.is_complete:
        attempt.pass_ticks(1)  # cut between an event and the rest of its tick
    origin = Origin(*(head[key] for key in ("scenario_name", "scenario_text", "protocol_text")))
    origin = replace(origin, player=head["player"], parts=carried_parts(head))
    again = header(plan, head["seed"], origin, pace)
    said = {key: value for key, value in head.items() if key != "clock"}
    if said != again:
        return attempt, played, Divergence(1, 0, _difference(said, again))
    return attempt, played, _first_difference(trace, recorded, played)


def _first_difference(
    trace: Trace, recorded: Sequence[Record], played: Sequence[Record]
) -> Divergence | None:
    for i, record in enumerate(recorded):
        line, tick = trace.line_numbers[i + 1], int(record["tick"])
        if i >= len(played):
            return Divergence(line, tick, "was recorded but does not happen again")
        if played[i] != record:
            return Divergence(line, tick, _difference(record, played[i]))
    if len(played) > len(recorded) and trace.is_complete:
        extra = played[len(recorded)]
        line = trace.line_numbers[-1]
        return Divergence(line, int(extra["tick"]), "more happens again than was recorded")
    return None


def _difference(recorded: Record, played: Record) -> str:
    """Return the first field that differs, with both values."""
    for key in [*recorded, *played]:
        was, now = recorded.get(key), played.get(key)
        if was != now:
            return f"{key} was recorded as {was!r} and comes out as {now!r}"
    return "the records differ"
