"""What `check` makes of one scenario: its expectations judged, its holes found.

Pure of input and output: who plays and who prints is decided in `check`.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from simulator.base.complaints import Complaint
from simulator.cli.case_files import Opened
from simulator.cli.playing import Play, Played
from simulator.scenario.load import Scenario
from simulator.scenario.told.chronicle import Told, records
from simulator.scenario.told.differences import judged
from simulator.scenario.told.expectations import Expectation
from simulator.scenario.told.mistakes import Table, table
from simulator.scenario.vocabulary import world_of
from simulator.scoring.engine import Score, score

EXPERT = "operator expert"
TRUTHS = {("suitability_decided", "bars"), ("stocking_fitted", "abpi_permille")}


@dataclass(frozen=True)
class Tested:
    """One expectation: met if there are no complaints; `is_skipped` when it was not played."""

    expectation: Expectation
    complaints: tuple[Complaint, ...] = ()
    is_skipped: bool = False
    time_s: float = 0.0


@dataclass(frozen=True)
class Checked:
    """One scenario with everything that was found about it."""

    opened: Opened
    tests: tuple[Tested, ...] = ()
    operators: int = 0  # that played, scripts too
    warnings: tuple[Complaint, ...] = ()  # of what was played
    table: Table | None = None
    holes: tuple[Complaint, ...] = ()  # of the mutation table
    time_s: float = 0.0

    @property
    def failed(self) -> tuple[Tested, ...]:
        return tuple(test for test in self.tests if test.complaints)

    @property
    def skipped(self) -> int:
        return sum(test.is_skipped for test in self.tests)

    @property
    def complaints(self) -> tuple[Complaint, ...]:
        """Everything that is to be said, in the order in which it is read."""
        told = (complaint for test in self.tests for complaint in test.complaints)
        return (*self.opened.complaints, *told, *self.holes, *self.warnings)

    @property
    def code(self) -> int:
        """0 fine, 1 an expectation or the mutation table failed, 2 unusable."""
        if not self.opened.is_usable:
            return 2
        return int(bool(self.failed) or any(c.severity == "error" for c in self.holes))


def plays_of(opened: Opened) -> list[Play]:
    """Return what has to be played for this scenario, each once."""
    if not opened.is_usable:
        return []
    asked = [play_of(opened, e) for e in opened.expected.expectations if not e.is_told]
    return list(dict.fromkeys(asked))


def play_of(opened: Opened, expectation: Expectation) -> Play:
    """Return how a played expectation is played."""
    return Play(str(opened.file), expectation.player, expectation.seed)


def checked(opened: Opened, played: Mapping[Play, Played], *, with_mistakes: bool) -> Checked:
    """Judge every expectation of a usable scenario by what was played and told."""
    scenario = opened.scenario
    if scenario is None or not opened.is_usable:
        return Checked(opened)
    began = time.perf_counter()
    tests = tuple(tested(opened, e, played) for e in opened.expected.expectations)
    done = {play: one for play, one in played.items() if one.events}
    scores = [score(scenario.rubric, one.events) for one in done.values()]
    scores += [score(scenario.rubric, e.records) for e in opened.expected.expectations if e.is_told]
    warnings: tuple[Complaint, ...] = ()
    if done:
        from simulator.cli.unseen import unseen_sources

        events = [one.events for one in done.values()]
        warnings = (*_idle_vetoes(opened, scores), *unseen_sources(opened.file, scenario, events))
    undone = [replace(c, severity="warning") for one in played.values() for c in one.undone]
    warnings = (*warnings, *dict.fromkeys(undone))
    found: Table | None = None
    holes: tuple[Complaint, ...] = ()
    if with_mistakes:
        found, holes = _mistakes(opened, played)
    took_s = time.perf_counter() - began + sum(one.took_s for one in played.values())
    return Checked(opened, tests, len(played), warnings, found, holes, took_s)


def tested(opened: Opened, expectation: Expectation, played: Mapping[Play, Played]) -> Tested:
    """Judge one expectation of a usable scenario."""
    assert opened.scenario is not None
    rubric, began = opened.scenario.rubric, time.perf_counter()
    if expectation.is_told:
        found = judged(expectation, rubric, expectation.records)
        return Tested(expectation, tuple(found), time_s=time.perf_counter() - began)
    one = played.get(play_of(opened, expectation))
    if one is None:
        return Tested(expectation, is_skipped=True)
    if one.fault:
        what = f"{expectation.name}: {expectation.player} could not play it: {one.fault}"
        return Tested(
            expectation, (replace(expectation.places["attempt"], what=what, code="E510"),)
        )
    found = judged(expectation, rubric, one.events)
    return Tested(expectation, tuple(found), time_s=time.perf_counter() - began + one.took_s)


def _idle_vetoes(opened: Opened, scores: Sequence[Score]) -> list[Complaint]:
    """Return a warning for every critical rule that no attempt of the scenario breaks."""
    assert opened.scenario is not None
    broken = {name for one in scores for name in one.critical}
    vetoes = dict.fromkeys(rule.id for rule in opened.scenario.rubric.rules if rule.critical)
    idle = of_other_patients(opened.scenario)
    what = "no attempt of this scenario, played or told, breaks the critical rule '{}'"
    hint = "add an expectation that does, so that it is known to work"
    nowhere = Complaint("", str(opened.file), 1, 1)
    return [
        replace(
            opened.expected.rule_places.get(name, nowhere),
            what=what.format(name),
            hint=hint,
            severity="warning",
            code="L431",
        )
        for name in vetoes
        if name not in broken and name not in idle
    ]


def of_other_patients(scenario: Scenario) -> set[str]:
    """Return the vetoes of a shared rubric that nobody can break with the patient of this case.

    They look at what is true of a patient: whom the history does not bar, and whose arteries are
    sound, cannot be treated against either.
    """
    acts = (Told("suitability_decided", {"decision": "suitable"}), Told("stocking_fitted"))
    broken = score(scenario.rubric, records(acts, scenario.plan)).critical
    return {
        rule.id
        for rule in scenario.rubric.rules
        if rule.critical and rule.id not in broken and rule.moment is not None
        if any((rule.moment.event, one.field) in TRUTHS for one in rule.moment.where)
    }


def _where_it_would_be_waived(text: str) -> tuple[int, str]:
    """Return the line, and what stands there, of the `waive:` of a scenario, or its `rules:`."""
    lines = text.splitlines()
    for key in ("waive:", "rules:", "rubric:"):
        for number, line in enumerate(lines, 1):
            if line.startswith(key):
                return number, line.rstrip()
    return 1, lines[0]


def _mistakes(
    opened: Opened, played: Mapping[Play, Played]
) -> tuple[Table | None, tuple[Complaint, ...]]:
    """Return the mutation table of the expert's attempt, or of the model telling."""
    scenario, file = opened.scenario, str(opened.file)
    assert scenario is not None
    expert = played.get(Play(file, EXPERT))
    attempts = [expert.events] if expert else []
    attempts += [e.records for e in opened.expected.expectations if e.is_told]
    good = next((events for events in attempts if score(scenario.rubric, events).passed), None)
    is_experts = expert is not None and good is expert.events
    if good is None:
        what = "there is no attempt that passes, so no mistake can be made in one"
        hint = "add an expectation with a telling of how it should be done"
        return None, (Complaint(what, file, 1, 1, hint, "error", "M603"),)
    world = world_of(scenario.plan, scenario.sets)
    waivers = opened.expected.waivers
    found = table(good, scenario.plan, scenario.rubric, world, waivers)
    holes = []
    line, excerpt = _where_it_would_be_waived(scenario.text)
    for hole in found.holes:
        often = "" if hole.of == 1 else f", {hole.times} of {hole.of} times"
        what = f"no rule notices: {hole.name} ({hole.example}){often}"
        kind = hole.kind
        hint = f'add a rule, or waive it: {{{kind}: {hole.name}, because: "..."}}'
        holes.append(Complaint(what, file, line, 1, hint, "error", "M601", excerpt, len(excerpt)))
    # Who waives a mistake in the expert's attempt need not make it in a telling.
    is_whole = is_experts or all(e.is_told for e in opened.expected.expectations)
    for waiver in found.idle if is_whole else ():
        what = f"this waives nothing: {waiver.what} {waiver.name} is noticed, or never done"
        place = (waiver.file, waiver.line, waiver.column)
        holes.append(Complaint(what, *place, severity="warning", code="M602"))
    return found, tuple(holes)
