"""The consultation on its screen: what is heard is read, and nothing is given away too early."""

import pytest

from simulator.app.desk import Desk
from simulator.app.screens import consent_talk
from simulator.app.screens.aftercare import AftercareScreen
from simulator.app.screens.asking import tells_bars
from simulator.app.screens.assess import AssessScreen, last_said
from simulator.app.words import ADVICE, BARS, CONSENT, EXAMINATION, HISTORY, REFILLS
from simulator.base.units import TICKS_PER_SECOND
from simulator.scenario.find import scenario_file
from simulator.scenario.load import load
from simulator.session import commands as c
from simulator.session.examining import EXAMINATIONS, is_under_glass
from simulator.session.examining import REFILLS as KINDS
from simulator.session.patient_words import said_back
from simulator.session.plan import Plan
from simulator.session.talking import HISTORY_ITEMS, TAUGHT_BACK
from simulator.view.bedside import present
from simulator.view.treatment import Camera
from simulator.widgets.kit import Key, Pointer
from tests.app.stand import Stand
from tests.app.table_top import TableTop
from tests.app.test_layout import assert_whole

CASE = scenario_file("hidden_feeder")


@pytest.fixture
def stand(monkeypatch, tmp_path):
    return Stand(monkeypatch, tmp_path, "Assess")


def barred_desk(mode):
    text = CASE.read_text("utf-8").replace(
        "{item: clots, answer:", "{item: clots, bars: defer, answer:"
    )
    return Desk.begin(load(CASE, text.replace("mode: practice", f"mode: {mode}").encode()))


def test_every_word_of_the_session_has_a_name_on_screen():
    assert tuple(HISTORY) == HISTORY_ITEMS
    assert set(EXAMINATION) == set(EXAMINATIONS)
    assert set(TAUGHT_BACK) <= {*CONSENT, *ADVICE}
    assert set(BARS) == {"absolute", "defer", "relative"}
    assert set(REFILLS) == set(KINDS)


def test_one_row_explains_hears_back_and_tells_again(desk):
    top = TableTop(AssessScreen(), desk)
    for item in Plan().consent_items:
        top.enter(f"explain {item}")
    assert set(consent_talk.stages_of(desk).values()) == {"told"}
    for item in Plan().consent_items:
        top.enter(f"explain {item}")
    stages = consent_talk.stages_of(desk)
    assert set(stages.values()) <= {"right", "wrong"}
    talk = desk.state.consultation
    assert {item for item, stage in stages.items() if stage == "right"} == set(talk.understood)
    told = len(talk.told)
    for item, stage in stages.items():
        top.enter(f"explain {item}")
        assert (len(desk.state.consultation.told) > told) == (stage == "wrong")
        told = len(desk.state.consultation.told)


def test_what_was_said_last_is_read_as_it_was_said(desk):
    assert last_said(desk) is None
    desk.do(c.AskHistory("allergy"))
    assert last_said(desk) == ("Allergies", "“Nothing that I know of. Plasters are fine.”")
    desk.do(c.Explain("staining"), c.Examine("skin"))
    assert last_said(desk)[0] == "You explain: brown staining"
    desk.do(c.TeachBack("walking"))
    assert last_said(desk)[0] == "Said back: walk every day"


@pytest.mark.parametrize("mode", ["practice", "exam"])
def test_which_answers_bar_is_told_after_the_decision_and_never_in_an_exam(mode, home):
    desk = barred_desk(mode)
    top = TableTop(AssessScreen(), desk)
    top.enter("ask clots")
    assert not tells_bars(top.table)
    top.enter("decide suitable")
    assert tells_bars(top.table) == (mode == "practice")
    desk.close()


def test_no_decision_and_no_class_is_passed_on_the_way_to_another(desk):
    top = TableTop(AssessScreen(), desk)
    top.go_to("asking")
    top.frame(Key("right"))
    top.enter("ceap C1")
    top.enter("decide refer")
    events = desk.attempt.events
    assert [e["ceap"] for e in events if e["ev"] == "leg_classified"] == ["C1"]
    assert [e["decision"] for e in events if e["ev"] == "suitability_decided"] == ["refer"]


