"""Signs on the screens: one list of answers, by keyboard too, and nothing cut at any text size."""

import pytest

from simulator.app.screens.aftercare import AftercareScreen
from simulator.app.screens.responding import Responding, open_signs
from simulator.app.screens.treat import TreatScreen
from simulator.app.words import RECOVERED, RESPONSES, SIGN_ADVICE, SIGNS
from simulator.session import commands as c
from simulator.session import responses, signs
from tests.app.table_top import TableTop

ROOMS = [((1280, 720), 1.0), ((1280, 720), 1.5), ((1920, 1080), 2.0)]


def show(desk, *names):
    for name in names:
        desk.attempt.state, _ = signs.shown(desk.state, [name], -1)


def test_every_sign_and_answer_of_the_session_has_words():
    assert set(SIGNS) == set(SIGN_ADVICE) == set(responses.SIGNS)
    assert set(RESPONSES) == set(responses.ACTIONS)
    assert set(RECOVERED) == set(responses.UNWELL)


@pytest.mark.parametrize(("size", "scale"), ROOMS)
def test_signs_and_the_list_of_answers_stand_whole(size, scale, desk):
    desk.do(c.CheckKit())
    for name in responses.UNWELL:
        show(desk, name)
        top = TableTop(AftercareScreen(), desk, size, scale)
        assert top.ui.fits(), [(m.words, m.room) for m in top.ui.misfits]
    top.click("respond")
    top.frame()
    top.click("stay")
    for _ in range(2):
        top.frame()
        assert top.ui.fits(), [(m.words, m.room) for m in top.ui.misfits]
    for action in responses.ACTIONS:
        top.click(f"act {action}")
        top.frame()
        assert top.ui.fits(), [(m.words, m.room) for m in top.ui.misfits]


@pytest.mark.parametrize(("size", "scale"), ROOMS)
def test_the_treatment_screen_stands_whole_before_and_after_drawing_up(size, scale, desk):
    top = TableTop(TreatScreen(), desk, size, scale)
    for acts in ((), (c.FillSyringe("polidocanol", 5000, 2_000_000),), (c.LabelSyringe(),)):
        desk.do(*acts)
        top.frame()
        assert top.ui.fits(), [(m.words, m.room) for m in top.ui.misfits]


def test_the_keyboard_alone_answers_a_faint_and_hears_what_came_of_it(desk):
    show(desk, "faint")
    top = TableTop(AftercareScreen(), desk)
    top.enter("respond")
    top.frame()
    top.enter("act lie_flat")
    assert desk.state.posture == "lying"
    top.frame()
    assert desk.notice == RESPONSES["lie_flat"][1]
    answers = [event for event in desk.attempt.events if event["ev"] == "warning_answered"]
    assert [answer["sign"] for answer in answers] == ["faint"]


def test_minutes_with_her_claim_nothing_that_the_clock_denies(desk):
    before = desk.state.tick
    top = TableTop(AftercareScreen(), desk)
    desk.do(c.Stay(5))
    top.frame()
    assert desk.notice == "You stayed 5 minutes with her; the clock above does not count them."
    assert desk.state.tick == before


def test_the_list_is_the_same_whatever_has_shown(desk):
    def buttons():
        top = TableTop(AftercareScreen(), desk)
        top.screen.responding.is_listing = True
        top.frame()
        top.frame()
        return [name for name in top.order if name.startswith("act ")]

    bare = buttons()
    show(desk, "anaphylaxis")
    assert buttons() == bare == [f"act {action}" for action in RESPONSES]


def test_what_needs_the_kit_waits_until_it_was_checked(desk):
    assert desk.why_not(c.Respond("adrenaline"))
    desk.do(c.CheckKit())
    assert desk.why_not(c.Respond("adrenaline")) is None


def test_who_is_unwell_stays_on_screen_until_she_is_well(desk):
    show(desk, "faint")
    desk.do(c.Respond("observe"))
    assert [sign.name for sign in open_signs(desk)] == ["faint"]
    assert not Responding().is_listing
