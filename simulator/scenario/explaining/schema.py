"""JSON Schema (draft 7) of every kind of file an author writes, for editors that complete.

Idea: pydantic knows the keys of each form; what it calls `Any` is filled in here from the
vocabulary (`schema_values`), and every key gets a sentence (`schema_words`). A schema says
less than `lint`: names of one case and sums of points are beyond it. It never says more:
what lints clean validates.
"""

import json
from typing import Any, Final

from simulator.scenario.explaining import schema_values as values
from simulator.scenario.explaining.schema_values import (
    TEXT,
    Schema,
    amount,
    either,
    grouped,
    listed,
    offered,
    ref,
)
from simulator.scenario.explaining.schema_words import WORDS
from simulator.scenario.form import (
    PatientFile,
    ProtocolForm,
    RubricForm,
    ScenarioForm,
    ScriptForm,
)
from simulator.scenario.reading.event_table import EVENTS
from simulator.scenario.trainees import OPERATORS
from simulator.scenario.vocabulary import CLOTTABLE, HISTORY, details
from simulator.session.plan import SHELF, Plan

DRAFT: Final = "http://json-schema.org/draft-07/schema#"
KINDS: Final = {
    "scenario": ScenarioForm,
    "rubric": RubricForm,
    "patient": PatientFile,
    "protocol": ProtocolForm,
    "attempt": ScriptForm,
    "telling": None,  # its items are events, so it is written here
}
FIGURES: Final = tuple(
    dict.fromkeys(
        word
        for event in EVENTS
        for word, detail in details(event).items()
        if detail.kind in ("quantity", "count")
    )
)
CHANGES: Final = ("drop", "delay", "double", "set", "swap")
MOMENTS: Final = listed(ref("moment"))
MOMENT_OR_MANY: Final = either(ref("moment"), MOMENTS)
ENDS: Final = {end: ref("any_amount") for end in ("from", "to", "up_to")}
NAMES: Final = {"type": "array", "items": {"type": "string"}}
# What pydantic only knows as Any, or as any text.
VALUES: Final[dict[str, Schema]] = {
    "ScenarioForm.protocol": offered(("whiteley",), values.REFERENCE),
    "ScenarioForm.drugs": listed({"enum": list(SHELF)}),
    "ScenarioForm.consent_items": listed({"enum": list(Plan.consent_items)}),
    "ScenarioForm.patient": either(
        {"type": "string", "pattern": values.REFERENCE}, ref("PatientForm")
    ),
    "ScenarioForm.rubric": either(offered(("standard",), values.REFERENCE), ref("rubric_inside")),
    "RubricForm.like": offered(("standard",), values.REFERENCE),
    "PatientFile.like": {"type": "string", "pattern": values.REFERENCE},
    "pass_mark": amount("share"),
    "steps": {"type": "object", "additionalProperties": ref("step")},
    "HistoryForm.item": {"enum": list(HISTORY)},
    "SourceForm.reflux": amount("time"),
    "SourceForm.diameter": amount("length"),
    "SourceForm.feeds": offered(("patch",)),
    "ClotForm.vein": {"enum": list(CLOTTABLE)},
    "ClotForm.begin": amount("length"),
    "ClotForm.end": amount("length"),
    "age": amount("age"),
    "RuleForm.order": listed(MOMENT_OR_MANY),
    "RuleForm.must": ref("moment"),
    "RuleForm.never": ref("moment"),
    "RuleForm.either": MOMENTS,
    "RuleForm.before": ref("moment"),
    "RuleForm.after": ref("moment"),
    "RuleForm.do": MOMENT_OR_MANY,
    "RuleForm.of": ref("moment"),
    "RuleForm.measure": {"enum": list(FIGURES)},
    "RuleForm.total": {"enum": list(FIGURES)},
    "RuleForm.full_points": grouped(ENDS),
    "RuleForm.no_points": grouped({end: ENDS[end] for end in ("up_to", "from")}),
    "RuleForm.up_to": ref("any_amount"),
    "RuleForm.within": amount("time"),
    "RuleForm.finish_within": amount("time"),
    "RuleForm.same": either({"type": "string"}, {"type": "object"}),
    "RuleForm.for_each": {
        "type": "object",
        "maxProperties": 1,
        "additionalProperties": either(offered(values.SETS), NAMES),
    },
    "RuleForm.when": ref("limit"),
    "ExpectForm.attempt": either(listed(ref("told")), TEXT),
    "ExpectForm.operator": {"enum": list(OPERATORS)},
    "ScoreForm.at_least": ref("quantity_share"),
    "ScoreForm.up_to": ref("quantity_share"),
    "ChangeForm.by": ref("quantity_time"),
    **{f"ChangeForm.{act}": {"enum": list(EVENTS)} for act in CHANGES},
    "LimitForm.value": either(
        *(ref(f"quantity_{dimension}") for dimension in values.EXAMPLES),
        {"type": ["number", "boolean"]},
    ),
    "ScriptForm.do": listed(ref("act")),
}
SNIPPETS: Final[dict[str, dict[str, Any]]] = {
    "after ... do ... within": {"after": "needle_withdrawn", "do": "swab_placed",
                                "same": "puncture", "within": "5 s", "one_for_one": True},
    "before ... do ...": {"before": "injection_started", "do": "probe_placed"},
    "must": {"must": "photographed"},
    "never": {"never": "command_refused"},
    "either": {"either": ["photographed", "stocking_measured"]},
    "order": {"order": ["consent_taken", "probe_placed", "injection_started"]},
    "measure ... of ...": {"measure": "volume", "of": "injection_ended",
                           "full_points": {"up_to": "0.2 ml"}, "no_points": {"from": "0.3 ml"}},
    "total ... of ... up to": {"total": "volume", "of": "injection_ended", "up_to": "10 ml"},
    "finish_within": {"finish_within": "60 min"},
}  # fmt: skip


