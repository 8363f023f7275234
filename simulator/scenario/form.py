"""The shape of a scenario and of a protocol pack, and what is said when a file has another.

Flat models on purpose: a union of nine rule models would answer one typo with dozens of
errors. A value of the wrong shape is reported, replaced by an empty one and the rest is
looked at again, so that one run finds every mistake.
"""

import copy
import re
from typing import Any, Final, Literal

from pydantic import Field, ValidationError

from simulator.scenario.form_base import Form, Quantity, Reference
from simulator.scenario.form_expect import ChangeForm, ExpectForm, ScoreForm, WaiverForm
from simulator.scenario.places import Book, Path
from simulator.scenario.quantities import shown

ROUNDS: Final = 64  # each round removes at least one mistake

WANTED: Final = {
    "string_type": "text (put it in quotes if it looks like a number)",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "list_type": "a list",
    "dict_type": "a group of keys",
    "model_type": "a group of keys",
    "greater_than_equal": "at least {ge:g}",
    "less_than_equal": "at most {le:g}",
    "float_type": "a number",
}


class SourceForm(Form):
    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$", description="how rules name this vein")
    kind: Literal["AASV", "GSV", "SSV", "perforator", "reticular", "lateral_subdermic"]
    reflux: Quantity = Field(description="reversal after a full calf squeeze, standing")
    diameter: Quantity
    feeds: str = Field(description="another source, or patch")
    hidden: bool = True


class ClotForm(Form):
    """A fresh clot; the heights above the sole are for a stretch of the vein only."""

    vein: str = Field(description="a vein of every leg")
    begin: Quantity = None
    end: Quantity = None


class HistoryForm(Form):
    item: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    answer: str = Field(description="what the patient says when asked")
    contraindication: bool = False


class PatientForm(Form):
    name: str = "A. Patient"
    age: Quantity = "46 years"
    occupation: str = ""
    words: str = Field(default="", description="what the patient says at the door")
    skin_type: Literal["I", "II", "III", "IV", "V", "VI"] = "II"
    side: Literal["left", "right"] = "left"
    site: Literal[
        "anterior thigh", "lateral thigh", "medial ankle", "lateral ankle", "beside the nose"
    ] = "anterior thigh"
    pattern: Literal["linear", "arborising", "spider", "punctate", "mixed", "corona"] = "mixed"
    threads: int = Field(default=6, ge=1, le=24)
    arteriole: Literal["by chance", "none", "near", "joined"] = "by chance"
    history: list[HistoryForm] = []
    sources: list[SourceForm] = []
    clots: list[ClotForm] = []


class RuleForm(Form):
    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    domain: Literal["consultation", "scan", "plan", "injection", "aftercare", "outcome"]
    order: list[Reference] | None = Field(default=None, description="an inner list: in any order")
    must: Reference = None
    never: Reference = None
    either: list[Reference] | None = None
    before: Reference = None
    after: Reference = None
    do: Reference = None
    measure: str | None = None
    total: str | None = None
    of: Reference = None
    full_points: dict[str, Quantity] | None = None
    no_points: dict[str, Quantity] | None = None
    up_to: Quantity = None
    finish_within: Quantity = None
    within: Quantity = None
    same: Any = None
    one_for_one: bool = False
    at_least: int = Field(default=1, ge=1, le=1000)
    for_each: dict[str, Any] | None = None
    when: Any = Field(default=None, description="{protocol: a true or false limit of the pack}")
    points: float = Field(default=0, ge=0, le=100)
    lose: float = Field(default=0, ge=0, le=100)
    critical: str = Field(default="", description="the sentence that is shown when this fails")
    harm: bool = False
    required_to_pass: bool = False
    optional: bool = False
    good: str = ""
    bad: str = ""
    source: str = ""


class ScenarioForm(Form):
    format: Literal["scenario/1"]
    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: str
    brief: str
    mode: Literal["explore", "guided", "drill", "practice", "exam"] = "practice"
    seed: int = Field(default=1, ge=0)
    protocol: str = Field(default="whiteley", description="a shipped pack, or a file of your own")
    patient: PatientForm = PatientForm()
    rubric: Any = Field(default=None, description="reusable rules; `parts` writes them out")
    without: list[str] = Field(default=[], description="ids of rules of the rubric to leave out")
    drugs: list[str] | None = None
    consent_items: list[str] | None = None
    sets: dict[str, list[str]] = {}
    steps: dict[str, dict[str, Any]] = {}
    pass_mark: Quantity = Field(default=None, description="without it, the pack's, or 90 %")
    rules: list[RuleForm] = []
    expect: list[ExpectForm] = Field(default=[], description="what attempts deserve; see check")
    waive: list[WaiverForm] = Field(default=[], description="mistakes no rule need notice")


