"""The debrief: harms first with their moment, plain words, the order as it was."""

from dataclasses import fields, is_dataclass, replace

import pytest
from hypothesis import given

from simulator.debrief.words import DOMAIN_DRILLS, DRILLS, EVIDENCE, MARKS, advice
from simulator.debrief.write import write
from simulator.scoring.engine import score
from simulator.scoring.rubric import DOMAINS, Condition, Moment, Rubric, Rule
from simulator.session.events import EVENTS
from tests.scoring.attempts import attempts, rubrics
from tests.scoring.case import RUBRIC, S, flawed_attempt, model_attempt, without


def debrief_of(events, rubric=RUBRIC):
    return write(rubric, score(rubric, events), events, patient="Ms Morgan")


def texts(thing):
    """Return every string inside a debrief."""
    if isinstance(thing, str):
        return [thing]
    if is_dataclass(thing):
        return [t for f in fields(thing) for t in texts(getattr(thing, f.name))]
    return [t for each in thing for t in texts(each)] if isinstance(thing, tuple) else []


@given(rubrics(), attempts())
def test_every_attempt_can_be_debriefed(rubric, events):
    written = debrief_of(events, rubric)
    assert written.verdict in ("passed", "failed", "not enough evidence")
    assert len(written.strongest) <= 3
    assert len(written.weakest) <= 3
    ticks = [mark.tick for mark in written.marks]
    assert ticks == sorted(ticks)
    assert all(0 <= tick <= written.end_tick for tick in ticks)


def test_the_first_harm_leads_and_says_what_to_do_next_time():
    written = debrief_of(flawed_attempt())
    assert (written.verdict, written.harms[0].kind) == ("failed", "critical")
    assert "You injected threads with no duplex." in written.sentence
    assert written.harms[0].advice == "Next time: duplex scan before injection."
    assert written.harms[0].tick == 509 * S
    assert written.drill.name == "Squeeze, release, watch"


def test_the_order_map_says_what_was_skipped_and_what_came_too_early():
    stops = {stop.label: stop for stop in debrief_of(flawed_attempt()).order}
    assert (stops["Duplex scan"].status, stops["Duplex scan"].tick) == ("skipped", None)
    assert stops["Feeder found"].status == "out of order"
    assert stops["Feeder found"].note == "without duplex scan"
    assert (stops["Injection"].status, stops["Injection"].times) == ("done", 3)


def test_a_step_done_after_a_later_one_is_late():
    a, b, c = Moment("a"), Moment("b"), Moment("c")
    rubric = Rubric((Rule("o", "order", groups=((a,), (b,), (c,)), points=1),))
    events = [{"ev": kind, "tick": n} for n, kind in enumerate("acb")]
    stops = debrief_of(events, rubric).order
    assert [stop.status for stop in stops] == ["done", "late", "out of order"]
    assert stops[2].note == "before b"


def test_the_weakest_lines_are_the_costliest_and_count_their_moments():
    weakest = debrief_of(flawed_attempt()).weakest
    assert [line.rule for line in weakest][:2] == ["duplex-first", "sequence"]
    assert "(1 of 3)" in next(line.text for line in weakest if line.rule == "swab-each")


def test_a_clean_attempt_is_told_so_and_sent_on():
    written = debrief_of(model_attempt())
    assert written.sentence == "Passed with 100.0 % of the skill points, and no harm."
    assert (written.harms, written.weakest) == ((), ())
    assert written.drill.name == "A harder leg"


def test_an_attempt_without_evidence_is_not_called_a_failure():
    assert debrief_of([]).verdict == "not enough evidence"


def test_a_required_step_is_named():
    rubric = replace(RUBRIC, rules=tuple(r for r in RUBRIC.rules if not r.critical))
    written = debrief_of(without(model_attempt(), "vein_marked"), rubric)
    assert "Feeders found" in written.sentence


