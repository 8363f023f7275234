"""The shape of every file that an author writes, for `schema` and `tables`.

Flat models on purpose: a union of nine rule models would answer one typo with dozens of
errors. Reading a file does not need them: `shape` works from a table that `tables` makes of
them. Whoever changes a form runs `python -m simulator.scenario.reading.tables`.
"""

from typing import Any, Literal

from pydantic import Field

from simulator.scenario.form_base import Form, Quantity, Reference
from simulator.scenario.form_expect import ExpectForm, WaiverForm


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
    bars: Literal["absolute", "defer", "relative"] | None = None


class ReactionsForm(Form):
    """What happens to her in the treatment room: certain, or at published rates by the seed."""

    allergy: Literal["none", "hives", "anaphylaxis", "by chance"] = "by chance"
    faint: Literal["no", "yes", "by chance"] = "by chance"
    visual: Literal["no", "yes", "by chance"] = "by chance"


class CharacterForm(Form):
    """How she keeps to what she was told, and how a stocking feels on her."""

    diligence: Literal["careful", "ordinary", "careless"] = "ordinary"
    comfort: Literal["easy", "ordinary", "hot"] = "ordinary"


class PatientForm(Form):
    name: str = "A. Patient"
    age: Quantity = "46 years"
    occupation: str = ""
    words: str = Field(default="", description="what the patient says at the door")
    skin_type: Literal["I", "II", "III", "IV", "V", "VI"] = "II"
    side: Literal["left", "right"] = "left"
    site: Literal[
        "anterior thigh",
        "lateral thigh",
        "medial ankle",
        "lateral ankle",
        "beside the nose",
        "lower back",
        "chest",
    ] = "anterior thigh"
    pattern: Literal["linear", "arborising", "spider", "punctate", "mixed", "corona"] = "mixed"
    threads: int = Field(default=6, ge=1, le=24)
    arteriole: Literal["by chance", "none", "near", "joined"] = "by chance"
    overweight: bool = False
    hormones: bool = False
    matting: bool = False
    pulses: Literal["present", "weak", "absent"] = "present"
    abpi: float = Field(default=1.1, ge=0.2, le=1.6)
    weight: Quantity = "65 kg"
    needle_fear: Literal["none", "uneasy", "phobic"] = "none"
    reactions: ReactionsForm = ReactionsForm()
    character: CharacterForm = CharacterForm()
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
    waive: list[WaiverForm] = Field(default=[], description="mistakes no rule need notice")


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
