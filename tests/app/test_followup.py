"""The weeks after she went home, on their screen: days, telephone, diary, review, the end."""

import itertools
from dataclasses import replace

import numpy as np
import pytest

from simulator.app.desk import Desk
from simulator.app.recorder import Recorder
from simulator.app.screens.aftercare import AftercareScreen
from simulator.app.screens.followup import FollowUpScreen
from simulator.app.window import _stage_of
from simulator.session import commands as c
from simulator.session.aftermath import leg_at
from simulator.session.attempt import Attempt
from simulator.view import bedside
from simulator.view.treatment import Camera
from simulator.view.weeks import Weeks
from simulator.widgets.kit import Key, Pointer
from tests.app.table_top import TableTop
from tests.app.test_layout import SIZES, assert_whole
from tests.operators.plays import edited

ROOMS = list(itertools.product(SIZES, (1.0, 1.5, 2.0)))
ROOM_IDS = [f"{size[0]}x{size[1]} at {scale:g}" for size, scale in ROOMS]
SHORT = ("threads: 6", "threads: 2")


def inject(desk):
    """Give one short push into the feeding arm of the first thread, then swab and stocking."""
    web = desk.state.patient.web
    edge = desk.state.patient.threads[0].arm_edge
    x, y, z = web.path_mm[edge][4].tolist()
    along = web.path_mm[edge][5] - web.path_mm[edge][3]
    heading = float(np.arctan2(along[1], along[0]))
    back = z / np.tan(0.2)
    spot = (round((x - back * np.cos(heading)) * 1000), round((y - back * np.sin(heading)) * 1000))
    for command, wait in (
        (c.SetPosture("lying"), 0),
        (c.FillSyringe("polidocanol", 2500, 2_000_000), 0),
        (c.TakeNeedle(30), 0),
        (c.StretchSkin(1), 0),
        (c.AimNeedle(*spot, round(heading * 1000), 200), 0),
        (c.InsertNeedle(round(z / np.sin(0.2) * 1000) + 250), 0),
        (c.PressPlunger(900), 240),
        (c.PressPlunger(0), 0),
        (c.InsertNeedle(0), 60),
        (c.PlaceSwab(round(x * 1000), round(y * 1000)), 0),
        (c.FitStocking(25, "thigh"), 0),
        (c.Advise("stockings", 7), 60),
    ):
        assert desk.attempt.do(command) is None
        desk.pass_ticks(wait)


