"""JSON Schema for what stands behind the keys: quantities, limits, moments, acts.

The vocabulary is read from `session.events` and the packs that are shipped, so that an
editor offers exactly what `lint` accepts. Where a case can have names of its own (veins,
sets, limits of its own pack), any name is allowed and the usual ones are offered.
"""

from dataclasses import MISSING, fields
from typing import Any, Final

from simulator.scenario.acts import ACTS, Act
from simulator.scenario.find import PATH_DOWN, PLAIN_NAME, file_bytes, shipped_protocols
from simulator.scenario.moments import COMPARISONS
from simulator.scenario.protocol import read_protocol
from simulator.scenario.reading.event_table import EVENTS
from simulator.scenario.reading.quantities import EXAMPLES, RATIO, RATIO_EXAMPLE, UNITS
from simulator.scenario.script import spoken
from simulator.scenario.vocabulary import NAMES, Detail, World, details
from simulator.session.plan import SHELF, Plan

Schema = dict[str, Any]
NAME: Final = "^[a-z][a-z0-9_]*$"
BOUND: Final[Schema] = {"type": "string", "pattern": r"^\$", "description": "$name of for_each"}
TEXT: Final[Schema] = {"type": "string"}
SETS: Final = ("sources", "hidden_sources", "clots", "threads", "history", "consent_items")
REFERENCE: Final = f"^({PLAIN_NAME.pattern}|{PATH_DOWN.pattern})$"
OTHER_SPELLINGS: Final = {"um": ["µm", "μm"], "ul": ["µl", "μl"], "deg": ["°"]}


def ref(name: str) -> Schema:
    """Return a reference to one of `definitions`."""
    return {"$ref": f"#/definitions/{name}"}


def either(*schemas: Schema, **more: Any) -> Schema:
    """Return what allows any of `schemas`."""
    return {"anyOf": list(schemas), **more}


def offered(names: Any, pattern: str = NAME) -> Schema:
    """Return what allows any name and offers the usual ones."""
    return either({"enum": list(names)}, {"type": "string", "pattern": pattern})


def listed(item: Schema) -> Schema:
    """Return a list of `item`."""
    return {"type": "array", "items": item}


def grouped(properties: dict[str, Schema], *required: str) -> Schema:
    """Return a group with just these keys."""
    group = {"type": "object", "properties": properties, "additionalProperties": False}
    return group | {"required": list(required)} if required else group


def amount(dimension: str) -> Schema:
    """Return a quantity of `dimension`, or a limit of the protocol pack."""
    return either(ref(f"quantity_{dimension}"), ref("limit"))


def definitions() -> dict[str, Schema]:
    """Return everything that schemas of all kinds refer to."""
    found: dict[str, Schema] = {}
    for dimension, example in EXAMPLES.items():
        units = [u for u, (d, _) in UNITS.items() if d == dimension]
        units += [other for unit in units for other in OTHER_SPELLINGS.get(unit, ())]
        found[f"quantity_{dimension}"] = {
            "type": "string",
            "pattern": rf"^[-+]?[0-9]{{1,9}}(\.[0-9]{{1,9}})?\s*({'|'.join(units)})$",
            "description": f"a quantity with its unit, like {example}; units: {', '.join(units)}",
            "examples": [example],
        }
    found[f"quantity_{RATIO.dimension}"] = {
        "type": "number",
        "description": f"a plain number, like {RATIO_EXAMPLE}",
    }
    found["limit"] = grouped({"protocol": _limits()}, "protocol")
    found["limit"]["description"] = "a limit of the protocol pack, by name"
    found["any_amount"] = either(
        *(ref(f"quantity_{dimension}") for dimension in EXAMPLES), ref("limit"), {"type": "number"}
    )
    moment = _moment()
    found["moment"] = either({"enum": list(EVENTS)}, {"type": "string", "pattern": NAME}, moment)
    found["moment"]["description"] = "a step, an event, or either with details"
    found["step"] = moment
    return found | {f"event_{event}": _details(event) for event in EVENTS}


def _limits() -> Schema:
    packs = [read_protocol(file_bytes(file), str(file)) for file in shipped_protocols()]
    limits = {name: limit for pack in reversed(packs) for name, limit in pack.limits.items()}
    known = [
        {"const": name, "description": f"{limit.value}: {limit.means}"}
        for name, limit in sorted(limits.items())
    ]
    return either(*known, {"type": "string", "pattern": NAME}, description="the name of a limit")