def glass_of(stand):
    screen = stand.window.screens["Assess"]
    screen.asking.tab = 1
    stand.frame(count=2)
    stand.click("glass")
    stand.frame(count=3)
    assert screen.glass.is_open
    return screen.glass


def test_the_glass_is_pressed_and_lifted_with_the_keyboard(stand):
    glass = glass_of(stand)
    web = stand.state.patient.web
    arm = web.path_mm[stand.state.patient.threads[0].arm_edge]
    glass.over_mm = tuple(arm[len(arm) // 2][:2])
    stand.click("glass posture")
    assert stand.state.posture == "lying"
    before = glass.over_mm
    stand.key("right")
    assert glass.over_mm[0] > before[0]
    stand.key("left", "space")
    assert is_under_glass(stand.state)
    stand.key("space")  # too soon: it is lifted once the colour is gone
    stand.desk.pass_ticks(TICKS_PER_SECOND)
    stand.frame(count=2)
    assert not is_under_glass(stand.state)
    stand.desk.pass_ticks(61 * TICKS_PER_SECOND)
    stand.frame(count=2)
    (seen,) = stand.events("refill_seen")
    assert seen["kind"] in KINDS
    stand.key("escape")
    assert not glass.is_open
    assert stand.window.stage == "Assess"


def test_the_mouse_presses_while_it_is_held(stand):
    glass = glass_of(stand)
    x, y = stand.arm_px() if stand.window.treat.sight.camera else (640, 360)
    stand.frame(Pointer(x, y, "move"))
    stand.down(x, y)
    assert is_under_glass(stand.state)
    stand.desk.pass_ticks(TICKS_PER_SECOND)
    stand.up(x, y)
    stand.frame()
    assert not is_under_glass(stand.state)
    assert [e["is_over_vein"] for e in stand.events("glass_lifted")] != []
    stand.click("glass back")
    stand.frame()
    assert not glass.is_open


def test_under_the_glass_the_veins_lose_their_blood_and_get_it_back(stand):
    desk, camera = stand.desk, Camera(20.0, 12.0, 16.0)
    arm = desk.state.patient.threads[0].arm_edge
    x, y = desk.state.patient.web.path_mm[arm][4][:2]
    full = present(desk.state, camera).blood_frac
    desk.do(c.SetPosture("lying"), c.PressGlass(round(1000 * x), round(1000 * y)))
    pressed = present(desk.state, camera)
    assert pressed.blood_frac[arm].max() == 0.0
    assert len(pressed.presses) == 1
    desk.pass_ticks(TICKS_PER_SECOND)
    desk.do(c.LiftGlass())
    assert present(desk.state, camera).presses == ()
    desk.pass_ticks(61 * TICKS_PER_SECOND)
    assert (present(desk.state, camera).blood_frac == full).all()


def test_advice_is_heard_back_where_it_is_given(desk):
    top = TableTop(AftercareScreen(), desk)
    assert "back walking" not in top.order
    top.enter("advise walking")
    desk.pass_ticks(3 * TICKS_PER_SECOND)
    top.frame()
    top.enter("back walking")
    (said,) = [e for e in desk.attempt.events if e["ev"] == "taught_back"]
    assert top.screen.advising.said == said["answer"]
    top.frame()
    assert "back walking" not in top.order
    assert ("walking" in desk.state.consultation.understood) == said["is_understood"]


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_advice_that_was_heard_back_stands_whole(scale, desk):
    for item in ADVICE:
        desk.do(c.Advise(item, 21))
    top = TableTop(AftercareScreen(), desk, text_scale=scale)
    assert_whole(top)
    desk.do(*(c.TeachBack(item) for item in ADVICE))
    assert_whole(top)
    for item in ADVICE:
        for is_right in (True, False):
            top.screen.advising.said = said_back(desk.state.patient.spec, 1, item, 1, is_right)
            assert_whole(top)
