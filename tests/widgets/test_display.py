"""Painting only the difference gives the same canvas as painting everything."""

from functools import partial

import pygame
from hypothesis import given
from hypothesis import strategies as st

from simulator.widgets.display import Display, Item, SurfaceCache

COLOURS = ("red", "green", "blue", "white")
item = st.tuples(
    st.integers(0, 2),
    st.sampled_from(COLOURS),
    st.integers(-5, 55),
    st.integers(-5, 55),
    st.integers(1, 30),
    st.integers(1, 30),
    st.none() | st.just((10, 10, 25, 25)),
)
frames = st.lists(st.lists(item, max_size=7), min_size=2, max_size=5)


def square(colour, w, h):
    surface = pygame.Surface((w, h), pygame.SRCALPHA, 32)
    surface.fill(colour)
    return surface


def list_items(display, items):
    display.start()
    for layer, colour, x, y, w, h, clip in items:
        drawn = Item(layer, (colour, w, h), x, y, w, h, clip)
        display.add(drawn, partial(square, colour, w, h))


def pixels(canvas):
    return bytes(canvas.get_buffer().raw)


@given(frames)
def test_painting_the_difference_equals_painting_everything(sequence):
    display = Display(pygame.Surface((60, 60), 0, 32))
    for items in sequence:
        list_items(display, items)
        display.paint()
        fresh = Display(pygame.Surface((60, 60), 0, 32))
        list_items(fresh, items)
        fresh.paint()
        assert pixels(display.canvas) == pixels(fresh.canvas)


@given(st.lists(item, max_size=7))
def test_an_unchanged_frame_paints_and_draws_nothing(items):
    display = Display(pygame.Surface((60, 60), 0, 32))
    list_items(display, items)
    display.paint()
    drawn = display.cache.drawn
    list_items(display, items)
    assert display.paint() == []
    assert display.cache.drawn == drawn


@given(frames)
def test_no_pixel_is_painted_twice_in_one_frame(sequence):
    display = Display(pygame.Surface((60, 60), 0, 32))
    for items in sequence:
        list_items(display, items)
        dirty = display.paint()
        assert not any(a.colliderect(b) for i, a in enumerate(dirty) for b in dirty[:i])


def test_a_live_scene_is_painted_again_only_when_its_version_changes():
    display = Display(pygame.Surface((60, 60), 0, 32))
    painted = []
    for version in (1, 1, 2):
        display.start()
        scene = Item(0, ("scene", version), 5, 5, 20, 20, None)
        display.add(scene, paint=lambda canvas, rect: painted.append(rect))
        display.paint()
    assert len(painted) == 2


def test_the_cache_forgets_the_longest_unused_surface_first():
    cache = SurfaceCache(room_px=250)
    cache.fetch("a", lambda: square("red", 10, 10))
    cache.fetch("b", lambda: square("red", 10, 10))
    cache.fetch("a", lambda: square("red", 10, 10))
    cache.fetch("c", lambda: square("red", 10, 10))
    assert cache.drawn == 3
    cache.fetch("a", lambda: square("red", 10, 10))
    assert cache.drawn == 3
    cache.fetch("b", lambda: square("red", 10, 10))
    assert cache.drawn == 4
