"""The expert on other patients and in edited cases; what any scripted trainee may look at."""

import ast
from pathlib import Path

import pytest

import simulator.operators
from tests.operators.plays import edited, play, played

ROOM = Path(simulator.operators.__file__).parent
ALLOWED = {
    "script.py": {"patient", "reflux_s"},  # of the script
    "practice.py": {"state"},  # it judges what others have done, and gives no command
}


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
WITH_CI = ("from behind the knee, SSV", "outer thigh from the GSV")


def tier(edit: str) -> str:
    """Return when an edit is tried: two with every CI run, the rest on demand."""
    return "ci" if edit in WITH_CI else "long"


@pytest.mark.parametrize(
    "edit",
    [pytest.param(name, marks=getattr(pytest.mark, tier(name))) for name in EDITS],
)
def test_the_expert_passes_wherever_an_instructor_lets_the_blood_come_from(edit: str) -> None:
    attempt = play("expert", edited(*EDITS[edit]))
    sources = {source.id for source in attempt.attempt.state.plan.patient.sources}
    marked = attempt.events("vein_marked")
    assert attempt.score.passed
    assert attempt.score.critical == ()
    assert {mark["vein"] for mark in marked if mark["finding"] == "refluxing"} == sources
    assert {mark["evidence"] for mark in marked} <= {"measured", "watched"}


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
        assert not (named & hidden) - ALLOWED.get(path.name, set()), path.name


def test_trainees_import_nothing_that_knows_the_truth() -> None:
    """Of a patient they know the shape of every leg, and nothing of this one."""
    truths = {"State", "Patient", "Web", "World", "Vessel", "Circulation", "grow", "begin"}
    for path in sorted(ROOM.glob("*.py")):
        if path.name in ("hand.py", "practice.py", "practice_mix.py"):
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom):
                assert not {alias.name for alias in node.names} & truths, path.name
                assert node.module not in ("simulator.session.state", "simulator.anatomy.grow")
            elif isinstance(node, ast.Import):
                assert not any(a.name.startswith("simulator.") for a in node.names), path.name
