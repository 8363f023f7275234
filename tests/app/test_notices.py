"""Passing notices: what was done looks like no warning, and none outstays its screen."""

from simulator.app.screens.aftercare import AftercareScreen
from simulator.app.screens.calendar_strip import pass_days
from simulator.app.words import COLLAPSED, RESPONSES
from simulator.session import commands as c
from simulator.session import signs
from tests.app.stand import Stand
from tests.app.table_top import TableTop


def toasts(top):
    """Return the tone of the notice that the next frame shows, with its words."""
    said = []
    top.ui.toast = lambda words, tone="done": said.append((tone, words))
    top.frame()
    return said


def test_a_refusal_is_a_caution_and_a_deed_is_not(desk):
    top = TableTop(AftercareScreen(), desk)
    desk.do(c.Respond("adrenaline"))
    assert [tone for tone, _ in toasts(top)] == ["caution"]
    pass_days(top.table, 1)
    assert toasts(top) == [("done", "One day passes: it is day 1 of the case.")]


def test_what_an_answer_brought_is_told_without_a_warning_and_her_collapse_with_one(desk):
    top = TableTop(AftercareScreen(), desk)
    desk.attempt.state, _ = signs.shown(desk.state, ["faint"], -1)
    desk.do(c.Respond("lie_flat"))
    top.frame()
    assert toasts(top) == [("done", RESPONSES["lie_flat"][1])]
    desk.attempt.events.append({"ev": "patient_collapsed", "t": 0, "is_at_home": False})
    top.frame()
    assert toasts(top) == [("caution", COLLAPSED)]


def test_a_disk_that_refuses_is_a_caution_whatever_was_said_before(desk):
    desk.say("Finding 1 is on the leg map.", "done")
    desk.file.trouble = "The disk is full."
    assert desk.shown_tone == "caution"
    desk.file.trouble = ""
    assert desk.shown_tone == "done"


def test_a_notice_does_not_follow_to_the_next_screen(monkeypatch, tmp_path):
    stand = Stand(monkeypatch, tmp_path, "Treat")
    stand.key("k")
    assert "You talk to her" in stand.desk.shown_notice
    stand.click("on")
    assert stand.window.stage == "Aftercare"
    stand.frame()
    assert stand.desk.shown_notice == ""