def schema(kind: str) -> Schema:
    """Return the schema of one kind of file, ready for `json`."""
    form = KINDS[kind]
    body: Schema
    if form is None:
        body = _telling()
    else:
        body = form.model_json_schema(ref_template="#/definitions/{model}")
        body = _form(form.__name__, body, body.pop("$defs", {}))
        own = body.pop("definitions")
        body["definitions"] = own | values.definitions() | values.acts() | _told()
        if kind == "scenario":
            body["definitions"]["rubric_inside"] = _without_format(schema("rubric"))
            patient = body["definitions"]["PatientForm"]["properties"]
            patient["like"] = _described("PatientFile.like", VALUES["PatientFile.like"])
    return _pruned({"$schema": DRAFT, "title": f"{kind}/1"} | body)


def text(kind: str) -> str:
    """Return the schema of one kind of file as it is shipped: a line for each definition."""
    whole = schema(kind)
    inner = whole.pop("definitions")
    lines = [f"{json.dumps(name)}: {_compact(value)}" for name, value in inner.items()]
    return _compact(whole)[:-1] + ',\n"definitions": {\n' + ",\n".join(lines) + "\n}}\n"


def file_name(kind: str) -> str:
    """Return what the file of a schema is called."""
    return f"{kind}-1.schema.json"


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ": "))


def _form(name: str, body: Schema, inner: dict[str, Schema]) -> Schema:
    """Return a form's schema with our words and values; `definitions` hold the inner forms."""
    found = {
        n: {"title": n.removesuffix("Form").lower()} | _one(n, schema)
        for n, schema in inner.items()
    }
    return _one(name, body) | {"definitions": found}


def _one(name: str, body: Schema) -> Schema:
    body = {key: v for key, v in body.items() if key not in ("title", "description")}
    properties = {}
    for key, own in body.get("properties", {}).items():
        properties[key] = _described(f"{name}.{key}", own)
    body["properties"] = properties
    if name == "RuleForm":
        body["defaultSnippets"] = [
            {"label": label, "body": {"id": "$1", "domain": "injection"} | keys}
            for label, keys in SNIPPETS.items()
        ]
        body["dependencies"] = {"before": ["do"], "measure": ["of", "full_points"],
                                "total": ["of", "up_to"]}  # fmt: skip
    return body


def _described(name: str, own: Schema) -> Schema:
    """Return the schema of one key: what may stand there, its default, and its sentence."""
    form, _, key = name.partition(".")
    value = VALUES.get(name) or VALUES.get(key) or _plain(own)
    words = WORDS.get(name) or WORDS.get(f"PatientForm.{key}" if form == "PatientFile" else name)
    kept = {k: own[k] for k in ("default",) if own.get(k) not in (None, {}, [], "")}
    said = words or own.get("description", "")
    return {"description": said, **kept, **value} if said else kept | value


def _plain(own: Schema) -> Schema:
    """Return what pydantic says, without its titles and without null."""
    own = {k: v for k, v in own.items() if k not in ("title", "default", "description")}
    choices = [s for s in own.get("anyOf", ()) if s != {"type": "null"}]
    if len(choices) == 1:
        return {k: v for k, v in own.items() if k != "anyOf"} | choices[0]
    return own


def _without_format(rubric: Schema) -> Schema:
    properties = {k: v for k, v in rubric["properties"].items() if k != "format"}
    return grouped(properties)


def _told() -> dict[str, Schema]:
    """Return told events, each with the details that matter; `told` is one, a wait or a loop."""
    events: dict[str, Schema] = {}
    for event in EVENTS:
        details_ = values.definitions()[f"event_{event}"]["properties"]
        said = {word: schema for word, schema in details_.items() if word != "event"}
        events[event] = either(grouped(said), {"type": "null"})
    wait = {"wait": ref("quantity_time")}
    loop = grouped({"for": {"type": "object", "maxProperties": 1}, "do": listed(ref("told"))})
    one = grouped(events | wait) | {"minProperties": 1, "maxProperties": 1}
    told = either({"enum": list(EVENTS)}, one, loop | {"required": ["for", "do"]})
    return {"told": told}


def _telling() -> Schema:
    """Return the schema of a telling: events in their order."""
    body = grouped({"format": {"const": "telling/1", "description": WORDS["ScriptForm.format"]},
                    "name": {"type": "string", "description": WORDS["ScriptForm.name"]},
                    "tell": listed(ref("told")) | {"description": "what happened, in its order"}},
                   "format", "tell")  # fmt: skip
    return body | {"definitions": _told() | values.definitions()}


def _pruned(body: Schema) -> Schema:
    """Return `body` with only those definitions that it reaches."""
    reached: set[str] = set()
    waiting: list[Any] = [{k: v for k, v in body.items() if k != "definitions"}]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            name = str(value.get("$ref", "")).removeprefix("#/definitions/")
            if name and name not in reached:
                reached.add(name)
                waiting.append(body["definitions"][name])
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value
    kept = {name: v for name, v in sorted(body["definitions"].items()) if name in reached}
    return {k: v for k, v in body.items() if k != "definitions"} | {"definitions": kept}
