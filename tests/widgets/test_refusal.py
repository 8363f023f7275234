"""A refused control never fires and always says why."""

import pygame
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.widgets.kit import Key, Pointer, Text, Ui
from tests.widgets.stand import REASON, stand

REFUSED = ("no", "tape", "locked")
presses = st.builds(
    Key,
    st.sampled_from(("tab", "return", "space", "left", "right", "escape", "end", "up")),
    is_shift=st.booleans(),
)


def click(at):
    return [Pointer(*at, "move"), Pointer(*at, "down"), Pointer(*at, "up")]


def gestures(s):
    """Single keys, wheel turns, whole clicks, and drags from one control to another."""
    at = st.sampled_from([s.ui.touches.place_of(name).center for name in (*REFUSED, "go")])
    return st.one_of(
        presses.map(lambda key: [key]),
        at.map(click),
        at.map(lambda place: [Pointer(*place, "wheel", dy=2.0), Text("x")]),
        st.tuples(at, at).map(lambda ab: [Pointer(*ab[0], "down"), Pointer(*ab[1], "up")]),
    )


@given(st.data())
def test_no_input_whatever_fires_a_refused_control(data):
    s = stand()
    for gesture in data.draw(st.lists(gestures(s), max_size=10)):
        s.frame(*gesture)
    assert not {"no", "tape"} & set(s.fired)
    assert s.locked == 12


@pytest.mark.parametrize("name", REFUSED)
def test_a_refused_control_stays_still_when_clicked_and_when_pressed_by_key(name):
    s = stand()
    s.frame(*click(s.ui.touches.place_of(name).center))
    while not (s.ui.touches.focus == name and s.ui.touches.is_ring_shown):
        s.frame(Key("tab"))
    s.frame(Key("return"), Key("space"), Key("end"))
    assert s.fired == []
    assert s.locked == 12


def test_hovering_a_refused_control_shows_its_reason():
    for name in REFUSED:
        s = stand()
        before = s.ui.display.canvas.copy().get_buffer().raw
        s.frame(Pointer(*s.ui.touches.place_of(name).center, "move"))
        assert s.ui.told == REASON
        assert s.ui.display.canvas.get_buffer().raw != before


def test_focusing_a_refused_control_by_key_shows_its_reason():
    s = stand()
    told = {}
    for _ in s.ui.touches.order:
        s.frame(Key("tab"))
        told[s.ui.touches.focus] = s.ui.told
    assert {name for name, words in told.items() if words} == set(REFUSED)


def test_the_reason_goes_when_the_pointer_goes():
    s = stand()
    s.frame(Pointer(*s.ui.touches.place_of("no").center, "move"))
    s.frame(Pointer(2, 700, "move"))
    assert s.ui.told == ""


def test_a_tooltip_waits_a_moment_and_a_refusal_does_not():
    ui = Ui(pygame.Surface((800, 450), 0, 32))
    told = []
    for i in range(4):
        ui.begin([Pointer(60, 60, "move")], now_s=0.2 * i)
        ui.tooltip("gain", (80, 80, 100, 100), "Brightness of the picture")
        ui.end()
        told.append(ui.told)
    assert told == ["", "", "Brightness of the picture", "Brightness of the picture"]


def test_a_notice_is_seen_while_it_is_declared_and_leaves_no_trace():
    s = stand()
    before = bytes(s.ui.display.canvas.get_buffer().raw)
    s.ui.begin()
    s.declare()
    s.ui.toast("Wheal at the tip. Stop and withdraw.", "caution")
    s.ui.end()
    assert bytes(s.ui.display.canvas.get_buffer().raw) != before
    s.frame()
    assert bytes(s.ui.display.canvas.get_buffer().raw) == before
