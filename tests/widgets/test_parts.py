"""A screen in parts looks and reacts just like one that is worked out anew in every frame."""

import pygame
from hypothesis import given
from hypothesis import strategies as st

from simulator.widgets.input import Key, Pointer
from simulator.widgets.kit import Ui

SIZE = (400, 300)
REST = 12  # frames: longer than a control eases


class Screen:
    """Two columns of controls; in parts, or not."""

    def __init__(self, has_parts):
        self.ui = Ui(pygame.Surface(SIZE, 0, 32))
        self.has_parts = has_parts
        self.depth, self.is_on, self.name, self.fired, self.drawn = 20, False, "a", 0, 0

    def left(self):
        self.drawn += 1
        if self.ui.button("go", (40, 40, 400, 100), f"Go {self.fired}"):
            self.fired += 1
        self.depth = self.ui.slider("depth", (40, 200, 400, 120), "Depth", self.depth, 0, 40)

    def right(self):
        self.is_on = self.ui.toggle("on", (640, 40, 300, 100), "On", self.is_on)
        self.name = self.ui.text_entry("name", (640, 200, 300, 100), self.name)

    def frame(self, k, inputs):
        ui = self.ui
        ui.begin(inputs, k / 60)
        ui.plate(ui.whole, "ink")
        if self.has_parts:
            ui.part("left", (self.fired, self.depth), self.left)
            ui.part("right", (self.is_on, self.name), self.right)
        else:
            self.left()
            self.right()
        ui.label((40, 600, 600, 60), str(k // 7), 30)
        ui.end()
        return bytes(ui.display.canvas.get_buffer().raw), self.depth, self.is_on, self.fired


places = st.sampled_from([(60, 20), (60, 65), (200, 25), (220, 60), (390, 290)])
inputs = st.one_of(
    st.builds(lambda at, kind: Pointer(*at, kind), places, st.sampled_from(["move", "down", "up"])),
    st.sampled_from([Key("tab"), Key("return"), Key("right"), Key("left"), Key("space")]),
)
frames = st.lists(st.lists(inputs, max_size=2), min_size=1, max_size=12)


@given(frames, st.sampled_from((0, 2, REST)))
def test_parts_look_and_react_like_a_screen_without_them(sequence, rest):
    """`rest` frames without inputs follow each, so that parts do get repeated."""
    whole, parted = Screen(False), Screen(True)
    k = 0
    for acts in sequence:
        for one in (acts, *[()] * rest):
            seen, shown = whole.frame(k, one), parted.frame(k, one)
            assert seen[1:] == shown[1:], k
            if rest == REST and k % (rest + 1) == rest:  # whatever eased has settled
                assert seen[0] == shown[0], k
            k += 1


def test_a_part_that_nothing_touches_is_worked_out_once():
    screen = Screen(True)
    for k in range(4):
        screen.frame(k, ())
    before = screen.drawn
    for k in range(4, 60):
        screen.frame(k, [Pointer(390, 290, "move")])
    assert screen.drawn == before
    screen.frame(60, [Key("q")])
    assert screen.drawn == before + 1


def test_a_part_shows_the_pointer_coming_and_going():
    whole, parted = Screen(False), Screen(True)
    k = 0
    for at in ((390, 290), (60, 20), (390, 290)):
        for acts in ([Pointer(*at, "move")], *[()] * REST):
            seen, shown = whole.frame(k, acts)[0], parted.frame(k, acts)[0]
            k += 1
        assert seen == shown, at
