"""A slider stays in its range and on its grid, whatever a hand does to it."""

import math

import pygame
from hypothesis import given
from hypothesis import strategies as st

from simulator.widgets.controls import on_grid
from simulator.widgets.kit import Key, Pointer, Ui

BOX = (100, 100, 300, 52)
names = ("left", "right", "up", "down", "home", "end", "pageup", "pagedown", "tab", "space")
intents = st.one_of(
    st.builds(Key, st.sampled_from(names)),
    st.builds(
        Pointer,
        st.integers(-50, 900),
        st.integers(60, 180),
        st.sampled_from(("move", "down", "up", "wheel")),
        dy=st.floats(-9, 9, allow_nan=False),
    ),
)


def turn(ui, value, low, high, step, inputs=()):
    ui.begin(inputs)
    value = ui.slider("s", BOX, "Depth", value, low, high, step)
    ui.end()
    return value


@given(
    st.lists(st.lists(intents, max_size=4), max_size=12),
    st.sampled_from(((10, 60, 5), (0, 1, 0.05), (-12, 12, 0.5), (0, 7, 3))),
)
def test_any_input_leaves_the_value_in_range_and_on_the_grid(batches, scale):
    low, high, step = scale
    ui = Ui(pygame.Surface((800, 450), 0, 32), can_animate=False)
    value = turn(ui, low, low, high, step)
    for batch in batches:
        value = turn(ui, value, low, high, step, batch)
        assert low <= value <= high
        steps = (value - low) / step
        assert value == high or math.isclose(steps, round(steps), abs_tol=1e-9)


@given(st.floats(-1e6, 1e6), st.floats(-100, 100), st.floats(0, 100), st.floats(0.01, 10))
def test_putting_a_value_on_the_grid_twice_changes_nothing_more(value, low, span, step):
    once = on_grid(value, low, low + span, step)
    assert low <= once <= low + span
    assert on_grid(once, low, low + span, step) == once or math.isclose(
        on_grid(once, low, low + span, step), once, abs_tol=1e-9
    )


@given(st.floats(-1e3, 1e3))
def test_a_slider_nobody_touches_gives_back_the_very_value_it_was_given(value):
    ui = Ui(pygame.Surface((800, 450), 0, 32), can_animate=False)
    turn(ui, value, 0, 10, 3)
    assert turn(ui, value, 0, 10, 3, [Pointer(600, 400, "down"), Key("left")]) == value


def test_parts_of_a_notch_add_up_to_whole_steps():
    ui = Ui(pygame.Surface((1600, 900), 0, 32), can_animate=False)
    value = turn(ui, 30, 10, 60, 1)
    for _ in range(8):
        value = turn(ui, value, 10, 60, 1, [Pointer(250, 140, "wheel", dy=0.25)])
    assert value == 32


def test_dragging_follows_the_pointer_even_outside_the_box():
    ui = Ui(pygame.Surface((1600, 900), 0, 32), can_animate=False)
    turn(ui, 10, 10, 60, 1)
    value = turn(ui, 10, 10, 60, 1, [Pointer(250, 140, "down")])
    assert value == 35
    value = turn(ui, value, 10, 60, 1, [Pointer(1200, 800, "move")])
    assert value == 60
    value = turn(ui, value, 10, 60, 1, [Pointer(1200, 800, "up"), Pointer(90, 140, "move")])
    assert value == 60


def test_a_notch_of_the_wheel_is_one_step_and_a_page_key_is_ten():
    ui = Ui(pygame.Surface((1600, 900), 0, 32), can_animate=False)
    turn(ui, 30, 10, 60, 1)
    assert turn(ui, 30, 10, 60, 1, [Pointer(250, 140, "wheel", dy=1)]) == 31
    turn(ui, 30, 10, 60, 1, [Key("tab")])
    assert turn(ui, 30, 10, 60, 1, [Key("pagedown")]) == 20