@pytest.fixture(scope="module")
def session(tmp_path_factory):
    """Return a desk on the day of a session, before she goes home."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FILIGRANE_HOME", str(tmp_path_factory.mktemp("session")))
        made = Desk.begin(edited(SHORT))
        inject(made)
        made.close()
    return made


def copied(session, path, **plan):
    """Return a desk that goes on from there by itself."""
    attempt = Attempt(session.state, lambda _record: None)
    attempt.events = list(session.attempt.events)
    scenario = replace(session.scenario, plan=replace(session.scenario.plan, **plan))
    return Desk(scenario, attempt, Recorder(path))


@pytest.fixture
def treated(session, home):
    return copied(session, home / "treated.jsonl")


@pytest.fixture
def examined(session, home):
    return copied(session, home / "examined.jsonl", mode="exam")


def kinds(desk):
    return [event["ev"] for event in desk.attempt.events]


def words_of(top):
    """Return all words that one frame shows."""
    said = []

    def catch(inner):
        def caught(box, words, *rest, **more):
            said.append(words)
            return inner(box, words, *rest, **more)

        return caught

    top.ui.label, top.ui.paragraph = catch(top.ui.label), catch(top.ui.paragraph)
    top.frame()
    del top.ui.label, top.ui.paragraph
    return " ".join(said)


def test_she_goes_home_from_the_aftercare(treated):
    top = TableTop(AftercareScreen(), treated)
    assert top.enter("home") == "Follow-up"
    assert "days_passed" not in kinds(treated)  # the days are for the trainee to choose


def test_the_whole_follow_up_by_keys(treated):
    top = TableTop(FollowUpScreen(), treated)
    start = treated.state.day
    top.frame(Key("2"))
    assert treated.state.day == start + 9
    for letter, kind in (("t", "patient_telephoned"), ("y", "diary_opened"), ("r", "leg_reviewed")):
        assert kind not in kinds(treated)
        top.frame(Key(letter))
        assert kind in kinds(treated)
    top.frame(Key("4"))
    assert treated.state.day == start + 22
    top.frame(Key("4"))
    assert treated.state.day == start + 22  # that day is over, and it is said
    assert treated.notice == "It is day 22 already."
    for step, day in (("1", 23), ("3", 30), ("5", 72), ("6", 91), ("7", 365)):
        top.frame(Key(step))
        assert treated.state.day == start + day
    top.enter("finish")
    top.frame()
    assert top.enter("end:Not yet") is None
    assert not treated.state.is_finished
    top.enter("finish")
    top.frame()
    assert top.enter("end:End the course") == "Debrief"
    assert treated.state.is_finished


def test_tab_reaches_every_act_of_the_follow_up(treated):
    treated.do(c.PassDays(9), c.Telephone(), c.ReviewLeg())
    top = TableTop(FollowUpScreen(), treated)
    acts = {"calendar", "telephone", "advise", "review leg", "cord", "compare with", "finish"}
    assert acts | {f"pass {k}" for k in range(1, 8)} <= set(top.order)


def test_advice_is_given_on_the_telephone(treated):
    treated.do(c.PassDays(9))
    top = TableTop(FollowUpScreen(), treated)
    assert "advise" not in top.order
    top.enter("telephone")
    top.frame()
    top.enter("advise")
    top.frame()
    top.go_to("stocking days")
    for _ in range(4):
        top.frame(Key("right"))
    top.enter("advise stockings")
    top.enter("advise close")
    told = [e for e in treated.attempt.events if e["ev"] == "advice_given"][-1]
    assert (told["item"], told["days"]) == ("stockings", 21)


def test_a_click_on_the_leg_or_the_list_says_where_blood_is_let_out(treated):
    treated.do(c.PassDays(22), c.ReviewLeg())
    top = TableTop(FollowUpScreen(), treated)
    assert top.ui.touches.place_of("let out") is not None
    place = top.ui.touches.place_of("leg today")
    field = treated.state.patient.patch
    at = (place.x + place.w // 4, place.y + place.h // 2)
    top.frame(Pointer(*at, "down"), Pointer(*at, "up"))
    where = (field.width_mm / 4, field.height_mm / 2)
    assert top.screen.review.spot == pytest.approx(where, abs=0.2)
    top.enter("let out")
    assert kinds(treated)[-1] == "trapped_blood_let_out"
    assert top.screen.review.spot is None  # done: nothing is picked any more


def test_nothing_of_the_leg_is_seen_before_she_is_asked_in(treated):
    treated.do(c.PassDays(22))
    top = TableTop(FollowUpScreen(), treated)
    assert top.ui.touches.place_of("leg today") is None
    top.enter("review leg")
    top.frame()
    assert top.ui.touches.place_of("leg today") is not None
    treated.do(c.PassDays(1))
    top.frame()
    top.frame()
    assert top.ui.touches.place_of("leg today") is None


def test_an_exam_does_not_tell_what_the_leg_shows(examined, treated):
    for desk in (examined, treated):
        desk.do(c.PassDays(22), c.ReviewLeg())
    told, untold = (words_of(TableTop(FollowUpScreen(), desk)) for desk in (treated, examined))
    assert "of the veins gone" in told
    for word in ("gone", "brown", "tender", "blush", "sore"):
        assert word not in untold


def test_another_session_leads_back_to_the_scan_or_to_the_needle(treated):
    treated.do(c.PassDays(56))
    top = TableTop(FollowUpScreen(), treated)
    assert top.enter("scan again") == "Duplex"
    assert top.enter("treat again") == "Treat"


def test_the_loupe_of_another_session_shows_what_the_weeks_have_made(treated):
    before = bedside.present(treated.state, Camera(10, 10, 24))
    weeks = Weeks()
    assert weeks.on(before, treated.state) is before  # nothing yet on the day itself
    treated.do(c.PassDays(56))
    last = replace(treated.state.sessions[-1], closed_edges=(0, 2))
    state = replace(treated.state, sessions=(last,))
    empty = replace(before, blood_frac=np.zeros(before.blood_frac.shape))
    seen, left = weeks.on(empty, state), leg_at(state, state.day)
    assert np.allclose(seen.cleared_frac, 1.0 - left.visible_frac)
    assert np.array_equal(seen.stain_frac, left.stain_frac)
    assert (seen.blood_frac[[0, 2]] == 1.0).all()  # to be seen as far as it is not cleared
    assert (seen.blood_frac[1] == 0.0).all()


def test_an_attempt_in_its_follow_up_is_taken_up_there(treated):
    treated.do(c.PassDays(9))
    assert _stage_of(treated) == "Follow-up"


@pytest.mark.parametrize(("size", "scale"), ROOMS, ids=ROOM_IDS)
def test_the_follow_up_stands_whole(size, scale, treated):
    assert_whole(TableTop(FollowUpScreen(), treated, size, scale))
    treated.do(c.PassDays(9), c.Telephone(), c.OpenDiary(), c.TakePhotograph())
    top = TableTop(FollowUpScreen(), treated, size, scale)
    assert_whole(top)
    top.screen.page = 1
    assert_whole(top)
    treated.do(c.ReviewLeg())
    assert_whole(top)
    treated.do(c.PassDays(13), c.ReviewLeg(), c.LetOutBlood(5000, 5000))
    assert_whole(top)
    top.screen.page, top.screen.is_advising = 0, True
    assert_whole(top)
    top.screen.is_advising, top.screen.is_ending = False, True
    assert_whole(top)


def test_a_man_is_spoken_of_as_a_man(treated):
    world = treated.state.world
    patient = replace(world.patient, spec=replace(world.patient.spec, name="Mr L. Petrovic"))
    treated.attempt.state = replace(treated.state, world=replace(world, patient=patient))
    said = words_of(TableTop(FollowUpScreen(), treated))
    said += words_of(TableTop(AftercareScreen(), treated))
    assert "Telephone him" in said
    assert "He goes home" in said
    assert not {"she", "her", "She", "Her"} & set(said.replace(".", " ").split())
