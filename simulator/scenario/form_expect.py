"""The shape of what an author expects of attempts: `expect:`, `waive:`, and tellings."""

from typing import Any, Literal

from pydantic import ConfigDict, Field

from simulator.scenario.form_base import Form, Quantity


class ScoreForm(Form):
    at_least: Quantity = Field(default=None, description="the lowest score expected, like 90 %")
    up_to: Quantity = Field(default=None, description="the highest score expected, like 0 %")


class ChangeForm(Form):
    """One change to a told attempt; it names one kind of event."""

    drop: str | None = Field(default=None, description="leave this event out")
    delay: str | None = Field(default=None, description="wait before this event; see by")
    double: str | None = Field(default=None, description="tell this event twice")
    set: str | None = Field(default=None, description="change details of this event; see to")
    swap: str | None = Field(default=None, description="tell this event after the next one")
    where: dict[str, Any] = Field(default={}, description="only events with these details")
    number: int | None = Field(default=None, ge=1, le=2000, description="the first is 1; all if no")
    by: Quantity = Field(default=None, description="how long delay waits, like 10 s")
    to: dict[str, Any] | None = Field(default=None, description="the new details of set")


class ExpectForm(Form):
    """One test of the author's: an attempt, and what it should come to."""

    name: str = Field(description="what is expected, as a sentence")
    attempt: Any = Field(default=None, description="told events, or a .telling or .attempt file")
    operator: str | None = Field(default=None, description="a scripted trainee plays it")
    like: str | None = Field(default=None, description="a .telling.yaml file, changed by change")
    change: list[ChangeForm] = Field(default=[], description="what is told otherwise than in like")
    seed: int | None = Field(default=None, ge=0, description="grow the played patient from this")
    passed: bool | None = Field(default=None, description="whether the attempt passes")
    score: ScoreForm | None = Field(default=None, description="between which scores it lies")
    broken: list[str] | None = Field(default=None, description="exactly these rules are broken")
    critical: list[str] | None = Field(default=None, description="exactly these vetoes fell")
    untested: list[str] | None = Field(default=None, description="exactly these were not tested")


class WaiverForm(Form):
    """A mistake that no rule need notice, and why."""

    drop: str | None = Field(default=None, description="an event that may be left out")
    detail: str | None = Field(default=None, description="event.detail that may be wrong")
    because: str = Field(min_length=3, description="why no rule need notice it")


class TestsForm(Form):
    """What a scenario says about attempts; the rest of it is read elsewhere."""

    model_config = ConfigDict(extra="ignore")
    expect: list[ExpectForm] = []
    waive: list[WaiverForm] = []


class WaiversForm(Form):
    """What a rubric waives for all its cases; the rest of it is read elsewhere."""

    model_config = ConfigDict(extra="ignore")
    waive: list[WaiverForm] = []


class TellingForm(Form):
    format: Literal["telling/1"] = Field(description="what kind of file this is")
    name: str = Field(default="", description="what this attempt is called")
    tell: list[Any] = Field(description="events, oldest first; also wait, and for with do")
