"""The treatment room played with pointer and keys, without a screen."""

import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from simulator.anatomy.centreline import nearest
from simulator.session import commands as c
from simulator.view.bedside import present
from simulator.view.treatment import Camera
from simulator.widgets.input import Key, Pointer
from tests.app.stand import Stand


@pytest.fixture
def stand(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Stand:
    return Stand(monkeypatch, tmp_path, "Treat")


def walk_to_arm(stand: Stand) -> None:
    """Bring the tip over the first feeding arm with the arrow keys alone."""
    web, hand = stand.state.patient.web, stand.window.treat.hand
    path = web.path_mm[stand.state.patient.threads[0].arm_edge]
    x, y = path[len(path) // 2][:2]
    stand.key("up")
    assert hand is not None
    for _ in range(400):
        assert hand.over_mm is not None
        dx, dy = x - hand.over_mm[0], y - hand.over_mm[1]
        if max(abs(dx), abs(dy)) <= 0.15:
            return
        if abs(dx) > abs(dy):
            stand.key("right" if dx > 0 else "left")
        else:
            stand.key("down" if dy > 0 else "up")
    raise AssertionError("the tip does not follow the arrow keys")


def enter_vein(stand: Stand) -> None:
    """Put the needle into the first feeding arm."""
    stand.move(*stand.arm_px())
    find_blood(stand)


def find_blood(stand: Stand) -> None:
    """Snap to the vein, go in, and look for blood in the hub."""
    stand.key("n", "w")
    for _ in range(30):
        fit = stand.state.treatment.fit
        if fit is not None and fit.lumen_frac >= 0.8:
            return
        stand.key("w", is_shift=True)
    raise AssertionError("thirty small steps and no blood")


def test_a_thread_is_treated_by_keyboard_alone(stand: Stand) -> None:
    stand.key("1", "2", "3", "4", "5")
    for _ in range(12):
        if stand.window.ui.touches.focus == "fill":
            break
        stand.key("tab")
    stand.key("return")
    stand.key("7")
    assert stand.state.treatment.syringe.left_ul == 2400
    walk_to_arm(stand)
    find_blood(stand)
    stand.frame(Key("space"), count=150)
    stand.frame(Key("space", is_down=False))
    stand.key("r", "b", "g")
    (ended,) = stand.events("injection_ended")
    assert ended["volume_nl"] > 5000
    assert ended["tissue_nl"] < ended["volume_nl"]
    assert len(stand.events("needle_withdrawn")) == 1
    assert len(stand.events("swab_placed")) == 1
    assert len(stand.events("swab_taped")) == 1


def test_hovering_is_not_an_act(stand: Stand) -> None:
    stand.make_ready()
    before = len(stand.desk.attempt.events)
    for step in range(20):
        stand.move(500 + 10 * step, 300)
    assert len(stand.desk.attempt.events) == before
    assert stand.state.treatment.needle.x_um == 0
    assert stand.window.treat.hand is not None
    assert stand.window.treat.hand.hovering() is not None


def test_the_steady_hand_lies_along_the_vein_until_it_is_turned(stand: Stand) -> None:
    stand.make_ready()
    x, y = stand.arm_px()
    stand.move(x, y)
    stand.frame(count=30)
    hand = stand.window.treat.hand
    assert hand is not None
    lined_up = hand.heading_rad
    stand.key("e")
    turned = hand.heading_rad
    stand.move(x + 1, y)
    stand.frame(count=30)
    assert turned != lined_up
    assert hand.heading_rad == turned


@pytest.mark.parametrize("held_rad", [-2.6, -1.1, 0.4, 1.9])
def test_lining_up_never_tells_which_way_the_blood_comes(stand: Stand, held_rad: float) -> None:
    stand.make_ready()
    hand = stand.window.treat.hand
    assert hand is not None
    for thread in range(len(stand.state.patient.threads)):
        stand.move(*stand.arm_px(thread))
        hand.heading_rad = held_rad
        hand.align()
        turned = abs((hand.heading_rad - held_rad + math.pi) % (2 * math.pi) - math.pi)
        assert turned <= math.pi / 2 + 1e-9


def test_v_turns_a_needle_that_lies_along_the_vein_to_the_other_way(stand: Stand) -> None:
    stand.make_ready()
    stand.move(*stand.arm_px())
    stand.frame(count=30)
    hand = stand.window.treat.hand
    assert hand is not None
    before = hand.heading_rad
    stand.key("v")
    stand.frame(count=30)
    assert abs(hand.heading_rad - before) == pytest.approx(math.pi)


def test_the_pen_marks_every_thread_and_no_feeding_arm(stand: Stand) -> None:
    stand.make_ready()
    web, threads = stand.state.patient.web, stand.state.patient.threads
    strokes = present(stand.state, Camera(20.0, 12.0, 16.0)).ink
    assert len(strokes) == len(threads)
    for thread, stroke in zip(threads, strokes, strict=True):
        (x0, y0), (x1, y1) = stroke.points_mm
        edge, _, _ = nearest(web, (x0 + x1) / 2, (y0 + y1) / 2)
        assert edge != thread.arm_edge


def test_skin_dimples_under_a_click_where_it_is_slack_and_another_click_goes_through(
    stand: Stand,
) -> None:
    stand.make_ready()
    if stand.state.treatment.is_stretched:
        stand.key("7")
    x, y = stand.arm_px()
    stand.down(x, y)
    stand.up(x, y)
    assert stand.state.treatment.needle.length_um == 600
    assert stand.state.treatment.punctures == ()
    shown = present(stand.state, Camera(20.0, 12.0, 16.0)).needle
    assert shown is not None
    assert shown.dimple_mm > 0.5
    assert shown.inserted_mm == 0.0
    for _ in range(3):
        stand.down(x, y)
        stand.up(x, y)
    assert len(stand.state.treatment.punctures) == 1
    assert stand.state.treatment.push is None


def test_depth_goes_in_hundredths_of_a_millimetre_and_f_turns_the_bevel(stand: Stand) -> None:
    stand.make_ready()
    hand = stand.window.treat.hand
    assert hand is not None
    stand.move(*stand.arm_px())
    stand.key("f")
    stand.key("w")
    assert stand.state.treatment.needle.bevel == "side"
    stand.key("f")
    assert hand.bevel == "side"  # what is in the skin cannot be turned
    depths = []
    for key in (".", ".", ",", "w"):
        stand.key(key)
        depths.append(stand.state.treatment.needle.length_um)
    assert depths == [610, 620, 610, 760]
    stand.frame(Key("left alt"))
    stand.wheel(*stand.arm_px(), 1.0)
    stand.frame(Key("left alt", is_down=False))
    assert stand.state.treatment.needle.length_um == 770


def told(stand: Stand) -> str:
    """Return every word on the screen, a word a line."""
    words: list[str] = []
    label = stand.window.ui.label

    def noted(box: Any, said: str, *rest: Any, **more: Any) -> Any:
        words.append(said)
        return label(box, said, *rest, **more)

    stand.window.ui.label = noted  # type: ignore[method-assign]
    stand.frame()
    stand.window.ui.label = label  # type: ignore[method-assign]
    return "\n".join(words)


def test_marked_lying_is_a_caution_and_no_tick(stand: Stand) -> None:
    stand.desk.do(c.SetPosture("lying"), c.MarkSkin())
    assert "Marked lying\nThe feeders were empty" in told(stand)
    stand.desk.do(c.SetPosture("sitting"), c.MarkSkin(), c.SetPosture("lying"))
    assert "Marked sitting\nStanding fills the feeders" in told(stand)
    stand.desk.do(c.SetPosture("standing"), c.MarkSkin())
    assert "Marked, standing" in told(stand)
    assert stand.window.ui.fits(), stand.window.ui.misfits


def test_who_sits_from_the_first_is_marked_sitting(stand: Stand) -> None:
    stand.desk.do(c.MarkSkin())
    assert "Marked sitting" in told(stand)
    stand.desk.do(c.SetPosture("lying"), c.MarkSkin(), c.PassDays(1), c.MarkSkin())
    assert "Marked sitting" in told(stand)  # she came in again, and sat down


def test_the_help_says_what_a_click_does_before_and_after_the_skin_gives(stand: Stand) -> None:
    stand.key("f1")
    said = told(stand)
    assert "Click\nenter the skin" in said
    assert "Hold left or Space\npress the plunger, once in" in said
    assert stand.window.ui.fits(), stand.window.ui.misfits


def test_an_exam_tells_neither_hits_nor_the_pressure_in_the_vein(stand: Stand) -> None:
    stand.make_ready()
    enter_vein(stand)
    stand.frame(Key("space"), count=60)
    practice = told(stand)
    assert "Threads injected, 1 of 6" in practice
    assert "mmHg" in practice
    scenario = stand.desk.scenario
    stand.desk.scenario = replace(scenario, plan=replace(scenario.plan, mode="exam"))
    exam = told(stand)
    assert "Punctures, 1" in exam
    assert "Threads injected" not in exam
    assert "mmHg" not in exam
    assert stand.window.ui.fits(), stand.window.ui.misfits


def test_the_gauge_shows_the_pressure_that_is_scored(stand: Stand) -> None:
    stand.make_ready()
    enter_vein(stand)
    stand.frame(Key("space"), count=60)
    push = stand.state.treatment.push
    assert push is not None
    assert 0.0 < push.tip_pa <= push.peak_pa
    shown: list[float] = []
    gauge = stand.window.ui.pressure_gauge
    stand.window.ui.pressure_gauge = (  # type: ignore[method-assign]
        lambda box, value, *rest: (shown.append(value), gauge(box, value, *rest))[1]
    )
    stand.frame()
    push = stand.state.treatment.push
    assert push is not None
    assert shown == [pytest.approx(push.tip_pa / 133.322, rel=1e-3)]


def test_one_press_goes_in_and_the_next_is_the_thumbs(stand: Stand) -> None:
    stand.make_ready()
    x, y = stand.arm_px()
    stand.down(x, y)
    stand.frame(count=20)
    assert stand.state.treatment.needle.length_um == 600
    assert stand.state.treatment.push is None
    stand.up(x, y)
    stand.down(x, y)
    stand.frame(count=20)
    assert stand.state.treatment.push is not None
    stand.up(x, y)
    assert stand.state.treatment.push is None


def test_a_click_within_one_frame_goes_in(stand: Stand) -> None:
    stand.make_ready()
    x, y = stand.arm_px()
    stand.move(x, y)
    stand.frame(Pointer(x, y, "down"), Pointer(x, y, "up"))
    assert stand.state.treatment.needle.length_um == 600


def test_the_wheel_goes_deeper_and_drawn_back_to_the_skin_the_needle_is_out(stand: Stand) -> None:
    stand.make_ready()
    x, y = stand.arm_px()
    stand.down(x, y)
    stand.up(x, y)
    stand.wheel(x, y, 2.0)
    assert stand.state.treatment.needle.length_um == 900
    stand.wheel(x, y, -20.0)
    assert stand.state.treatment.needle.length_um == 0
    assert len(stand.events("needle_withdrawn")) == 1


def test_the_force_climbs_with_time_and_not_with_frames(stand: Stand) -> None:
    stand.make_ready()
    enter_vein(stand)
    stand.frame(Key("space"))
    stand.desk.pass_ticks(20)
    stand.frame()
    risen = stand.state.treatment.needle.force_mn
    assert 300 + 15 * 20 <= risen <= 300 + 15 * 25


@pytest.mark.parametrize("call", ["focus", "menu", "pause", "stage"])
def test_the_thumb_lets_go_when_the_person_is_called_away(stand: Stand, call: str) -> None:
    stand.make_ready()
    enter_vein(stand)
    stand.frame(Key("space"), count=20)
    assert stand.state.treatment.push is not None
    if call == "focus":
        stand.lose_focus()
    elif call == "stage":
        stand.click("top:Assess")
    else:
        stand.key("escape" if call == "menu" else "pause")
        stand.frame()
    assert stand.state.treatment.push is None
    stand.frame(count=10)
    assert stand.state.treatment.push is None


def test_a_key_that_repeats_presses_once(stand: Stand) -> None:
    stand.make_ready()
    enter_vein(stand)
    for _ in range(10):
        stand.frame(Key("space"))
    stand.frame(Key("space", is_down=False))
    assert len(stand.events("injection_started")) == 1
    assert len(stand.events("injection_ended")) == 1


def test_a_swab_is_dragged_from_the_tray_to_the_puncture(stand: Stand) -> None:
    stand.make_ready()
    x, y = stand.arm_px()
    stand.down(x, y)
    stand.up(x, y)
    stand.key("r")
    for tool in ("tray cotton", "tray tape"):
        stand.down(*stand.place(tool))
        stand.move((x + stand.place(tool)[0]) // 2, y)
        stand.move(x, y)
        stand.up(x, y)
        stand.frame()
    (swab,) = stand.state.treatment.swabs
    assert swab.is_taped
    assert stand.state.treatment.punctures[0].swab == 0


def test_a_tile_that_cannot_be_used_says_why(stand: Stand) -> None:
    stand.move(*stand.place("tray cotton"))
    stand.frame(count=3)
    assert stand.window.ui.told == "Every puncture has its swab."
    stand.key("8")
    assert stand.desk.notice == "Every puncture has its swab."
    assert stand.events("command_refused") == []


def test_the_probe_is_put_away_in_the_treatment_room(stand: Stand) -> None:
    stand.window.stage = "Duplex"
    stand.frame()
    stand.desk.do(c.PlaceProbe(20_000, 500_000))
    stand.window.stage = "Treat"
    stand.frame()
    assert stand.state.scan.probe is None


def test_the_coach_speaks_when_asked_and_is_recorded_once(stand: Stand) -> None:
    stand.make_ready()
    enter_vein(stand)
    for _ in range(5):
        stand.key("h")
    assert [event["aid"] for event in stand.events("help_used")] == ["loupe_coach"]
    assert stand.window.treat.notes.is_coaching


@pytest.mark.parametrize("notches", [-40, -5, 5, 40])
def test_skin_fills_the_loupe_at_every_zoom_and_pan(stand: Stand, notches: int) -> None:
    stand.frame(Key("left ctrl"))
    stand.wheel(900, 200, notches)
    stand.frame(Key("left ctrl", is_down=False))
    for far in ((3000, 3000), (-6000, -6000)):
        stand.down(600, 300, 3)
        stand.frame(Pointer(600 + far[0], 300 + far[1], "move"))
        stand.up(600, 300, 3)
        stand.frame()
        camera = stand.window.treat.sight.camera
        patch = stand.state.patient.patch
        rect = stand.window.ui.px((0, 57, stand.window.ui.width, stand.window.ui.height - 111))
        assert camera is not None
        side = min(rect.size)
        left, top = camera.to_patch(0, 0, side, side)
        right, bottom = camera.to_patch(side, side, side, side)
        assert min(left, top) >= -1e-9
        assert right <= patch.width_mm + 1e-9
        assert bottom <= patch.height_mm + 1e-9


def test_the_loupe_glides_to_a_magnification_between_two_and_eight(stand: Stand) -> None:
    sight = stand.window.treat.sight
    before = sight.magnification
    stand.frame(Key("z"))
    stand.frame()
    after_a_frame = sight.magnification
    for _ in range(30):
        stand.frame()
    assert before < after_a_frame < sight.magnification
    for key, limit in (("z", 8.0), ("x", 2.0)):
        for _ in range(12):
            stand.frame(Key(key))
        for _ in range(30):
            stand.frame()
        assert sight.magnification == pytest.approx(limit, rel=0.05)


def test_hands_do_nothing_beside_the_round_glass(stand: Stand) -> None:
    rect = stand.window.ui.px((0, 57, stand.window.ui.width, stand.window.ui.height - 111))
    sight = stand.window.treat.sight
    assert sight.is_in_glass(rect.center, rect)
    corner = (rect.centerx - rect.h // 2 + 12, rect.top + 12)
    assert not sight.is_in_glass(corner, rect)
    stand.move(*rect.center)
    hand = stand.window.treat.hand
    assert hand is not None
    over = hand.over_mm
    stand.move(*corner)
    assert hand.over_mm == over
