"""The outcome in the debrief: numbers on the leg lead to causes; days are made one by one."""

import pytest

from simulator.app.pictures import outcome_name
from simulator.app.screens.debrief import DebriefScreen
from simulator.app.screens.outcome import DIARY, OutcomePanel, places
from simulator.app.workshop import Job
from simulator.records.report import report_html
from simulator.scoring.metrics import measured
from simulator.widgets.kit import Key
from tests.app.table_top import StillBench, TableTop
from tests.app.test_layout import ROOMS, assert_whole


@pytest.fixture
def top(finished):
    return TableTop(DebriefScreen(), finished["failed"])


def lines(top):
    return top.screen.said.debrief.blemishes


def test_a_number_on_the_leg_leads_to_the_causes_in_the_list(top):
    assert len(lines(top)) > 1
    last = len(lines(top))
    top.screen.outcome.page = DIARY
    top.click(f"blemish {last}")
    top.frame()
    assert (top.screen.outcome.page, top.screen.outcome.chosen) == (0, last - 1)
    names = [name for name in top.order if name.startswith(f"watch cause {last - 1}.")]
    assert names
    listed = top.ui.px((0, 0, top.ui.width, top.ui.height))
    assert listed.contains(top.ui.touches.place_of(names[0]))  # it was scrolled into view


def test_every_cause_has_its_moment_or_says_why_there_is_none(top):
    for line in lines(top):
        assert line.causes
        for cause in line.causes:
            assert cause.tick >= 0 or cause.why


def test_a_cause_of_the_stocking_leads_to_the_diary_and_one_of_the_needle_to_its_second(top):
    found = {
        cause.is_diary: (k, n)
        for k, line in enumerate(lines(top))
        for n, cause in enumerate(line.causes)
        if cause.is_diary or top.screen.said.can_watch(cause.tick)
    }
    k, n = found[False]
    top.enter(f"watch cause {k}.{n}")
    assert top.screen.watched.tick == lines(top)[k].causes[n].tick
    top.screen.watched = None
    top.frame()
    k, n = found[True]
    top.enter(f"watch cause {k}.{n}")
    assert top.screen.outcome.page == DIARY


def test_numbers_lie_on_the_patch_and_apart(top):
    field = top.desk.state.patient.patch
    spots = places(top.table, lines(top))
    assert len(spots) == len(set(spots)) == len(lines(top))
    assert all(x >= 0 and 0 <= y <= field.height_mm for x, y in spots)


def test_the_slider_reaches_every_day_to_month_twelve_by_keys(top):
    top.go_to("outcome day")
    top.frame(Key("end"))
    assert top.screen.outcome.days == 365
    top.frame(Key("left"))
    assert top.screen.outcome.days == 364
    top.frame(Key("home"))
    assert top.screen.outcome.days == 0


def test_a_slider_on_its_way_orders_one_photograph_at_a_time(finished):
    class Busy(StillBench):
        """A bench that is never done, and counts."""

        def order(self, name, words, make):
            self._jobs[name] = Job(name, words, make)
            asked.append(name)

        def get(self, name):
            return None

        def share_of(self, name):
            return 0.0

    asked = []
    top = TableTop(DebriefScreen(), finished["failed"])
    top.table.workshop, top.screen.outcome = Busy(), OutcomePanel()
    for days in (10, 50, 90, 200):
        top.screen.outcome.days = days
        top.frame()
    assert asked == [outcome_name(10)]


@pytest.mark.parametrize(("size", "scale"), ROOMS)
def test_every_page_of_the_outcome_stands_whole(size, scale, finished):
    for desk in finished.values():
        top = TableTop(DebriefScreen(), desk, size, scale)
        for page in range(3):
            top.screen.outcome.page = page
            assert_whole(top)


def test_the_report_carries_the_judgement_the_blemishes_and_the_stocking(top):
    told, desk = top.screen.said.debrief, top.desk
    page = report_html("A case", top.screen.said.score, told, measured(desk.attempt.events))
    assert told.judgement in page
    assert told.diary in page
    for line in told.blemishes:
        assert line.words in page
        assert all(cause.words in page for cause in line.causes)
