"""The words of a scenario are those of the session, field by field."""

from dataclasses import fields

import pytest

from simulator.anatomy.grow import grow
from simulator.anatomy.patient import Patch
from simulator.anatomy.spec import PatientSpec, SourceSpec
from simulator.anatomy.territories import territories
from simulator.base.seeds import Seeds
from simulator.physics.moment import POSTURES
from simulator.scenario.vocabulary import NAMES, UNSPOKEN, details, world_of
from simulator.session import (
    aftercaring,
    consulting,
    examining,
    judging,
    marking,
    parting,
    responses,
    scanning,
    talking,
)
from simulator.session.events import EVENTS
from simulator.session.plan import Plan


def test_the_copied_words_are_the_words_of_the_session() -> None:
    session = {
        "history_asked.item": talking.HISTORY_ITEMS,
        "examined.item": examining.EXAMINATIONS,
        "leg_classified.ceap": examining.CEAP,
        "refill_seen.kind": examining.REFILLS,
        "suitability_decided.decision": consulting.DECISIONS,
        "treatment_declined.reason": parting.REASONS,
        "patient_referred_on.to": parting.PLACES,
        "posture_changed.posture": POSTURES,
        "aid_set.level": scanning.AIDS,
        "source_judged.verdict": judging.VERDICTS,
        "territory_scanned.territory": [t.id for t in territories(Patch("patch", 0.0, 500.0))],
        "vein_marked.finding": marking.FINDINGS,
        "vein_referred.method": marking.METHODS,
        "vein_treated.method": marking.METHODS,
        "warning_shown.sign": responses.SIGNS,
        "warning_answered.action": responses.ACTIONS,
        "stocking_fitted.length": aftercaring.LENGTHS,
        "advice_given.item": aftercaring.ADVICE,
    }
    for name, words in session.items():
        assert sorted(NAMES[name]) == sorted(words), name


@pytest.mark.parametrize("event", EVENTS)
def test_every_field_of_every_event_has_one_plain_word(event: str) -> None:
    spoken = details(event)
    assert {d.field for d in spoken.values()} == {
        f.name for f in fields(EVENTS[event]) if f.name not in UNSPOKEN
    }
    for word, detail in spoken.items():
        assert not word.startswith("is_")
        assert word.isidentifier()
        assert (detail.kind == "quantity") == (detail.scale is not None)


def test_names_with_a_unit_lose_it_and_twins_are_told_apart() -> None:
    assert set(details("stocking_fitted")) == {"pressure", "length", "lying", "abpi"}
    assert {"after_sign_volume", "after_sign_time", "volume"} <= set(details("injection_ended"))
    assert set(details("advice_given")) == {"item", "days"}


@pytest.mark.parametrize(
    "sources",
    [
        (),
        (SourceSpec("deep_one", "perforator", 0.6, 3.0, "patch"),),
        (SourceSpec("great", "GSV", 1.8, 5.0, "patch"),),
        (
            SourceSpec("aasv", "AASV", 1.8, 4.2, "feeder"),
            SourceSpec("feeder", "reticular", 0.9, 1.6, "patch"),
        ),
    ],
)
def test_every_vein_that_grows_can_be_named(sources: tuple[SourceSpec, ...]) -> None:
    spec = PatientSpec(sources=sources)
    grown = {vessel.id for vessel in grow(spec, Seeds(3)).vessels}
    known = world_of(Plan(patient=spec), {}).veins
    pieces = {f"great_{end}" for end in ("distal", "proximal")}  # grown as the seed has it
    assert grown - {"reticular_vein"} - pieces == set(known) - pieces
    assert grown - {"reticular_vein"} <= set(known)  # that one is in a leg without sources


def test_a_case_knows_its_own_veins_threads_and_sets() -> None:
    seen = SourceSpec("seen", "reticular", 0.9, 1.6, "patch", is_hidden=False)
    hidden = SourceSpec("aasv", "AASV", 1.8, 4.2, "seen")
    world = world_of(Plan(patient=PatientSpec(threads=2, sources=(hidden, seen))), {"own": ("x",)})
    assert world.threads == ("thread-1", "thread-2")
    assert world.sets["hidden_sources"] == ("aasv",)
    assert world.sets["sources"] == ("aasv", "seen")
    assert world.sets["own"] == ("x",)
    assert {"aasv", "seen", "gsv"} <= set(world.allowed("vein_marked", "vein"))
