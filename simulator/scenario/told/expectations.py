"""What an author expects of attempts, read: what is played or told, and what must come of it.

A scenario's `expect:` names attempts in four ways: told events (possibly none), a telling or a
script beside the scenario, a telling with changes, or a scripted trainee. Told attempts become
records when somebody judges them; played ones are left to whoever may run a simulation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any, Final

from simulator.base.complaints import Complaint, UnusableInput
from simulator.scenario.load import Scenario, file_bytes
from simulator.scenario.moments import Moments
from simulator.scenario.protocol import Limits, Protocol, read_protocol
from simulator.scenario.reading.excerpts import excerpt
from simulator.scenario.reading.places import Book, Path
from simulator.scenario.reading.quantities import QuantityError, quantity, shown
from simulator.scenario.reading.shape import shaped
from simulator.scenario.reading.yaml_events import read
from simulator.scenario.told.changes import Changer
from simulator.scenario.told.chronicle import Told, records
from simulator.scenario.told.telling import Teller, read_telling, tell
from simulator.scenario.told.waivers import Waiver, read_waivers, shared_waivers
from simulator.scenario.trainees import OPERATORS
from simulator.scenario.vocabulary import World, world_of
from simulator.session.plan import Plan

if TYPE_CHECKING:
    from simulator.scenario.form_expect import ExpectForm, ScoreForm

TELLING: Final = ".telling.yaml"
SCRIPT: Final = ".attempt.yaml"
SOURCES: Final = ("attempt", "operator", "like")
MAX_TOLD: Final = 200_000  # events of all expectations of a file, every change counted
CLAIMS: Final = ("passed", "score", "broken", "critical", "untested")


@dataclass(frozen=True)
class Expectation:
    """One test: an attempt (`records`, or who plays it) and what is claimed of its score.

    `player` is empty for told attempts, else `operator NAME` or `script FILE`, the file as an
    absolute path. Of what is claimed, None means that nothing is. `places` holds for every
    claim, for `name` and for `attempt` a complaint without words, which knows its place.
    """

    name: str
    file: str
    told: tuple[Told, ...] = ()
    plan: Plan = field(default_factory=Plan)
    player: str = ""
    seed: int | None = None
    passed: bool | None = None
    at_least: Fraction | None = None  # percent
    up_to: Fraction | None = None
    ids: dict[str, tuple[str, ...]] = field(default_factory=dict)  # broken, critical, untested
    places: dict[str, Complaint] = field(default_factory=dict)

    @property
    def is_told(self) -> bool:
        return not self.player

    @cached_property
    def records(self) -> tuple[dict[str, Any], ...]:
        """The told attempt as the engine reads it."""
        return tuple(records(self.told, self.plan))


@dataclass(frozen=True)
class Expected:
    """Everything an author claims in one scenario."""

    expectations: tuple[Expectation, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    warnings: tuple[Complaint, ...] = ()
    rule_places: Mapping[str, Complaint] = field(default_factory=dict)  # of its own rules, by id


def read_expected(path: str | FilePath, scenario: Scenario) -> Expected:
    """Return what the scenario in `path` expects, or raise `UnusableInput` with every complaint."""
    path = FilePath(path)
    book = read(scenario.text.encode(), str(path))
    form = shaped("TestsForm", book)
    if form is None:
        raise UnusableInput(book.errors)
    protocol = read_protocol(scenario.protocol_text.encode(), f"{scenario.rubric.protocol}.yaml")
    world = world_of(scenario.plan, scenario.sets)
    reader = _Reader(path.parent, book, scenario, world, protocol)
    expectations = [reader.expectation(e, ("expect", n)) for n, e in enumerate(form.expect)]
    own = read_waivers(form.waive, book)
    book.close()
    waivers = (*shared_waivers(scenario.parts), *own)  # the case's own reason is the one told
    found = tuple(e for e in expectations if e is not None)
    rules = reader.rule_places()
    return Expected(found, waivers, tuple(book.warnings), rules)


@dataclass
class _Reader:
    folder: FilePath
    book: Book
    scenario: Scenario
    world: World
    protocol: Protocol
    tellings: dict[str, tuple[Told, ...] | None] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    told: int = 0  # events so far, every change counted

    def expectation(self, form: ExpectForm, path: Path) -> Expectation | None:
        """Return what one entry claims, or None after a complaint."""
        if form.name in self.names:
            self._error((*path, "name"), "E401", f"there are two expectations '{form.name}'")
        self.names.add(form.name)
        sources = [key for key in SOURCES if getattr(form, key) is not None]
        if len(sources) != 1:
            said = f"this expectation has {len(sources)} attempts: {' and '.join(sources)}"
            what = said if sources else "this expectation has no attempt"
            hint = "write one of attempt, operator or like; attempt: [] is the empty one"
            self._error((*path, "name"), "E310", what, hint)
            return None
        source = sources[0]
        claims = [key for key in CLAIMS if getattr(form, key) is not None]
        if not claims:
            what = "nothing is expected of this attempt"
            self._error((*path, "name"), "E312", what, f"add one of {', '.join(CLAIMS)}")
        if form.change and source != "like":
            what = "only an attempt named by 'like' can be changed"
            self._error((*path, "change"), "E313", what, "write like: NAME.telling.yaml")
        low, high = self._score(form.score, (*path, "score"))
        ids = self._ids(form, path)
        told, player = self._attempt(form, source, path)
        if form.seed is not None and told is not None:
            what = "a seed means nothing for a told attempt; nothing is grown"
            self._error((*path, "seed"), "E313", what)
        if told is None and not player:
            return None
        where = {"attempt": (*path, source), "name": (*path, "name")}
        where |= {key: (*path, key) for key in claims}
        return Expectation(
            name=form.name,
            file=self.book.document.file,
            told=told or (),
            plan=self.scenario.plan,
            player=player,
            seed=form.seed,
            passed=form.passed,
            at_least=low,
            up_to=high,
            ids=ids,
            places={key: self._place(at) for key, at in where.items()},
        )

    def _attempt(
        self, form: ExpectForm, source: str, path: Path
    ) -> tuple[tuple[Told, ...] | None, str]:
        """Return the told events, or who plays; (None, '') after a complaint."""
        place = (*path, source)
        if source == "operator":
            if form.operator in OPERATORS:
                return None, f"operator {form.operator}"
            near = self.book.near(str(form.operator), OPERATORS)
            what = f"there is no operator {shown(form.operator)}{near}"
            self._error(place, "E316", what, f"operators: {', '.join(OPERATORS)}")
            return None, ""
        if source == "like":
            told = self._telling(form.like, place)
            if told is None:
                return None, ""
            self.told += len(told) * (1 + len(form.change))
            if self.told > MAX_TOLD:
                what = f"the expectations of this file tell more than {MAX_TOLD} events"
                self._error(place, "E317", what)
                return None, ""
            limits = Limits(self.protocol, self.book)
            teller = Teller(Moments(self.book, limits, self.world))
            return Changer(teller, self.scenario.plan).change(
                told, form.change, (*path, "change")
            ), ""
        if isinstance(form.attempt, list):
            return tell(form.attempt, place, self.book, self.world, self.protocol), ""
        if isinstance(form.attempt, str) and form.attempt.endswith(SCRIPT):
            return None, self._script(form.attempt, place)
        return self._telling(form.attempt, place), ""

    def _script(self, name: str, path: Path) -> str:
        from simulator.scenario.script import read_script

        file = self._file(name, path)
        try:
            if file is not None:
                read_script(file, self.scenario)
                return f"script {file.resolve()}"
        except UnusableInput as error:
            self.book.complaints.extend(error.complaints)
        return ""

    def _telling(self, name: Any, path: Path) -> tuple[Told, ...] | None:
        if not isinstance(name, str) or not name.endswith(TELLING):
            what = f"this names no attempt: {shown(name)}"
            hint = f"a list of events, or a file that ends in {TELLING} or {SCRIPT}"
            self._error(path, "E316", what, hint)
            return None
        if name not in self.tellings:
            file = self._file(name, path)
            self.tellings[name] = None
            if file is not None:
                self.tellings[name] = self._read(file)
        return self.tellings[name]

    def _read(self, file: FilePath) -> tuple[Told, ...] | None:
        try:
            return read_telling(file_bytes(file), str(file), self.world, self.protocol)
        except UnusableInput as error:
            self.book.complaints.extend(error.complaints)
            return None

    def _file(self, name: str, path: Path) -> FilePath | None:
        """Return the file `name`, which must lie in the scenario's folder, links followed."""
        file = self.folder / name
        try:
            is_inside = file.resolve().is_relative_to(self.folder.resolve())
        except (OSError, ValueError):
            is_inside = False
        if not is_inside or ".." in FilePath(name).parts or FilePath(name).is_absolute():
            what = f"'{name}' leaves the folder of the scenario"
            self._error(path, "E316", what, "put the file beside the scenario")
        elif not file.is_file():
            ending = TELLING if name.endswith(TELLING) else SCRIPT
            there = [str(p.relative_to(self.folder)) for p in self._near(name, ending)]
            what = f"there is no file '{name}'{self.book.near(name, there)}"
            self._error(path, "E316", what, "paths start at the scenario's folder")
        else:
            return file
        return None

    def _near(self, name: str, ending: str) -> list[FilePath]:
        folder = (self.folder / name).parent
        return sorted(folder.glob(f"*{ending}"))[:200] if folder.is_dir() else []

    def _score(self, form: ScoreForm | None, path: Path) -> tuple[Fraction | None, Fraction | None]:
        if form is None:
            return None, None
        if form.at_least is None and form.up_to is None:
            self._error(path, "E312", "this does not say which score", "like {at_least: 90 %}")
        low = self._share(form.at_least, (*path, "at_least"))
        high = self._share(form.up_to, (*path, "up_to"))
        if low is not None and high is not None and low > high:
            self._error(path, "E404", "no score is at least this and at most that")
        return low, high

    def _share(self, written: Any, path: Path) -> Fraction | None:
        if written is None:
            return None
        written = Limits(self.protocol, self.book).resolve(written, path)
        try:
            share = 100 * quantity(written, "share")
        except QuantityError as error:
            self._error(path, "E306", str(error))
            return None
        if not 0 <= share <= 100:
            self._error(path, "E315", f"no score is {shown(written)}", "allowed: 0 % to 100 %")
        return share

    def _ids(self, form: ExpectForm, path: Path) -> dict[str, tuple[str, ...]]:
        """Return the rule ids that are claimed, each list only if it was written."""
        rules = {rule.id: rule for rule in self.scenario.rubric.rules}
        vetoes = [name for name, rule in rules.items() if rule.critical]
        out = {}
        for key in ("broken", "critical", "untested"):
            names = getattr(form, key)
            if names is None:
                continue
            out[key] = tuple(names)
            known = vetoes if key == "critical" else list(rules)
            for number, name in enumerate(names):
                self._rule(name, key, known, name in rules, (*path, key, number))
        return out

    def _rule(self, name: str, key: str, known: list[str], is_rule: bool, path: Path) -> None:
        if name in known:
            return
        if is_rule:
            what = f"the rule '{name}' is no critical rule, so it cannot be under 'critical'"
            self._error(path, "L411", what, "write it under broken")
            return
        near = self.book.near(name, known)
        self._error(path, "L411", f"there is no rule '{name}'{near}", f"rules: {', '.join(known)}")

    def rule_places(self) -> dict[str, Complaint]:
        """Return where the rules stand that this file writes itself."""
        rules = self.book.document.value.get("rules")
        ids = [rule.get("id") for rule in rules or () if isinstance(rule, dict)]
        return {
            str(name): replace(self._place(("rules", n, "id")), width=2)
            for n, name in enumerate(ids)
        }

    def _place(self, path: Path) -> Complaint:
        document = self.book.document
        line, column = document.position(path, True)
        written = excerpt(document.lines, line)
        return Complaint("", document.file, line, column, excerpt=written, width=len(str(path[-1])))

    def _error(self, path: Path, code: str, what: str, hint: str = "") -> None:
        self.book.error(path, code, what, hint)