class RubricForm(Form):
    """Rules for many cases: `parts` puts them into a scenario, and they are checked there."""

    format: Literal["rubric/1"]
    title: str = ""
    like: Any = None
    without: list[str] = []
    sets: dict[str, list[str]] = {}
    steps: dict[str, dict[str, Any]] = {}
    pass_mark: Quantity = None
    rules: list[RuleForm] = []


class PatientFile(PatientForm):
    """A patient in a file of her own, who may be like another."""

    format: Literal["patient/1"]
    like: Any = None


class LimitForm(Form):
    value: Quantity
    means: str
    source: str
    confidence: Literal["firm", "typical", "guess"]


class ProtocolForm(Form):
    format: Literal["protocol/1"]
    id: str = Field(pattern=r"^[a-z][a-z0-9_-]*$")
    title: str
    limits: dict[str, LimitForm]


class ScriptForm(Form):
    format: Literal["attempt/1"]
    name: str = ""
    do: list[Any]


HOMES: Final[dict[Any, type[Form]]] = {
    "rules": RuleForm,
    "patient": PatientForm,
    "sources": SourceForm,
    "clots": ClotForm,
    "history": HistoryForm,
    "limits": LimitForm,
    "expect": ExpectForm,
    "score": ScoreForm,
    "change": ChangeForm,
    "waive": WaiverForm,
}


def shaped(form: type[Form], book: Book) -> Any:
    """Return the file of `book` as `form`, or None; wrong parts are noted and left empty."""
    value = copy.deepcopy(book.document.value)
    if not isinstance(value, dict):
        what = f"the file must hold keys and values, not {shown(value)}"
        book.error((), "S200", what, f"begin with 'format: {_formats(form)}'")
        return None
    for _ in range(ROUNDS):
        try:
            return form.model_validate(value)
        except ValidationError as error:
            problems = error.errors(include_url=False)
            for problem in sorted(problems, key=lambda p: p["type"] == "missing"):
                _complain(form, problem, book)
                _mend(form, value, problem)
    return None


def _formats(form: type[Form]) -> str:
    return _options(form.model_fields["format"].annotation)[0]


def _options(annotation: Any) -> list[str]:
    return [str(option) for option in getattr(annotation, "__args__", ())]


def _owner(form: type[Form], path: Path) -> type[Form]:
    """Return the model of the mapping at `path`."""
    return next((HOMES[step] for step in reversed(path) if step in HOMES), form)


def _complain(form: type[Form], problem: Any, book: Book) -> None:
    """Say in our words what pydantic found."""
    path: Path = tuple(problem["loc"])
    kind, came = problem["type"], shown(problem.get("input"))
    context = problem.get("ctx", {})
    key = path[-1] if path else ""
    if kind == "extra_forbidden":
        keys = list(_owner(form, path[:-1]).model_fields)
        close = book.near(str(key), keys)
        hint = f"allowed here: {', '.join(keys)}"
        book.error(path, "S201", f"'{key}' is not known here{close}", hint, is_key=True)
        book.wrong.update((*path[:-1], k) for k in keys if f"'{k}'" in close)  # not missing too
    elif kind == "missing":
        book.error(path, "S202", f"'{key}' is missing")
    elif kind == "literal_error":
        options = re.findall(r"'([^']+)'", context["expected"])
        what = f"'{key}' cannot be {came}{book.near(str(problem['input']), options)}"
        book.error(path, "S204", what, f"allowed: {', '.join(options)}")
    elif kind == "bool_type":
        hint = "in this format yes, no, on and off are text"
        book.error(path, "S203", f"write true or false for '{key}', not {came}", hint)
    elif kind == "string_pattern_mismatch":
        allowed = "small letters, digits and " + ("_" if "_" in context["pattern"] else "-")
        book.error(path, "S205", f"'{key}' cannot be {came}", f"use {allowed}, no spaces")
    else:
        wanted = WANTED.get(kind, problem["msg"].lower())
        wanted = wanted.format(**context) if kind in WANTED else wanted
        book.error(path, "S206", f"'{key}' must be {wanted}, not {came}")


def _mend(form: type[Form], value: Any, problem: Any) -> None:
    """Take the wrong part out of `value`, so that the rest can be looked at."""
    *above, key = problem["loc"]
    for step in above:
        value = value[step]
    if problem["type"] == "missing":
        value[key] = _empty_for(form, tuple(above), key)
    elif isinstance(value, list):
        value[key] = {"model_type": {}, "dict_type": {}, "list_type": []}.get(problem["type"], "x")
    else:
        value.pop(key, None)


def _empty_for(form: type[Form], path: Path, key: str) -> Any:
    """Return a stand-in of the right shape for a missing value."""
    annotation = _owner(form, path).model_fields[key].annotation
    origin = getattr(annotation, "__origin__", annotation)
    if origin in (list, dict):
        return origin()
    return next(iter(_options(annotation)), "x")
