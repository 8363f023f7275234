"""Nothing is cut on any screen, at every window size and text scale we promise."""

import itertools
import shutil

import pytest

from simulator.app.screens.aftercare import AftercareScreen
from simulator.app.screens.assess import AssessScreen
from simulator.app.screens.brief import BriefScreen
from simulator.app.screens.debrief import DebriefScreen
from simulator.app.screens.duplex import DuplexScreen
from simulator.app.screens.followup import FollowUpScreen
from simulator.app.screens.helping import HELP
from simulator.app.screens.library import LibraryScreen, look_through
from simulator.app.screens.moment import Moment
from simulator.app.words import CONSENT, EXAMINATION, HISTORY
from simulator.session import commands as c
from simulator.ultrasound.machine import Machine
from tests.app.table_top import TableTop

SIZES = ((1280, 720), (1600, 900), (1920, 1080))
ROOMS = [
    pytest.param(size, scale, id=f"{size[0]}x{size[1]} at {scale:g}")
    for size, scale in itertools.product(SIZES, (1.0, 1.5))
]
SCREENS = (
    BriefScreen,
    AssessScreen,
    DuplexScreen,
    AftercareScreen,
    FollowUpScreen,
    DebriefScreen,
)


def assert_whole(top):
    top.frame()
    assert top.ui.fits(), [(m.words, m.room) for m in top.ui.misfits]


@pytest.mark.parametrize(("size", "scale"), ROOMS)
def test_every_screen_stands_whole_at_the_start(size, scale, desk):
    for screen in SCREENS:
        assert_whole(TableTop(screen(), desk, size, scale))


@pytest.mark.parametrize(("size", "scale"), ROOMS)
@pytest.mark.parametrize("result", ["passed", "failed"])
def test_every_screen_stands_whole_when_all_is_done(size, scale, result, finished):
    for screen in SCREENS:
        assert_whole(TableTop(screen(), finished[result], size, scale))


@pytest.mark.parametrize(("size", "scale"), ROOMS)
@pytest.mark.parametrize("result", ["passed", "failed"])
def test_the_order_map_stands_whole(size, scale, result, finished):
    screen = DebriefScreen()
    screen.shows_order = True
    assert_whole(TableTop(screen, finished[result], size, scale))


@pytest.mark.parametrize(("size", "scale"), ROOMS)
def test_what_lies_over_a_screen_stands_whole(size, scale, desk, finished):
    for stage in (s for s in HELP if s != "library"):
        screen = BriefScreen()
        screen.name = stage
        top = TableTop(screen, desk, size, scale)
        top.table.is_helping = True
        assert_whole(top)
    top.table.is_helping, top.table.is_menu = False, True
    assert_whole(top)
    ending = TableTop(AftercareScreen(), desk, size, scale)
    ending.click("finish")
    assert_whole(ending)
    watching = TableTop(DebriefScreen(), finished["failed"], size, scale)
    watching.screen.watched = Moment(600, "Injected without ever asking about blood clots.")
    assert_whole(watching)


@pytest.mark.parametrize(("size", "scale"), ROOMS)
def test_the_library_stands_whole_empty_full_and_broken(size, scale, finished, home):
    assert_whole(TableTop(LibraryScreen(look_through()), size=size, text_scale=scale))
    (home / "attempts").mkdir()
    for k, desk in enumerate(finished.values()):
        for day in range(6):
            name = f"2026-03-{10 + day}-1{k}3000-hidden_feeder.jsonl"
            shutil.copy(desk.file.path, home / "attempts" / name)
    (home / "attempts" / "junk.jsonl").write_bytes(b"\x00")
    (home / "broken.yaml").write_text("format: scenario/1\ntitel: x\nseed: none\n")
    top = TableTop(LibraryScreen(look_through(home / "broken.yaml")), size=size, text_scale=scale)
    top.screen._bench.wait_for_all()
    assert_whole(top)
    for name in ("library help", "library menu"):
        top.click(name)
        assert_whole(top)
        top.screen.is_helping = top.screen.is_menu = False


@pytest.mark.parametrize(("size", "scale"), ROOMS)
def test_an_answer_that_forbids_treatment_stands_whole(size, scale, desk):
    desk.do(c.AskHistory("clots"), c.AskHistory("pregnancy"))
    for event in desk.attempt.events:
        event["is_contraindication"] = True
        event["answer"] = "I had a clot in this leg two years ago and still take tablets for it."
    top = TableTop(AssessScreen(), desk, size, scale)
    assert_whole(top)


@pytest.mark.parametrize(("size", "scale"), ROOMS)
def test_a_disk_that_refuses_is_told_whole(size, scale, desk):
    desk.file.trouble = "The attempt cannot be written: No space left on device."
    assert_whole(TableTop(BriefScreen(), desk, size, scale))


@pytest.mark.parametrize(("size", "scale"), ROOMS)
def test_the_debrief_of_a_session_in_which_nothing_was_done_stands_whole(size, scale, desk):
    desk.do(c.FinishAttempt())
    top = TableTop(DebriefScreen(), desk, size, scale)
    assert_whole(top)
    top.screen.shows_order = True
    assert_whole(top)


@pytest.mark.parametrize(("size", "scale"), ROOMS)
def test_the_scanner_stands_whole_with_every_group_aid_and_finding(size, scale, desk):
    screen = DuplexScreen()
    top = TableTop(screen, desk, size, scale)
    top.table.workshop.ready["scanner"] = Machine(desk.state.patient, 1)
    desk.do(
        c.SetPosture("standing"),
        c.PlaceProbe(10_000, 670_000, 1571, -60, 300, 80),
        c.SetScanner("is_colour", 1),
        c.SetScanner("is_pulsed", 1),
        c.MarkVein("lateral_subdermic", "refluxing", 1250, 12_400),
        c.MarkVein("popliteal_vein", "thrombosed"),
    )
    for tab in range(3):
        screen.console.tab = tab
        assert_whole(top)
    for aid in ("cue", "ghost"):
        desk.do(c.SetAid(aid))
        assert_whole(top)
    screen.speaker.levels = (0.4, 0.1)
    desk.do(c.SqueezeCalf())
    assert_whole(top)
    desk.do(c.ReleaseCalf(), c.Strain(1))
    assert_whole(top)
    desk.do(c.SetScanner("is_frozen", 1))
    assert_whole(top)
    screen.rows.is_labelling = True
    assert_whole(top)


@pytest.mark.parametrize(("size", "scale"), [(s, k) for s in SIZES for k in (1.0, 1.5, 2.0)])
def test_the_consultation_stands_whole_on_both_sides_of_the_talk(size, scale, desk):
    desk.do(*(c.AskHistory(item) for item in HISTORY))
    desk.do(*(c.Examine(item) for item in EXAMINATION))
    desk.do(*(c.Explain(item) for item in CONSENT), *(c.TeachBack(item) for item in CONSENT))
    desk.do(c.Classify("C1"), c.DecideSuitability("suitable"))
    for number, event in enumerate(desk.attempt.events):
        if event["ev"] == "history_asked":
            event["bars"] = ("absolute", "defer", "relative")[number % 3]
    top = TableTop(AssessScreen(), desk, size, scale)
    assert_whole(top)
    top.screen.asking.tab = 1
    assert_whole(top)
    top.screen.glass.is_open = True
    assert_whole(top)
