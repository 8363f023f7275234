"""The expert plays without a flaw that could be avoided; the careless lose what they should."""

import ast
from pathlib import Path

import pytest

import simulator.operators
from tests.operators.plays import Played, edited, play, played

ROOM = Path(simulator.operators.__file__).parent


@pytest.fixture(scope="session")
def expert() -> Played:
    return played("expert")


def test_the_expert_passes_with_every_source_found_and_closed(expert: Played) -> None:
    assert expert.score.passed
    assert expert.score.score >= 95
    assert expert.score.domains["scan"] == (25.0, 25.0)
    assert expert.score.domains["plan"] == (15.0, 15.0)
    assert expert.score.domains["consultation"] == (15.0, 15.0)


def test_the_expert_does_no_harm_and_meets_no_warning_sign(expert: Played) -> None:
    assert expert.score.harms == ()
    assert expert.events("warning_shown") == []
    assert expert.events("command_refused") == []


def test_the_expert_pushes_slowly_gently_and_stops_by_the_blanch(expert: Played) -> None:
    pushes = expert.events("injection_ended")
    assert {push["thread"] for push in pushes} == {f"thread-{n}" for n in range(1, 7)}
    for push in pushes:
        assert 5000 <= push["duration_ms"] <= 15_000
        assert push["blanch_um"] <= 20_000
        assert push["peak_pressure_pa"] < 30 * 133
        assert push["tissue_nl"] == 0


def test_the_expert_needs_one_puncture_a_thread(expert: Played) -> None:
    assert len(expert.events("needle_entered")) == 6
    assert all(event["is_arm"] for event in expert.events("vein_entered"))


@pytest.mark.long
@pytest.mark.parametrize("seed", range(1, 9))
def test_the_expert_passes_on_other_patients(seed: int) -> None:
    attempt = played("expert", seed)
    assert attempt.score.passed
    assert attempt.score.harms == ()
    assert attempt.events("warning_shown") == []


AASV_LINE = (
    "    - {id: aasv, kind: AASV, reflux: 1.8 s, diameter: 4.2 mm, feeds: reticular_feeder}\n"
)
ON_THE_SIDE = ("site: anterior thigh", "site: lateral thigh")


def fed_by(name: str, kind: str) -> tuple[tuple[str, str], ...]:
    """Return the edits that put another vein where the accessory vein is."""
    return (("id: aasv, kind: AASV", f"id: {name}, kind: {kind}"), ("vein: aasv", f"vein: {name}"))


EDITS = {
    "from the inside, GSV": fed_by("gsv", "GSV"),
    "from behind the knee, SSV": fed_by("ssv", "SSV"),
    "from the deep veins, perforator": fed_by("perforator", "perforator"),
    "from the feeder alone": ((AASV_LINE, ""), ("vein: aasv", "vein: reticular_feeder")),
    "right leg": (("side: left", "side: right"),),
    "outer thigh": (ON_THE_SIDE,),
    "outer thigh from the GSV": (*fed_by("gsv", "GSV"), ON_THE_SIDE),
}
QUICK = ("from behind the knee, SSV", "outer thigh from the GSV")


@pytest.mark.parametrize(
    "edit",
    [name if name in QUICK else pytest.param(name, marks=pytest.mark.long) for name in EDITS],
)
def test_the_expert_passes_wherever_an_instructor_lets_the_blood_come_from(edit: str) -> None:
    attempt = play("expert", edited(*EDITS[edit]))
    sources = {source.id for source in attempt.attempt.state.plan.patient.sources}
    marked = attempt.events("vein_marked")
    assert attempt.score.passed
    assert attempt.score.critical == ()
    assert {mark["vein"] for mark in marked if mark["finding"] == "refluxing"} == sources
    assert {mark["evidence"] for mark in marked} <= {"measured", "watched"}


def test_without_duplex_skilled_hands_fail_on_the_veto() -> None:
    attempt = played("no-duplex")
    assert not attempt.score.passed
    assert attempt.score.critical[0] == "threads-without-duplex"
    assert attempt.score.domains["scan"][0] == 0.0
    assert attempt.events("probe_placed") == []
    assert attempt.events("warning_shown") == []


def test_haste_costs_sequence_slowness_swabs_and_aftercare() -> None:
    attempt = played("hasty")
    broken = {*attempt.score.critical, *attempt.score.broken}
    assert not attempt.score.passed
    assert attempt.score.score < 40
    assert {"sequence", "slow-push", "swab-at-once", "entry-angle", "feeders-found-first"} <= broken
    assert {"stocking-before-standing", "asked-what-could-forbid", "skin-held-taut"} <= broken


def test_trainees_see_observations_only() -> None:
    """No operator names the state, the grown patient or the circulation."""
    hidden = {"state", "_attempt", "patient", "vessels", "web", "lumen", "world", "reflux_s"}
    for path in sorted(ROOM.glob("*.py")):
        if path.name == "hand.py":
            continue
        named = {
            node.attr
            for node in ast.walk(ast.parse(path.read_text("utf-8")))
            if isinstance(node, ast.Attribute)
        }
        allowed = {"patient", "reflux_s"} if path.name == "script.py" else set()  # of the script
        assert not (named & hidden) - allowed, path.name
