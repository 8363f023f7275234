"""What a scenario says that works but is probably not meant, and what can never be fair."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Final

from simulator.scenario.linting.lint_rules import look_at_expectations, look_at_rules
from simulator.scenario.moments import Moments
from simulator.scenario.reading.places import Book, Path
from simulator.scenario.told.chronicle import reflux_limit_s
from simulator.scenario.vocabulary import NAMES
from simulator.scoring.rubric import Rubric
from simulator.session.findings import is_abnormal
from simulator.session.plan import Plan

if TYPE_CHECKING:
    from simulator.scenario.form import ScenarioForm

WHOLE: Final = 100.0
PROHIBITIONS: Final = ("never", "total")


def look_over(form: ScenarioForm, plan: Plan, rubric: Rubric, moments: Moments, book: Book) -> None:
    """Note errors and warnings that need the whole scenario to be seen."""
    _ids_and_points(form, book)
    _sums(form, rubric, book)
    _unused(form, plan, moments, book)
    look_at_expectations(form, book)
    look_at_rules(form, rubric.rules, moments.limits.protocol, book)


def _ids_and_points(form: ScenarioForm, book: Book) -> None:
    first: dict[str, int] = {}
    for number, rule in enumerate(form.rules):
        path: Path = ("rules", number)
        if rule.id in first:
            line, _ = book.document.position(("rules", first[rule.id], "id"))
            what = f"the rule id '{rule.id}' is used twice, first on line {line}"
            book.error((*path, "id"), "L401", what)
        first.setdefault(rule.id, number)
        prohibition = next((t for t in PROHIBITIONS if t in rule.model_fields_set), "")
        if prohibition and rule.points and (*path, "id") not in book.wrong:
            what = f"a rule with '{prohibition}' cannot earn points: doing nothing would earn them"
            hint = "use lose or critical"
            book.error((*path, "points"), "L402", what, hint, is_key=True)
        if not (rule.points or rule.lose or rule.critical or rule.required_to_pass):
            what = f"the rule '{rule.id}' changes nothing"
            hint = "give it points, lose, critical or required_to_pass"
            book.warning((*path, "id"), "L403", what, hint)
        if rule.critical and len(rule.critical.split()) < 2:
            what = "critical is the sentence that is shown to the trainee"
            hint = "like: Threads injected with no duplex."
            book.error((*path, "critical"), "L424", what, hint)


def _sums(form: ScenarioForm, rubric: Rubric, book: Book) -> None:
    if any(path[:1] == ("rules",) for path in book.wrong):
        return  # what could not be read has points, too
    # Rules of one id share its points; those that the pack leaves out have none.
    points = {rule.id: rule.points for rule in rubric.rules if not rule.is_optional}
    total = sum(points.values())
    if total == 0:
        book.error(("rules",), "L407", "no rule gives points", is_key=True)
    elif abs(total - WHOLE) > 1e-9:
        what = f"the points add up to {total:g}, not 100"
        hint = "the score is shown as a percentage anyway"
        book.warning(("rules",), "L405", what, hint, is_key=True)


def _unused(form: ScenarioForm, plan: Plan, moments: Moments, book: Book) -> None:
    for name in form.steps:
        if name not in moments.used and book.is_own(("steps", name)):
            what = f"the step '{name}' is used by no rule"
            book.warning(("steps", name), "L408", what, is_key=True)
    world = moments.world
    known = tuple(
        dict.fromkeys((*world.veins, *world.threads, *world.consent, *chain(*NAMES.values())))
    )
    for name, values in form.sets.items():
        for number, value in enumerate(values):
            if value not in known:
                what = f"'{value}' is not in this case{book.near(value, known)}"
                book.error(("sets", name, number), "L409", what, f"veins: {', '.join(world.veins)}")
    _look_at_pulses(plan, book)
    for number, source in enumerate(plan.patient.sources):
        if source.is_hidden and source.id not in moments.asked_veins:
            what = f"no rule asks for the hidden vein '{source.id}'"
            hint = "name it in a rule, or use for_each: {vein: hidden_sources}"
            book.warning(("patient", "sources", number, "id"), "L410", what, hint)
        if source.is_hidden and source.reflux_s <= reflux_limit_s(source.kind):
            limit_s = reflux_limit_s(source.kind)
            what = f"'{source.id}' is competent: nobody can find that it refluxes"
            hint = f"a {source.kind} refluxes when it runs back for more than {limit_s:g} s"
            book.warning(("patient", "sources", number, "reflux"), "L432", what, hint)


def _look_at_pulses(plan: Plan, book: Book) -> None:
    """A weak pulse makes one measure; a low index behind a good one is found by nobody."""
    patient = plan.patient
    is_narrowed = is_abnormal(patient, "abpi")
    if patient.pulses == "present" and is_narrowed:
        what = (
            f"the pulses are present, so nobody has a reason to measure an ABPI of {patient.abpi:g}"
        )
        book.warning(("patient", "abpi"), "L440", what, "like pulses: weak")
    elif patient.pulses == "absent" and not is_narrowed:
        what = f"no pulse can be felt, and the ABPI is {patient.abpi:g}"
        book.warning(("patient", "pulses"), "L440", what, "like abpi: 0.5")