@pytest.mark.parametrize("events", [[], model_attempt(), flawed_attempt()])
def test_the_words_are_calm_and_complete(events):
    for text in texts(debrief_of(events)):
        assert "!" not in text
        assert "$" not in text
        assert "None" not in text


def test_every_mark_and_drill_is_about_an_event_that_exists():
    drilled = {kind for kinds, _, _ in DRILLS for kind in kinds}
    assert drilled | set(MARKS) <= set(EVENTS)
    assert set(EVIDENCE) == {"measured", "watched", "guess", "wrong"}
    assert set(DOMAIN_DRILLS) == set(DOMAINS)


def test_a_strength_is_never_told_in_the_words_of_a_fault():
    strongest = debrief_of(flawed_attempt()).strongest
    assert strongest
    assert "slow" not in {line.rule for line in strongest}


def test_each_vein_gets_its_own_advice_and_its_own_stop():
    def closed(vein):
        return Moment("closure_shown", (Condition("vein", "is", vein),), "closed")

    push = Moment("injection_ended", name="first push")
    veins = ("aasv", "reticular_feeder")
    rubric = Rubric(
        (
            *(
                Rule(
                    "closed", "before", subject=v, moment=push, moments=(closed(v),), critical="X."
                )
                for v in veins
            ),
            Rule("o", "order", groups=(tuple(closed(v) for v in veins), (push,)), points=1),
        )
    )
    written = debrief_of([{"ev": "injection_ended", "tick": 5}], rubric)
    assert [harm.advice for harm in written.harms] == [
        "Next time: re-scan the AASV before first push.",
        "Next time: re-scan the reticular feeder before first push.",
    ]
    assert [stop.label for stop in written.order] == [
        "Closed: AASV",
        "Closed: reticular feeder",
        "First push",
    ]
    assert written.order[2].note == "without closed: AASV; without closed: reticular feeder"


def test_what_ought_to_come_before_is_marked_once():
    marks = [m for m in debrief_of(flawed_attempt()).marks if m.kind == "harm"]
    assert [(m.tick, m.label) for m in marks] == [(509 * S, "You injected threads with no duplex")]


def test_an_end_in_time_of_half_a_procedure_names_what_was_left_out():
    def must(item, name=""):
        where = (Condition("item", "is", item),)
        return Rule(item, "must", moment=Moment("history_asked", where, name), points=10)

    optional = replace(must("shoes"), is_optional=True)
    rules = (*(must(item) for item in ("reason", "b", "c", "d", "e")), must("gp", "gp_letter"))
    rubric = Rubric((*rules, optional, Rule("in-time", "finish", within_ticks=900 * S, points=30)))
    events = [
        {"ev": "history_asked", "tick": 1, "item": "reason"},
        *({"ev": "history_asked", "tick": 2, "item": item} for item in "bcde"),
        {"ev": "attempt_finished", "tick": 3},
    ]
    weak = {line.rule: line.text for line in debrief_of(events, rubric).weakest}
    assert weak["in-time"] == "You ended in time, but had not done all. Left out: GP letter."
    weak = {line.rule: line.text for line in debrief_of([events[0], events[-1]], rubric).weakest}
    assert weak["in-time"].endswith("Left out: history asked, GP letter.")


@pytest.mark.parametrize(
    ("where", "words"),
    [
        ((), "Next time: leave out injection."),
        (
            (Condition("drug", "is", "STS"), Condition("strength_ppm", "at_least", 5001)),
            "Next time: draw up a weaker solution.",
        ),
        (
            (Condition("after_sign_ms", "at_least", 3001),),
            "Next time: take the thumb off as soon as a warning sign shows.",
        ),
        ((Condition("is_lying", "is", False),), "Next time: see that it does not come to this."),
    ],
)
def test_advice_against_a_way_of_doing_it_does_not_forbid_the_act(where, words):
    moment = Moment("injection_ended", where, "injection")
    assert advice(Rule("r", "never", moment=moment)) == words
