"""What authors may say about events: the fields of every event in plain words, and their values.

An event counts `volume_nl`; an author writes `volume: 0.15 ml`. The plain word is the
field's name without `is_` and without its unit, so the vocabulary follows the table of
events, and that is kept to `session.events` by a test.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

from simulator.anatomy.spec import BARS, SIDES, VEIN_KINDS, PatientSpec
from simulator.scenario.reading.event_table import EVENTS
from simulator.scenario.reading.quantities import RATIO, SCALES, Scale
from simulator.session.findings import abpi_permille
from simulator.session.plan import Plan
from simulator.session.responses import ACTIONS, SIGNS, UNWELL

RATIOS: Final = ("abpi_permille",)  # plain numbers; other shares are per cent
BARE_COUNTS: Final = ("day", "days", "weeks", "minutes")  # the name says the unit
DAYS_BETWEEN: Final = ("since_session", "days_since_session")  # of days, by another name
UNSPOKEN: Final = ("tick", "started_tick")
# Vessels every leg has; a case that names its own GSV, SSV or AASV replaces that one.
EVERY_LEG: Final = {
    "gsv": "GSV",
    "ssv": "SSV",
    "aasv": "AASV",
    "femoral_vein": "",
    "femoral_artery": "",
    "medial_tributary": "",
    "popliteal_vein": "",
    "popliteal_artery": "",
    "posterior_tibial_vein": "",
    "posterior_tibial_artery": "",
    "thigh_extension": "",
    "lateral_subdermic": "lateral_subdermic",
    "femoral_canal_perforator": "",
    "paratibial_perforator": "",
    "posterior_tibial_perforator": "",
    "lateral_thigh_perforator": "",
}
# In which of them a case may put a clot: what can be pressed on, and is no source of the case.
CLOTTABLE: Final = (
    "gsv",
    "ssv",
    "aasv",
    "femoral_vein",
    "popliteal_vein",
    "posterior_tibial_vein",
    "thigh_extension",
)
# The words of `session`, copied so that lint starts without numpy; a test compares them.
HISTORY: Final = (
    "reason",
    "expectations",
    "allergy",
    "clots",
    "pregnancy",
    "infection",
    "mobility",
    "migraine",
    "medicines",
    "surgery",
    "arterial",
    "smoking",
    "weight",
    "family",
)
METHODS: Final = ("endovenous_ablation", "foam", "phlebectomy")
TERRITORIES: Final = (
    "groin",
    "medial_thigh",
    "anterior_thigh",
    "popliteal_fossa",
    "medial_calf",
    "posterior_calf",
    "lateral_thigh",
    "patch",
)
POSTURES: Final = ("sitting", "standing", "lying")
CAUSES: Final = (
    "stockings_off_early",
    "stockings_advised_too_short",
    "nights_off",
    "no_stocking",
    "stocking_too_weak",
    "stocking_too_short",
    "next_session_too_soon",
    "swab_late",
    "no_swab",
    "too_strong",
    "too_weak",
    "pushed_too_hard",
    "vein_burst",
    "blanch_too_wide",
    "reflux_left_open",
    "no_duplex",
    "source_reopened",
    "never_injected",
    "not_reached",
    "beside_the_vein",
    "into_an_arteriole",
    "taped_over_an_arteriole",
    "trapped_blood_left",
    "overweight",
    "hormones",
    "inner_knee",
    "bad_luck",
)
NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "history_asked.item": HISTORY,
    "history_asked.bars": ("", *BARS),
    "examined.item": (
        "legs_standing",
        "legs_lying",
        "pulses",
        "abpi",
        "skin",
        "infection",
        "face",
    ),
    "leg_classified.ceap": ("C0", "C1", "C2", "C3", "C4", "C5", "C6"),
    "refill_seen.kind": ("arteriolar", "venous_fed", "venous_slow"),
    "suitability_decided.bars": ("", *BARS),
    "suitability_decided.decision": ("suitable", "defer", "refer"),
    "treatment_declined.reason": (
        "facial_veins",
        "contraindication",
        "wrong_treatment",
        "expectations",
    ),
    "patient_referred_on.to": ("laser_clinic", "dermatology", "vascular_clinic", "gp"),
    "posture_changed.posture": POSTURES,
    "reversal_watched.manoeuvre": ("squeeze", "foot", "strain"),
    "aid_set.level": ("none", "cue", "ghost"),
    "vein_marked.name": VEIN_KINDS,
    "vein_marked.finding": ("refluxing", "competent", "closed", "thrombosed", "absent"),
    "vein_marked.evidence": ("measured", "watched", "guess", "wrong"),
    "vein_marked.level": (
        "ankle",
        "calf",
        "knee",
        "distal thigh",
        "mid thigh",
        "proximal thigh",
        "groin",
    ),
    "vein_marked.side": SIDES,
    "territory_scanned.territory": TERRITORIES,
    "territory_judged.territory": TERRITORIES,
    "source_judged.verdict": ("identified", "guessed", "wrong", "missed"),
    "vein_referred.method": METHODS,
    "vein_treated.method": METHODS,
    "needle_entered.bevel": ("up", "side", "down"),
    "wall_pierced.wall": ("near", "far"),
    "warning_shown.sign": SIGNS,
    "warning_answered.sign": (*SIGNS, ""),
    "injection_started.sign": (*SIGNS, ""),
    "patient_recovered.sign": UNWELL,
    "warning_answered.action": ACTIONS,
    "patient_fell.posture": POSTURES,
    "stocking_fitted.length": ("below_knee", "thigh"),
    "blemish_formed.kind": ("open", "stain", "matting", "ulcer"),
    "blemish_formed.cause": CAUSES,
    "course_judged.judgement": ("excellent", "very_pleased", "unsuccessful"),
    "advice_given.item": (
        "stockings",
        "walking",
        "no_heavy_exercise",
        "no_sun",
        "no_hot_bath",
        "no_long_flight",
        "warning_signs",
        "contact",
        "trapped_blood_visit",
    ),
}
# How a name that for_each runs over is said inside a sentence of feedback.
PHRASES: Final = {
    "reason": "the reason for coming",
    "clots": "blood clots",
    "mobility": "walking",
    "surgery": "recent surgery",
    "arterial": "arterial disease",
    "legs_standing": "the legs, standing",
    "legs_lying": "the legs, lying",
    "abpi": "the ankle-brachial pressure index",
    "infection": "infection",
    "weight": "the weight",
    "family": "the family's veins",
    "smoking": "smoking",
    "pulses": "the foot pulses",
    "skin": "the skin",
    "face": "the face",
    "facial_veins": "veins on the face",
    "wrong_treatment": "another treatment suiting better",
    "expectations": "what is hoped for being out of reach",
    "laser_clinic": "the laser clinic",
    "dermatology": "dermatology",
    "vascular_clinic": "the vascular clinic",
    "gp": "the GP",
    "porcelain": "porcelain-white island",
    "racing_blanch": "blanch that races on",
    "blood_back": "blood pouring back",
    "pain": "sudden pain",
    "pulsing_blood": "bright blood that pulses in the hub",
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


@dataclass(frozen=True)
class Detail:
    """One field of an event as authors know it: `quantity`, `count`, `flag` or `name`."""

    field: str
    kind: str
    scale: Scale | None = None

    @property
    def takes_bare_number(self) -> bool:
        return self.kind == "count" or self.field in (*BARE_COUNTS, *DAYS_BETWEEN)


@dataclass(frozen=True)
class World:
    """The names that exist in one case."""

    veins: tuple[str, ...] = ()
    threads: tuple[str, ...] = ()
    consent: tuple[str, ...] = ()
    drugs: tuple[str, ...] = ()
    sets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)  # fields that are what the patient is

    def allowed(self, event: str, name: str) -> tuple[str, ...]:
        """Return the values that field `name` of `event` can take; () means any text."""
        if name in ("vein", "fed_by"):
            return self.veins
        if name == "thread":
            return (*self.threads, "")
        if name == "drug":
            return self.drugs
        if event == "risk_explained" and name == "item":
            return self.consent
        if event == "taught_back" and name == "item":
            return tuple(dict.fromkeys((*self.consent, *NAMES["advice_given.item"])))
        return NAMES.get(f"{event}.{name}", ())


def world_of(plan: Plan, sets: Mapping[str, tuple[str, ...]]) -> World:
    """Return the names of the case `plan`, with the sets every case has and its own."""
    patient: PatientSpec = plan.patient
    ids = tuple(s.id for s in patient.sources)
    kinds = {s.kind for s in patient.sources}
    common = (name for name, kind in EVERY_LEG.items() if kind not in kinds)
    implied = (
        f"{s.id}_feeder" for s in patient.sources if s.feeds not in ids and s.kind != "reticular"
    )
    pieces = (
        f"{s.id}_{end}"
        for s in patient.sources
        if s.kind in ("GSV", "SSV")
        for end in ("distal", "proximal")  # where only a part of the trunk leaks
    )
    rests = (f"{clot.vein}_{end}" for clot in patient.clots for end in ("below", "above"))
    threads = tuple(f"thread-{n + 1}" for n in range(patient.threads))
    ready = {
        "sources": ids,
        "clots": tuple(clot.vein for clot in patient.clots),
        "hidden_sources": tuple(s.id for s in patient.sources if s.is_hidden),
        "threads": threads,
        "history": tuple(h.item for h in patient.history),
        "consent_items": plan.consent_items,
    }
    return World(
        veins=tuple(dict.fromkeys((*ids, *implied, *pieces, *common, *rests))),
        threads=threads,
        consent=plan.consent_items,
        drugs=plan.drugs,
        sets=ready | dict(sets),
        facts={
            "stocking_fitted.abpi_permille": abpi_permille(patient),
            "suitability_decided.bars": patient.bars,
        },
    )


@cache
def details(event: str) -> dict[str, Detail]:
    """Return the fields of `event` under their plain words."""
    said = [(_spoken(name), name, kind) for name, kind in EVENTS[event]]
    stems = [stem for (stem, _), _, _ in said]
    found = {}
    for (word, scale), name, kind in said:
        if name in UNSPOKEN:
            continue
        if scale is not None and stems.count(word) > 1:  # after_sign_nl and after_sign_ms
            word = f"{word}_{scale.dimension}"
        kinds = {"bool": "flag", "str": "name", "int": "quantity" if scale else "count"}
        found[word] = Detail(name, kinds[kind], scale)
    return found


def _spoken(field_name: str) -> tuple[str, Scale | None]:
    """Return the plain word for a field and the scale that its ending means."""
    word = field_name.removeprefix("is_")
    if word in BARE_COUNTS:
        return word, SCALES[word]
    if word in DAYS_BETWEEN:
        return word, SCALES["days"]
    stem, _, ending = word.rpartition("_")
    if word in RATIOS:
        return stem, RATIO
    if stem and ending in SCALES and ending not in BARE_COUNTS:
        return stem, SCALES[ending]
    return word, None


def phrase(name: str) -> str:
    """Return `name` as words inside a sentence."""
    return PHRASES.get(name, name.replace("_", " ").replace("-", " "))
