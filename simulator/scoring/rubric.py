"""The plain, frozen rubric: rules over recorded events. Only `scenario/` makes it from YAML.

An event is the flat mapping of a trace line: `ev` (snake-case kind), `tick`, and the fields
of its class in `session.events`; an act with a duration also has `started_tick`. Windows
run from the end of the trigger (`tick`) to the start of the answer (`started_tick` or
`tick`); both ends are included; ties go by line (docs/scoring.md).
"""

from dataclasses import dataclass
from typing import Any, Final

DOMAINS: Final = ("consultation", "scan", "plan", "injection", "aftercare", "outcome")
OPERATORS: Final = ("is", "not", "in", "at_least", "up_to")


@dataclass(frozen=True)
class Condition:
    """`field` of the event compared with `value`; `value` is a tuple for `in`."""

    field: str
    operator: str
    value: Any


@dataclass(frozen=True)
class Moment:
    """A kind of event and the conditions that make it the one a rule means."""

    event: str
    where: tuple[Condition, ...] = ()
    name: str = ""  # the author's short name for it


@dataclass(frozen=True)
class Rule:
    """One line of the rubric. Exactly one template is in use; see `template`.

    order    `groups` happen in this order; inside a group any order
    must     `moment` happens
    never    `moment` never happens (with `after`: never after that)
    either   one of `moments` happens
    before   every one of `moments` happens before each `moment`
    after    after each `moment`, `answer` happens within `within_ticks`;
             `same` pairs (trigger field, answer field) must agree;
             `is_one_for_one`: an answer serves one trigger only, oldest first
    measure  `field` of each `moment`: full points inside `full`, none beyond `none`,
             a straight ramp between; ends may be None
    total    the sum of `field` over `moment` stays up to `limit`
    finish   the attempt ends within `within_ticks`

    Rules made by `for_each` share an `id` and differ in `subject`; their fractions average.
    """

    id: str
    template: str
    domain: str = "consultation"
    subject: str = ""
    moment: Moment | None = None
    moments: tuple[Moment, ...] = ()
    groups: tuple[tuple[Moment, ...], ...] = ()
    answer: Moment | None = None
    after: Moment | None = None
    within_ticks: int | None = None
    same: tuple[tuple[str, str], ...] = ()
    is_one_for_one: bool = False
    at_least: int = 1  # fewer activations than this cannot earn all the points
    field: str = ""
    full: tuple[float | None, float | None] = (None, None)
    none: tuple[float | None, float | None] = (None, None)
    limit: float = 0.0
    points: float = 0.0
    lose: float = 0.0
    critical: str = ""  # veto: the sentence that is shown
    is_harm: bool = False  # belongs to the harm ledger even when it is no veto
    is_required: bool = False  # nobody passes without it
    is_optional: bool = False
    good: str = ""
    bad: str = ""
    source: str = ""


@dataclass(frozen=True)
class Rubric:
    """All rules of a case and its pass mark, in percent; `protocol` names the pack."""

    rules: tuple[Rule, ...] = ()
    pass_mark: float = 90.0
    protocol: str = "whiteley"
