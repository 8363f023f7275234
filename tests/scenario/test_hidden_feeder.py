"""The shipped case: it loads without a word, and its rules notice each mistake they are for."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from simulator.scenario.find import case_name, shipped, shipped_protocols
from simulator.scenario.load import lint, load
from simulator.scenario.protocol import read_protocol
from simulator.scenario.vocabulary import NAMES
from simulator.scoring.engine import Score, score
from simulator.session import events as e
from simulator.session.plan import SHELF

CASE = load(next(f for f in shipped() if case_name(f) == "hidden_feeder"))
PLAN = CASE.plan
THREADS = [f"thread-{n + 1}" for n in range(PLAN.patient.threads)]
Attempt = list[e.Event]
SECOND = 120


def consultation() -> Attempt:
    asked = [e.HistoryAsked(10, h.item, h.answer, False) for h in PLAN.patient.history]
    looked = [e.Examined(20, item, "") for item in ("legs_standing", "pulses", "skin")]
    told = [e.RiskExplained(40, item) for item in PLAN.consent_items]
    return [
        *asked,
        *looked,
        e.SuitabilityDecided(30, "suitable"),
        *told,
        e.DaysPassed(45, 14, 14),
        e.ConsentTaken(50, len(told), 14),
        e.Photographed(60, 14),
        e.StockingMeasured(70),
    ]


def duplex() -> Attempt:
    said: Attempt = [e.PostureChanged(100, "standing", False)]
    truth = {"aasv": ("AASV", 1800, 4200), "reticular_feeder": ("reticular", 900, 1600)}
    for number, (vein, (name, reflux, size)) in enumerate(truth.items()):
        t = 200 + 100 * number
        said += [
            e.ProbePlaced(t, 0, 600_000),
            e.CalfSqueezed(t + 10, 1000, False),
            e.CalfReleased(t + 20, True),
            e.ReversalWatched(t + 30, vein, reflux),
            e.VeinMarked(t + 40, number, name, "refluxing", vein, "measured",
                         reflux, reflux, size, size),
        ]  # fmt: skip
    methods = {"aasv": "endovenous_ablation", "reticular_feeder": "foam"}
    for number, vein in enumerate(truth):
        said.append(e.VeinReferred(400 + number, number, methods[vein]))
    for number, vein in enumerate(truth):
        said.append(e.VeinTreated(500 + number, vein, methods[vein], number, 14, True))
    said.append(e.DaysPassed(600, 42, 56))
    said += [e.ClosureShown(700, vein, 56) for vein in truth]
    return said


def treatment() -> Attempt:
    said: Attempt = [
        e.KitChecked(800),
        e.SkinMarked(810, True),
        e.PostureChanged(820, "lying", False),
        e.SkinWiped(830),
        e.SyringeFilled(840, "polidocanol", 5000, 2_000_000, 3000),
    ]
    for puncture, thread in enumerate(THREADS):
        t = 1000 + 40 * SECOND * puncture
        end = t + 10 + 8 * SECOND
        said += [
            e.NeedleEntered(t, puncture, 1000, 1000, 209, True, True),
            e.VeinEntered(t + 1, puncture, thread, True, 1000),
            e.InjectionStarted(t + 10, puncture, thread, 42),
            push(end, t + 10, puncture, thread),
            e.NeedleWithdrawn(end + 60, puncture, 150_000),
            e.SwabPlaced(end + 60 + 2 * SECOND, puncture, puncture, 300),
            e.SwabTaped(end + 60 + 4 * SECOND, puncture, puncture),
        ]
    return said


def push(end: int, started: int, puncture: int, thread: str, **changes: Any) -> e.InjectionEnded:
    usual = {
        "tick": end, "started_tick": started, "puncture": puncture, "thread": thread,
        "fed_by": "reticular_feeder", "volume_nl": 150_000, "tissue_nl": 0, "duration_ms": 8000,
        "peak_pressure_pa": 3000, "blanch_um": 14_000, "drug": "polidocanol",
        "strength_ppm": 5000, "session_total_nl": 150_000 * (puncture + 1),
        "after_sign_nl": 0, "after_sign_ms": 0,
    }  # fmt: skip
    return e.InjectionEnded(**(usual | changes))


def aftercare() -> Attempt:
    topics = [topic for topic in NAMES["advice_given.item"] if topic != "stockings"]
    return [
        e.StockingFitted(100_000, 20, "thigh", True),
        e.PostureChanged(100_100, "standing", False),
        e.PatientWalked(100_200, 15),
        e.AdviceGiven(100_300, "stockings", 21),
        *(e.AdviceGiven(100_310, topic, 3) for topic in topics),
        e.FollowUpPlanned(100_400, 8),
        *(e.OutcomeSeen(100_500, thread, 140, 700, 60) for thread in THREADS),
        e.AttemptFinished(100_500, 56),
    ]


def ideal() -> Attempt:
    return [*consultation(), *duplex(), *treatment(), *aftercare()]


def judged(attempt: Attempt) -> Score:
    return score(CASE.rubric, [e.to_record(event) for event in attempt])


def without(kind: type[e.Event], **fields: Any) -> Attempt:
    def is_meant(event: e.Event) -> bool:
        return isinstance(event, kind) and fields.items() <= vars(event).items()

    left = [event for event in ideal() if not is_meant(event)]
    assert len(left) < len(ideal())
    return left


def changed(kind: type[e.Event], **fields: Any) -> Attempt:
    """Return the ideal attempt with the first event of `kind` changed."""
    attempt = ideal()
    place = next(n for n, event in enumerate(attempt) if isinstance(event, kind))
    attempt[place] = type(attempt[place])(**(vars(attempt[place]) | fields))
    return attempt


def no_duplex() -> Attempt:
    return [*consultation(), *treatment(), *aftercare()]


def delayed(kind: type[e.Event], ticks: int) -> Attempt:
    first = next(event for event in ideal() if isinstance(event, kind))
    return sorted(changed(kind, tick=first.tick + ticks), key=lambda event: event.tick)


def test_the_shipped_scenarios_and_packs_load_without_a_complaint() -> None:
    for file in shipped():
        assert lint(file) == []
    for file in shipped_protocols():
        pack = read_protocol(file.read_bytes(), file.name)
        assert pack.id == file.stem
        assert all(limit.source and limit.means for limit in pack.limits.values())


def test_every_limit_of_the_pack_is_used_or_shown() -> None:
    pack = read_protocol(CASE.protocol_text.encode(), "whiteley.yaml")
    texts = "".join((CASE.text, *dict(CASE.parts).values()))
    used = {name for name in pack.limits if f"{{protocol: {name}}}" in texts}
    elsewhere = {f"{drug}_strongest" for drug in SHELF if drug not in PLAN.drugs}  # other trays
    elsewhere.add("pass_mark")  # what a scenario that sets none is given
    elsewhere.add("told_in_a_row")  # of the rubric of a consultation
    elsewhere |= {"adrenaline_within", "polidocanol_daily"}  # of emergencies, and of the day's dose
    assert used | elsewhere == set(pack.limits)


def test_the_same_text_gives_the_same_plan_and_rubric() -> None:
    again = load(
        "anything.yaml",
        CASE.text.encode(),
        protocol_bytes=CASE.protocol_text.encode(),
        parts=dict(CASE.parts),
    )
    assert (again.plan, again.rubric) == (CASE.plan, CASE.rubric)
    assert again.text_sha256 == CASE.text_sha256


def test_the_patient_is_the_one_that_is_written() -> None:
    veins = {source.id: source for source in PLAN.patient.sources}
    assert (veins["aasv"].kind, veins["aasv"].feeds) == ("AASV", "reticular_feeder")
    assert (veins["aasv"].reflux_s, veins["aasv"].diameter_mm) == (1.8, 4.2)
    assert veins["reticular_feeder"].feeds == "patch"
    assert veins["reticular_feeder"].diameter_mm == 1.6
    assert all(source.is_hidden for source in veins.values())
    assert PLAN.patient.age_years == 46


def test_points_of_each_domain_are_those_of_the_teaching_plan() -> None:
    points: dict[str, Fraction] = {}
    for rule in {rule.id: rule for rule in CASE.rubric.rules}.values():
        points[rule.domain] = points.get(rule.domain, Fraction(0)) + Fraction(rule.points)
    assert points == {
        "consultation": 15, "scan": 25, "plan": 15, "injection": 25, "aftercare": 10, "outcome": 10,
    }  # fmt: skip


def test_an_ideal_attempt_earns_every_point() -> None:
    result = judged(ideal())
    assert result.broken == result.critical == result.incomplete == ()
    assert (result.score, result.passed) == (100.0, True)


def test_the_empty_attempt_earns_nothing() -> None:
    assert judged([]).score == 0.0
    assert judged([e.AttemptFinished(1, 0)]).score == 0.0


def test_threads_injected_with_no_duplex_is_the_first_veto() -> None:
    result = judged(no_duplex())
    assert not result.passed
    assert result.critical[0] == "threads-without-duplex"
    assert "Threads injected with no duplex." in {harm.text for harm in result.harms}
    assert "feeders-found-first" in result.incomplete


MISTAKES: dict[str, tuple[Callable[[], Attempt], str, bool]] = {
    # what was done: (attempt, rule that must notice, whether it is a veto)
    "allergy never asked": (lambda: without(e.HistoryAsked, item="allergy"), "never-asked", True),
    "migraine not asked": (
        lambda: without(e.HistoryAsked, item="migraine"),
        "asked-the-rest",
        False,
    ),
    "pulses not felt": (lambda: without(e.Examined, item="pulses"), "examined", False),
    "no decision": (lambda: without(e.SuitabilityDecided), "consent-first", True),
    "no consent": (lambda: without(e.ConsentTaken), "consent-first", True),
    "matting not told": (lambda: without(e.RiskExplained, item="matting"), "consent-talk", False),
    "signed the same day": (lambda: changed(e.ConsentTaken, day=0), "time-to-think", False),
    "no photograph": (lambda: without(e.Photographed), "photographed-first", False),
    "no squeeze": (lambda: without(e.CalfSqueezed), "threads-without-duplex", True),
    "scan lying": (
        lambda: without(e.PostureChanged, posture="standing"),
        "scanned-standing",
        False,
    ),
    "feeder not marked": (
        lambda: without(e.VeinMarked, vein="reticular_feeder"),
        "feeders-found-first",
        False,
    ),
    "feeder guessed": (lambda: changed(e.VeinMarked, evidence="guess"), "guessed", False),
    "marked before it was seen": (
        lambda: without(e.ReversalWatched, vein="aasv"),
        "found-by-evidence",
        False,
    ),
    "wrong figures": (lambda: changed(e.VeinMarked, reflux_ms=300), "reflux-time-measured", False),
    "wrong size": (lambda: changed(e.VeinMarked, diameter_um=9000), "diameter-measured", False),
    "trunk left open": (lambda: without(e.VeinTreated, vein="aasv"), "source-left-open", True),
    "no re-scan": (lambda: without(e.ClosureShown, vein="aasv"), "closure-seen", True),
    "no rest": (lambda: changed(e.InjectionStarted, days=0), "six-weeks-between", False),
    "five weeks": (lambda: changed(e.InjectionStarted, days=35), "six-weeks-between", False),
    "a sound vein treated": (
        lambda: changed(e.VeinTreated, is_refluxing=False),
        "sound-vein-treated",
        True,
    ),
    "injected standing": (
        lambda: changed(e.NeedleEntered, is_lying=False),
        "lying-for-the-needle",
        False,
    ),
    "stood up on the bare leg": (
        lambda: changed(e.PostureChanged, is_unprotected=True),
        "stood-up-unprotected",
        False,
    ),
    "kit not checked": (lambda: without(e.KitChecked), "no-emergency-kit", True),
    "skin not wiped": (lambda: without(e.SkinWiped), "room-ready", False),
    "steep needle": (lambda: changed(e.NeedleEntered, angle_mrad=600), "entry-angle", False),
    "loose skin": (lambda: changed(e.NeedleEntered, is_stretched=False), "skin-held-taut", False),
    "hasty push": (lambda: changed(e.InjectionEnded, duration_ms=2000), "slow-push", False),
    "large volume": (
        lambda: changed(e.InjectionEnded, volume_nl=400_000),
        "volume-a-puncture",
        False,
    ),
    "high pressure": (
        lambda: changed(e.InjectionEnded, peak_pressure_pa=12_000),
        "gentle-pressure",
        False,
    ),
    "wide blanch": (lambda: changed(e.InjectionEnded, blanch_um=28_000), "blanch-stopped", False),
    "beside the vein": (
        lambda: changed(e.InjectionEnded, tissue_nl=80_000),
        "inside-the-vein",
        False,
    ),
    "went on after a wheal": (
        lambda: changed(e.InjectionEnded, after_sign_ms=3001),
        "went-on-after-a-sign",
        True,
    ),
    "too strong": (
        lambda: changed(e.InjectionEnded, strength_ppm=15_000),
        "polidocanol-too-strong",
        True,
    ),
    "too strong STS": (
        lambda: changed(e.InjectionEnded, drug="STS", strength_ppm=10_000),
        "sts-too-strong",
        True,
    ),
    "too much": (lambda: changed(e.InjectionEnded, volume_nl=10_000_000), "dose-cap", True),
    "a swab forgotten": (lambda: without(e.SwabPlaced, puncture=2), "swab-at-once", False),
    "a swab elsewhere": (lambda: changed(e.SwabPlaced, puncture=-1), "swab-at-once", False),
    "a late swab": (lambda: delayed(e.SwabPlaced, 6 * SECOND), "swab-at-once", False),
    "a very late swab": (lambda: delayed(e.SwabPlaced, 31 * SECOND), "swab-in-time", False),
    "a loose swab": (lambda: without(e.SwabTaped, swab=3), "swab-taped", False),
    "stocking standing": (
        lambda: changed(e.StockingFitted, is_lying=False),
        "stocking-before-standing",
        False,
    ),
    "no stocking": (lambda: without(e.StockingFitted), "no-compression", True),
    "weak stocking": (
        lambda: changed(e.StockingFitted, pressure_mmhg=12),
        "stocking-pressure",
        False,
    ),
    "seven days": (lambda: changed(e.AdviceGiven, days=7), "advice-21-days", False),
    "no word on flights": (lambda: without(e.AdviceGiven, item="no_long_flight"), "advice", False),
    "short walk": (lambda: changed(e.PatientWalked, minutes=8), "walk-observed", False),
    "late review": (lambda: changed(e.FollowUpPlanned, weeks=20), "review-planned", False),
    "a thread left out": (
        lambda: without(e.InjectionEnded, thread="thread-4"),
        "every-thread-treated",
        False,
    ),
    "poor result": (lambda: changed(e.OutcomeSeen, cleared_permille=300), "threads-cleared", False),
    "stained": (lambda: changed(e.OutcomeSeen, stain_permille=500), "little-stain", False),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_each_mistake_costs_what_it_should(mistake: str) -> None:
    make, rule, is_veto = MISTAKES[mistake]
    result = judged(make())
    assert rule in (*result.broken, *result.critical, *result.incomplete, *result.untested)
    assert result.score < 100 or is_veto
    assert (rule in result.critical) == is_veto
    assert result.passed == (not is_veto and result.score >= 90 and not result.incomplete)


@pytest.mark.parametrize("seconds", [0, 1, 5])
def test_a_swab_within_five_seconds_is_in_time_and_the_bound_counts(seconds: int) -> None:
    attempt = delayed(e.SwabPlaced, (seconds - 2) * SECOND)
    assert "swab-at-once" not in judged(attempt).broken


def test_a_wheal_with_the_needle_out_in_time_is_a_near_miss() -> None:
    attempt = ideal()
    place = next(n for n, event in enumerate(attempt) if isinstance(event, e.InjectionEnded))
    attempt.insert(place, e.WarningShown(attempt[place].tick, "wheal", 0))
    assert judged(attempt).passed
    assert [harm.kind for harm in judged(attempt).harms] == ["near miss"]


def test_a_closed_vein_called_refluxing_is_a_wrong_finding_and_no_measurement() -> None:
    marked: dict[str, Any] = {
        "ev": "vein_marked",
        "tick": 9,
        "finding": "refluxing",
        "vein": "aasv",
    }
    marked |= {"name": "aasv", "evidence": "wrong", "reflux_ms": 0, "true_reflux_ms": 0}
    judged = score(CASE.rubric, [marked])
    found = {f.rule: f for f in judged.findings}
    assert found["reflux-time-measured"].verdict == "untested"
    assert found["wrong-finding"].text.startswith("You wrote down a refluxing AASV")
