"""Every blemish says what made it, in words, and where it can be seen again."""

from simulator.debrief.blemishes import CAUSES, KINDS, blemishes
from simulator.debrief.course import diary_line, judgement, outcome_line
from simulator.session import causes


def formed(cause, tick, adds=100, kind="stain", thread="thread-2", amount=0):
    return {
        "ev": "blemish_formed",
        "kind": kind,
        "thread": thread,
        "cause": cause,
        "cause_tick": tick,
        "adds_permille": adds,
        "amount": amount,
    }


def test_every_blemish_and_every_cause_has_its_words():
    assert set(causes.CAUSES) == set(CAUSES)
    assert set(causes.KINDS) == set(KINDS)


def test_a_blemish_and_its_causes_are_one_sentence_the_heaviest_first():
    events = [
        formed("swab_late", 900, 120, amount=41),
        formed("stockings_off_early", 1200, 400, amount=6),
    ]
    (line,) = blemishes(events)
    assert line.sentence == "Brown stain over thread-2: stockings off on day 6; swab 41 s late."
    off, late = line.causes
    assert (late.tick, late.is_diary) == (900, False)
    assert off.is_diary


def test_a_cause_without_a_moment_says_why():
    events = [
        formed("hormones", -1, kind="matting", thread=""),
        formed("never_injected", -1, kind="open"),
        formed("bad_luck", -1, 0, kind="ulcer", thread="thread-1"),
    ]
    matting, left, ulcer = blemishes(events)
    assert [c.why for c in (*matting.causes, *left.causes, *ulcer.causes)] == [
        "how she is",
        "left undone",
        "chance",
    ]
    assert left.words == "Not cleared: thread-2"


def test_how_the_course_ended_is_told_from_its_events():
    events = [
        {"ev": "outcome_seen", "day": 140, "cleared_permille": 900, "stain_permille": 0},
        {"ev": "outcome_seen", "day": 140, "cleared_permille": 700, "stain_permille": 40},
        {
            "ev": "adherence_judged",
            "session": 1,
            "day": 56,
            "days_worn": 5,
            "nights_worn": 4,
            "stopped_day": 6,
        },
        {"ev": "course_judged", "judgement": "very_pleased"},
    ]
    assert judgement(events) == "Very pleased"
    assert outcome_line(events) == "week 12: 80 % cleared, 2 % stained"
    assert diary_line(events) == "5 days and 4 nights in the stocking, off from day 6."
    assert (judgement([]), outcome_line([]), diary_line([])) == ("", "", "")


def test_a_drug_strong_enough_that_did_too_little_was_thinned():
    weak, thinned = (blemishes([formed("too_weak", 5, amount=n)])[0].causes[0] for n in (40, 268))
    assert weak.words == "too weak, 40 % of what the vein needs"
    assert "thinned" in thinned.words
