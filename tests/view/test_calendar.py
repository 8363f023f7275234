"""The calendar strip grows with the days, and only what was done or told stands on it."""

from hypothesis import given
from hypothesis import strategies as st

from simulator.view.calendar import MONTH_TWELVE, Strip, dated, entries, strip_of

DAYS = st.integers(0, 900)
STRIPS = st.tuples(DAYS, DAYS).map(lambda pair: Strip(*sorted(pair)))


def said(name, **fields):
    return {"ev": name, "tick": 0, **fields}


COURSE = [
    said("photographed", day=0),
    said("days_passed", days=40, day=40),
    said("injection_started"),
    said("injection_started"),
    said("days_passed", days=9, day=49),
    said("patient_telephoned"),
    said("diary_opened", stopped_day=-1),
    said("days_passed", days=13, day=62),
    said("diary_opened", stopped_day=6),
    said("leg_reviewed"),
    said("trapped_blood_let_out"),
    said("trapped_blood_let_out"),
]


@given(STRIPS, DAYS, DAYS)
def test_a_later_day_never_lies_before_an_earlier_one(strip, one, other):
    early, late = sorted((one, other))
    assert 0.0 <= strip.share(early) <= strip.share(late) <= 1.0


@given(STRIPS)
def test_the_strip_reaches_from_the_first_session_to_month_twelve(strip):
    assert strip.share(strip.first) == 0.0
    assert strip.share(strip.last + MONTH_TWELVE) == 1.0
    places = [place for place, _ in strip.ticks]
    assert places == sorted(set(places))


def test_everything_stands_on_its_own_day():
    assert [day for day, _ in dated(COURSE)] == [0, 40, 40, 40, 49, 49, 49, 62, 62, 62, 62, 62]
    told = {(entry.day, entry.said) for entry in entries(COURSE)}
    assert (40, "Session") in told
    assert (49, "Telephone") in told
    assert (62, "Blood let out, 2 times") in told
    assert all(day >= 40 for day, _ in told)  # what came before the course is not of it
    assert strip_of(COURSE, 62) == Strip(40, 40)


def test_when_the_stocking_came_off_is_on_it_only_once_the_diary_told():
    off = [entry.day for entry in entries(COURSE) if entry.icon == "stocking"]
    assert off == [46]
    assert not any(entry.icon == "stocking" for entry in entries(COURSE[:8]))


def test_a_course_without_an_injection_begins_today():
    assert strip_of([], 12) == Strip(12, 12)
    assert entries([]) == ()
