"""A consultation that ends without treatment, played on its screens."""

import itertools

import pytest

from simulator.app.desk import Desk
from simulator.app.screens.assess import AssessScreen
from simulator.app.screens.brief import BriefScreen
from simulator.app.screens.debrief import DebriefScreen
from simulator.scenario.find import scenario_file
from simulator.scenario.load import load
from simulator.session import commands as c
from simulator.session.examining import EXAMINATIONS
from simulator.session.talking import HISTORY_ITEMS
from tests.app.table_top import TableTop
from tests.app.test_layout import SIZES, assert_whole

ROOMS = list(itertools.product(SIZES, (1.0, 1.5, 2.0)))
ROOM_IDS = [f"{size[0]}x{size[1]} at {scale:g}" for size, scale in ROOMS]


@pytest.fixture
def face_desk(home):
    """Return a desk with the case of the face."""
    made = Desk.begin(load(scenario_file("face_decline")))
    yield made
    made.close()


def said(desk, name):
    return [event for event in desk.attempt.events if event["ev"] == name]


def all_but_the_end(desk):
    """Ask, examine, decline and refer, all there is."""
    desk.do(*(c.AskHistory(item) for item in HISTORY_ITEMS))
    desk.do(*(c.Examine(item) for item in EXAMINATIONS))
    desk.do(c.DecideSuitability("refer"), c.DeclineTreatment("facial_veins"))
    desk.do(*(c.ReferOn(to) for to in ("laser_clinic", "dermatology", "vascular_clinic", "gp")))
    desk.do(c.WriteNotes())


def test_a_treatment_is_declined_and_the_case_ended_with_the_keyboard_alone(face_desk):
    top = TableTop(AssessScreen(), face_desk)
    assert "decline" not in top.order  # not before it is decided
    face_desk.do(c.DecideSuitability("refer"))
    top.frame()
    assert "consent" not in top.order
    top.enter("decline")
    top.enter("decline facial_veins")
    top.enter("refer on")
    top.enter("refer laser_clinic")
    top.enter("refer gp")
    top.enter("parting close")
    top.enter("notes")
    top.enter("end")
    assert not face_desk.state.is_finished  # it is asked once more
    top.enter("end:End the consultation")
    assert top.chosen[-1] == "Debrief"
    assert face_desk.state.is_finished
    assert [e["reason"] for e in said(face_desk, "treatment_declined")] == ["facial_veins"]
    assert [e["to"] for e in said(face_desk, "patient_referred_on")] == ["laser_clinic", "gp"]
    assert len(said(face_desk, "notes_written")) == 1


def test_the_mouse_can_do_the_same_and_change_its_mind(face_desk):
    face_desk.do(c.DecideSuitability("defer"))
    top = TableTop(AssessScreen(), face_desk)
    top.click("decline")
    said = []
    label = top.ui.label
    top.ui.label = lambda box, words, *a, **k: said.append(words) or label(box, words, *a, **k)
    top.frame()
    top.ui.label = label
    assert "Not now" not in said  # under a question of why it would be an answer
    top.click("parting close")
    assert face_desk.state.parting.declined == ""
    top.frame()
    top.click("decline")
    top.frame()
    top.click("decline contraindication")
    assert face_desk.state.parting.declined == "contraindication"
    top.frame()
    top.click("end")
    top.frame()
    top.click("end:Not yet")
    assert not face_desk.state.is_finished
    face_desk.do(c.DecideSuitability("suitable"))
    top.frame()
    assert "consent" in top.order


@pytest.mark.parametrize(("size", "scale"), ROOMS, ids=ROOM_IDS)
def test_every_screen_of_a_declined_case_stands_whole(size, scale, face_desk):
    assert_whole(TableTop(BriefScreen(), face_desk, size, scale))
    face_desk.do(c.DecideSuitability("refer"))
    top = TableTop(AssessScreen(), face_desk, size, scale)
    assert_whole(top)
    for name in ("decline", "refer", "end"):
        top.screen.parting.open = name
        assert_whole(top)
    top.screen.parting.open = ""
    all_but_the_end(face_desk)
    assert_whole(top)
    face_desk.do(c.FinishAttempt())
    assert_whole(top)
    debrief = TableTop(DebriefScreen(), face_desk, size, scale)
    assert_whole(debrief)
    debrief.screen.shows_order = True
    assert_whole(debrief)


def test_the_debrief_of_a_declined_case_shows_no_weeks_and_no_leg(face_desk):
    all_but_the_end(face_desk)
    face_desk.do(c.FinishAttempt())
    top = TableTop(DebriefScreen(), face_desk)
    assert "outcome day" not in top.order
    assert "outcome framing" not in top.order
    assert top.screen.said.debrief.unscanned == ()
