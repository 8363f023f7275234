"""The sentences of the debrief: short, second person, no blame."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from simulator.base.units import TICKS_PER_SECOND
from simulator.scoring.rubric import Moment, Rule
from simulator.scoring.trail import Trail
from simulator.scoring.words import plain, said

# kind of event -> what its mark on the timeline says; $-words as in rule texts
MARKS: Final[dict[str, tuple[str, str]]] = {
    "suitability_decided": ("good", "Decided: $decision"),
    "treatment_declined": ("good", "Treatment declined"),
    "patient_referred_on": ("good", "Referred: $to"),
    "notes_written": ("good", "Notes written"),
    "leg_classified": ("good", "Class $ceap given"),
    "refill_seen": ("good", "Red again after $refill"),
    "consent_taken": ("good", "Consent taken"),
    "photographed": ("good", "Photographed"),
    "reversal_watched": ("good", "Reflux seen in $vein"),
    "compression_tested": ("good", "$vein pressed"),
    "territory_scanned": ("good", "Scanned: $territory"),
    "aid_set": ("caution", "Teaching aid: $level"),
    "flow_hidden": ("caution", "Flow in $vein not shown"),
    "vein_treated": ("good", "$vein treated"),
    "closure_shown": ("good", "$vein closed"),
    "kit_checked": ("good", "Emergency kit checked"),
    "warning_shown": ("caution", "Warning sign: $sign"),
    "warning_answered": ("good", "Answered: $action"),
    "patient_fell": ("harm", "She fainted and fell"),
    "patient_collapsed": ("harm", "She collapsed"),
    "patient_recovered": ("good", "$sign passed"),
    "syringe_labelled": ("good", "Syringe labelled"),
    "dose_checked": ("good", "Dose worked out"),
    "stocking_fitted": ("good", "Stocking on"),
    "patient_walked": ("good", "Walked $minutes min"),
    "follow_up_planned": ("good", "Follow-up in $weeks weeks"),
    "help_used": ("caution", "Help used: $aid"),
    "attempt_finished": ("good", "Finished"),
}
EVIDENCE: Final[dict[str, tuple[str, str]]] = {
    "measured": ("good", "$name marked $finding, measured"),
    "watched": ("good", "$name marked $finding, watched"),
    "guess": ("caution", "$name marked as a guess"),
    "wrong": ("caution", "$name marked, not there"),
}
# kind of event -> what to do, where `it` stands for what the rule is about
ACTS: Final[dict[str, str]] = {
    "history_asked": "ask about {it}",
    "examined": "examine {it}",
    "suitability_decided": "decide whether treatment suits",
    "treatment_declined": "decline the treatment, and say why",
    "patient_referred_on": "refer the patient on",
    "notes_written": "write the notes",
    "leg_classified": "give the leg its clinical class",
    "glass_pressed": "press with a glass",
    "refill_seen": "watch it fill again under glass",
    "risk_explained": "explain {it}",
    "taught_back": "hear {it} said back",
    "consent_taken": "take consent",
    "photographed": "photograph the leg",
    "stocking_measured": "measure the stocking",
    "probe_placed": "scan",
    "calf_squeezed": "squeeze the calf",
    "strain_started": "have her bear down",
    "foot_moved": "have her move her foot",
    "compression_tested": "press on {it}",
    "territory_scanned": "scan {it}",
    "reversal_watched": "watch {it} run back",
    "vein_marked": "find {it} with evidence",
    "vein_referred": "refer {it} for treatment",
    "vein_treated": "have {it} treated",
    "closure_shown": "re-scan {it}",
    "kit_checked": "check the emergency kit and the drug",
    "skin_marked": "mark the skin",
    "skin_wiped": "wipe the skin",
    "syringe_labelled": "label the syringe",
    "dose_checked": "work out the day's dose",
    "patient_reassured": "talk to her",
    "warning_answered": "answer the sign",
    "stocking_fitted": "fit the stocking",
}
VEIN_ACTS: Final = frozenset(
    {"reversal_watched", "vein_marked", "vein_treated", "closure_shown", "compression_tested"}
)
# events a rule is about -> the drill for it
DRILLS: Final[tuple[tuple[frozenset[str], str, str], ...]] = (
    (
        frozenset({"reversal_watched", "vein_marked", "probe_placed", "calf_squeezed"}),
        "Squeeze, release, watch",
        "Find a refluxing vein with the probe, show its reversal, and mark it with the evidence.",
    ),
    (
        frozenset({"vein_treated", "closure_shown"}),
        "Source first",
        "Plan three legs: largest source first, re-scan, then threads.",
    ),
    (
        frozenset({"warning_shown", "warning_answered", "patient_fell", "patient_collapsed"}),
        "See the sign, stop",
        "Ninety seconds of pushes in which some show a warning sign; take the thumb off at once.",
    ),
    (
        frozenset({"injection_started", "injection_ended", "syringe_filled", "dose_checked"}),
        "Slow push",
        "Six pushes of 5 to 15 seconds each; stop when the blanch is 1 to 2 cm long.",
    ),
    (
        frozenset(
            {"needle_entered", "wall_pierced", "vein_rolled", "vein_entered", "needle_withdrawn"}
        ),
        "Flat entry",
        "Six entries at 5 to 20 degrees with the skin stretched.",
    ),
    (
        frozenset({"swab_placed", "swab_taped"}),
        "Needle out, swab on",
        "Six sites: swab on each within seconds, taped before the next.",
    ),
    (
        frozenset({"stocking_fitted", "patient_walked", "advice_given", "follow_up_planned"}),
        "Stocking, walk, advice",
        "Fit the stocking lying down, walk the patient, and give each item of advice.",
    ),
    (
        frozenset(
            {
                "history_asked",
                "examined",
                "leg_classified",
                "refill_seen",
                "suitability_decided",
                "treatment_declined",
                "patient_referred_on",
                "notes_written",
            }
        ),
        "Is this patient suitable?",
        "Five short consultations: ask, examine, decide.",
    ),
    (
        frozenset(
            {
                "risk_explained",
                "taught_back",
                "consent_taken",
                "photographed",
                "stocking_measured",
            }
        ),
        "The consent conversation",
        "Explain a few items in plain words, hear them back, go on; then take consent.",
    ),
)
DECLINING: Final = (
    "A kind no",
    "Three short consultations: say no, say why, show a way forward, write it down.",
)
DOMAIN_DRILLS: Final[dict[str, int]] = {
    "consultation": 7,
    "scan": 0,
    "plan": 1,
    "injection": 3,
    "aftercare": 6,
    "outcome": 1,
}


def named(moment: Moment) -> str:
    """Return the author's name of a moment in plain words, or that of its event."""
    return plain(moment.name or moment.event)


