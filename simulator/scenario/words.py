"""How a name that `for_each` runs over is said inside a sentence of feedback."""

from typing import Final

PHRASES: Final = {
    "reason": "the reason for coming",
    "clots": "blood clots",
    "mobility": "walking",
    "surgery": "recent surgery",
    "arterial": "arterial disease",
    "legs_standing": "the legs, standing",
    "legs_lying": "the legs, lying",
    "pulses": "the foot pulses",
    "skin": "the skin",
    "duplex_first": "duplex coming first",
    "other_procedure_first": "another procedure coming first",
    "sessions": "several sessions",
    "worse_before_better": "looking worse before better",
    "ulcer": "ulcers and scars",
    "clot_and_vision": "clots and visual disturbance",
    "no_heavy_exercise": "heavy exercise",
    "no_sun": "sun on the leg",
    "no_hot_bath": "hot baths",
    "no_long_flight": "long flights",
    "contact": "whom to call",
    "trapped_blood_visit": "coming back for trapped blood",
}


def phrase(name: str) -> str:
    """Return `name` as words inside a sentence."""
    return PHRASES.get(name, name.replace("_", " ").replace("-", " "))
