"""Everything can be done with the keyboard alone, and an overlay keeps keys to itself."""

import pytest

from simulator.app.screens.aftercare import AftercareScreen
from simulator.app.screens.assess import AssessScreen
from simulator.app.screens.brief import BriefScreen
from simulator.app.screens.debrief import DebriefScreen
from simulator.app.screens.followup import FollowUpScreen
from simulator.app.screens.library import LibraryScreen, look_through
from simulator.app.settings import kept_settings
from simulator.session.plan import Plan
from simulator.session.talking import HISTORY_ITEMS
from simulator.widgets.kit import Key
from tests.app.table_top import ENTER, TAB, TableTop

SCREENS = [BriefScreen, AssessScreen, AftercareScreen, FollowUpScreen, DebriefScreen]


def kinds(desk):
    return [event["ev"] for event in desk.attempt.events]


@pytest.mark.parametrize("screen", SCREENS)
def test_tab_visits_every_control_once_and_comes_round(screen, finished):
    top = TableTop(screen(), finished["failed"])
    order = top.order
    visited = []
    for _ in order:
        top.frame(TAB)
        visited.append(top.ui.touches.focus)
    assert visited == order
    assert len(order) == len(set(order)) > 3


def test_the_whole_consultation_by_keys(desk):
    top = TableTop(AssessScreen(), desk)
    for item in HISTORY_ITEMS:
        top.enter(f"ask {item}")
    top.go_to("asking")
    top.frame(Key("right"))
    for item in ("legs_standing", "pulses", "skin"):
        top.enter(f"examine {item}")
    top.enter("ceap C1")
    top.enter("decide suitable")
    for item in Plan().consent_items:
        top.enter(f"explain {item}")
    for name in ("photograph", "measure", "think", "consent"):
        top.enter(name)
    talk = desk.state.consultation
    assert set(talk.asked) == set(HISTORY_ITEMS)
    assert talk.ceap == "C1"
    assert (len(talk.examined), talk.decision, talk.is_consented) == (3, "suitable", True)
    assert set(talk.explained) == set(Plan().consent_items)
    assert talk.is_photographed
    assert talk.is_stocking_measured
    assert desk.state.day == 14
    assert top.enter("continue") == "Duplex"


def test_the_whole_aftercare_by_keys_and_nothing_is_chosen_beforehand(desk):
    top = TableTop(AftercareScreen(), desk)
    top.enter("fit")
    assert top.ui.told == "Choose above first."
    assert kinds(desk) == []
    for name in ("stocking pressure", "length", "walk", "review", "stocking days"):
        top.go_to(name)
        top.frame(Key("right"))
    for name in ("fit", "walk now", "plan", "advise stockings", "advise walking"):
        top.enter(name)
    care = desk.state.aftercare
    assert (care.stocking_mmhg, care.stocking_length, care.walked_minutes) == (14, "thigh", 5)
    assert (dict(care.advised), care.follow_up_weeks) == ({"stockings": 3, "walking": 3}, 3)
    top.enter("finish")
    top.frame()
    assert top.enter("end:Not yet") is None
    assert not desk.state.is_finished
    top.enter("finish")
    top.frame()
    assert top.enter("end:End the session") == "Debrief"
    assert desk.state.is_finished


def test_a_refused_act_says_why_and_does_nothing(desk):
    top = TableTop(AssessScreen(), desk)
    top.enter("consent")
    assert "suitable" in top.ui.told
    assert kinds(desk) == []


def test_enter_begins_the_case_from_the_brief(desk):
    assert TableTop(BriefScreen(), desk).frame(ENTER) == "Assess"


def test_help_and_menu_keep_keys_from_the_screen_and_hold_the_time(desk):
    top = TableTop(BriefScreen(), desk)
    top.frame(Key("?"))
    assert top.table.is_helping
    top.frame()
    assert top.frame(ENTER) is None
    desk.pass_ticks(10)
    assert desk.state.tick == 0
    top.frame(Key("escape"))
    assert not top.table.is_helping
    top.frame()
    desk.pass_ticks(10)
    assert desk.state.tick == 10


def test_text_size_and_calm_are_set_in_the_menu_and_kept(desk):
    top = TableTop(BriefScreen(), desk)
    top.table.is_menu = True
    top.frame()
    top.frame()
    top.go_to("menu text size")
    top.frame(Key("right"))
    top.enter("menu calm")
    assert top.ui.text_scale == 1.1
    kept = kept_settings()
    assert (kept.text_scale, kept.is_calm) == (1.1, False)
    assert top.enter("menu:Put it away") == "library"


def test_every_watched_moment_and_the_report_by_keys(finished):
    top = TableTop(DebriefScreen(), finished["failed"])
    watches = [name for name in top.order if name.startswith("watch")]
    assert len(watches) > 5
    top.enter(watches[0])
    assert top.screen.watched is not None
    top.frame()
    top.frame(Key("escape"))
    assert top.screen.watched is None
    top.frame()
    top.enter("report")
    assert top.screen.report.read_text("utf-8").startswith("<!")
    assert top.enter("leave") == "library"


def test_the_library_opens_a_case_and_an_attempt_by_keys(finished, home):
    (home / "attempts").mkdir()
    path = home / "attempts" / "2026-03-10-103000-hidden_feeder.jsonl"
    path.write_bytes(finished["failed"].file.path.read_bytes())
    top = TableTop(LibraryScreen(look_through()))
    assert top.frame(ENTER).scenario.plan.id == "hidden_feeder"
    assert top.enter("open hidden_feeder").scenario.plan.id == "hidden_feeder"
    assert top.enter("kept 0") is None
    top.screen._opener.wait_for_all()
    desk = top.frame().desk
    assert desk.state.is_finished
    assert desk.attempt.events == finished["failed"].attempt.events