def _moment() -> Schema:
    """Return {event: ..., details} or {step: ..., details}; the details follow the event."""
    names = {
        "event": {"enum": list(EVENTS), "description": "what happens (docs/authoring.md, Moments)"},
        "step": {"type": "string", "pattern": NAME, "description": "a step of this file"},
    }
    rules = [
        {
            "if": {"properties": {"event": {"const": event}}, "required": ["event"]},
            "then": ref(f"event_{event}"),
        }
        for event in EVENTS
    ]
    heads = [{"required": ["event"]}, {"required": ["step"]}]
    return {"type": "object", "properties": names, "oneOf": heads, "allOf": rules}


def _details(event: str) -> Schema:
    properties: dict[str, Schema] = {"event": {"const": event}}
    for word, detail in details(event).items():
        properties[word] = _detail(event, detail)
    return grouped(properties, "event")


def _detail(event: str, detail: Detail) -> Schema:
    """Return what a detail can be compared with: a value, or `in`, `not`, `at_least` ..."""
    value = _value(event, detail)
    compared: dict[str, Schema] = {
        "in": either(listed(value), offered(SETS)),
        "not": value,
    }
    if detail.kind in ("quantity", "count"):
        compared |= {name: value for name in COMPARISONS if name not in compared}
    described = f"{detail.kind} of {event}"
    return either(value, grouped(compared), description=described)


def _value(event: str, detail: Detail) -> Schema:
    if detail.kind == "flag":
        return {"type": "boolean"}
    if detail.kind == "name":
        names = World(consent=Plan.consent_items, drugs=SHELF).allowed(event, detail.field)
        known = names or NAMES.get(f"{event}.{detail.field}", ())
        is_open = detail.field in ("vein", "fed_by", "thread") or not known
        return TEXT if is_open else either({"enum": list(known)}, BOUND)
    plain: Schema = {"type": "integer"}
    if detail.scale is None:
        return either(plain, ref("limit"))
    own = amount(detail.scale.dimension)
    return either(plain, own) if detail.takes_bare_number else own


def acts() -> dict[str, Schema]:
    """Return the acts of a script: `act` is one of them, or a loop."""
    loop = grouped({"for": {"type": "object", "maxProperties": 1},
                    "do": listed(ref("act"))}, "for", "do")  # fmt: skip
    names: dict[str, Schema] = {}
    alone = []
    for name, kind in ACTS.items():
        own = [item for item in fields(kind) if item.metadata]
        is_alone = all(item.default is not MISSING for item in own)
        alone += [name] if is_alone else []
        names[name] = _act(kind, own) | {"description": _purpose(kind, name)}
    spelled = names | {name.replace(" ", "_"): schema for name, schema in names.items()}
    alone += [name.replace(" ", "_") for name in alone if " " in name]
    one = grouped(spelled) | {"minProperties": 1, "maxProperties": 1}
    return {"act": either({"enum": alone}, one, loop)}


def _purpose(kind: type[Act], name: str) -> str:
    own = kind.__doc__ or ""
    return name if own.startswith(f"{kind.__name__}(") else own.split("\n")[0].replace("`", "")


def _act(kind: type[Act], own: list[Any]) -> Schema:
    properties = {spoken(item): _act_detail(item) for item in own}
    spaced = {word.replace("_", " "): schema for word, schema in properties.items()}
    needed = [spoken(item) for item in own if item.default is MISSING]
    whole = grouped(properties | spaced, *(word for word in needed if "_" not in word))
    short = next((properties[spoken(i)] for i in own if i.name == kind.SHORT), None)
    choices = [whole, *([short] if short else []), *([] if needed else [{"type": "null"}])]
    return either(*choices)


def _act_detail(item: Any) -> Schema:
    meaning = item.metadata
    if meaning["kind"] == "flag":
        return {"type": "boolean"}
    if meaning["kind"] == "amount":
        own = ref(f"quantity_{meaning['dimension']}")
        return either(own, BOUND, description=f"{meaning['low']} to {meaning['high']}")
    allowed = meaning["allowed"](World(consent=Plan.consent_items, drugs=SHELF))
    spelled = dict.fromkeys((*allowed, *(name.replace("_", " ") for name in allowed)))
    one = either({"enum": list(spelled)}, BOUND, {"type": "integer"}) if allowed else TEXT
    return one if meaning["kind"] == "name" else either({"const": "all"}, one, listed(one))