def labels(rule: Rule) -> dict[Moment, str]:
    """Return a label for each moment of an `order`; those that share a name say which."""
    moments = [moment for group in rule.groups for moment in group]
    names = [named(moment) for moment in moments]
    out = {}
    for moment, name in zip(moments, names, strict=True):
        values = [c.value for c in moment.where if c.operator == "is" and type(c.value) is str]
        is_shared = names.count(name) > 1 and values
        out[moment] = capital(f"{name}: {plain(values[-1])}" if is_shared else name)
    return out


def first_sentence(text: str) -> str:
    """Return the first sentence of `text`, without its full stop."""
    return text.partition(". ")[0].rstrip(".")


def capital(text: str) -> str:
    """Return `text` with its first letter raised; names inside keep their case."""
    return text[:1].upper() + text[1:]


def uncapital(text: str) -> str:
    """Return `text` with its first letter lowered, unless it opens with an abbreviation."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def few(names: Sequence[str], most: int = 3) -> str:
    """Return the first names, and how many more there are."""
    more = len(names) - most
    return ", ".join(names[:most]) + (f" and {more} more" if more > 0 else "")


def left_out(rules: Iterable[Rule], trail: Trail) -> tuple[str, ...]:
    """Return what `must` and `order` rules name and nobody did, each once.

    These are the steps by whose share the engine counts an end in time.
    """
    names: dict[str, None] = {}
    for rule in rules:
        moments = [m for group in rule.groups for m in group] if rule.template == "order" else []
        if rule.template == "must" and rule.moment is not None:
            moments = [rule.moment]
        if not rule.is_optional:
            undone = [m for m in moments if not trail.find(m)]
            names |= dict.fromkeys(plain(m.name) or _act(m, rule.subject) for m in undone)
    return tuple(names)


def _listed(names: list[str]) -> str:
    return " and ".join(", ".join(names).rsplit(", ", 1)) if names else "nothing"


def _act(moment: Moment, subject: str) -> str:
    """Return a moment as something to do; one without words keeps its name."""
    act = ACTS.get(moment.event)
    if act is None or ("{it}" in act and not subject):
        return named(moment) + (f" ({plain(subject)})" if subject else "")
    article = "the " if moment.event in VEIN_ACTS else ""
    return act.format(it=f"{article}{plain(subject)}")


def _bounds(rule: Rule) -> str:
    low, high = rule.full
    parts = [
        f"{word} {said(rule.field, end)}"
        for word, end in (("from", low), ("up to", high))
        if end is not None
    ]
    return " and ".join(parts)


def _without(rule: Rule, moment: str) -> str:
    """Say how to avoid what must never be; what is barred may be a way of doing it only."""
    where = rule.moment.where if rule.moment else ()
    if any(c.field.startswith("after_sign") for c in where):
        return "Next time: take the thumb off as soon as a warning sign shows."
    if any(c.field.startswith("strength") and c.operator == "at_least" for c in where):
        return "Next time: draw up a weaker solution."
    if where:
        return "Next time: see that it does not come to this."
    return f"Next time: leave out {moment}."


def advice(rule: Rule) -> str:
    """Return what to do next time, from what the rule asks for."""
    moment = named(rule.moment) if rule.moment else ""
    match rule.template:
        case "before":
            acts = _listed([_act(m, rule.subject) for m in rule.moments])
            return f"Next time: {acts} before {moment}."
        case "after" if rule.answer is not None:
            within = (
                f" within {rule.within_ticks / TICKS_PER_SECOND:g} s" if rule.within_ticks else ""
            )
            return f"Next time, after {moment}: {named(rule.answer)}{within}."
        case "never" if rule.after is not None:
            return f"Next time: no {moment} after {named(rule.after)}."
        case "never":
            return _without(rule, moment)
        case "must":
            times = f", at least {rule.at_least} times" if rule.at_least > 1 else ""
            return f"Next time, include {moment}{times}."
        case "either":
            return f"Next time, one of these: {', '.join(named(m) for m in rule.moments)}."
        case "measure":
            field = plain(rule.field.rpartition("_")[0] or rule.field)
            return f"Next time, keep {field} {_bounds(rule)}."
        case "total":
            return f"Next time, stay up to {said(rule.field, rule.limit)} in all."
        case "order":
            return "Next time, follow the order map below."
    return "Next time, leave yourself enough time to finish."


def drill_for(rule: Rule) -> tuple[str, str]:
    """Return the drill that trains what `rule` is about."""
    near = [m for m in (rule.answer, *rule.moments, rule.moment) if m is not None]
    near += [m for group in rule.groups for m in group]
    if rule.template != "order":
        for moment in near:
            for kinds, name, why in DRILLS:
                if moment.event in kinds:
                    return name, why
    return DRILLS[DOMAIN_DRILLS.get(rule.domain, 0)][1:]


def mark_of(event: Mapping[str, Any]) -> tuple[str, str] | None:
    """Return (kind, words) of an event worth a mark on the timeline, else None."""
    if event["ev"] == "vein_marked":
        return EVIDENCE.get(str(event.get("evidence")), EVIDENCE["guess"])
    if event["ev"] == "warning_answered" and event.get("is_wrong"):
        return "caution", "Not for this: $action"
    if event["ev"] == "vein_treated" and not event.get("vein"):
        return "caution", "Treated where no source is"
    if event["ev"] == "vein_treated" and not event.get("is_refluxing"):
        return "caution", "Sound $vein treated"
    return MARKS.get(event["ev"])
