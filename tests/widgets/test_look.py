"""The palette is legible, and no state is told by colour alone."""

import itertools

import numpy as np
import pytest

from simulator.render import icons, shapes
from simulator.render.theme import contrast, tone
from simulator.widgets.kit import Pointer
from tests.widgets.stand import stand

LEGIBLE = (
    ("tx", "s1", 7.0),
    ("tx2", "s1", 7.0),
    ("tx3", "s1", 4.5),
    ("tx3", "s2", 4.5),
    ("line3", "s2", 3.0),
    ("teal", "s1", 4.5),
    ("teal", "tealb", 4.5),
    ("white", "teald", 4.5),
    ("amber", "amberb", 4.5),
    ("redtx", "redb", 4.5),
    ("red", "s1", 4.5),
    ("blue", "s1", 4.5),
    ("rose", "s1", 4.5),
)


@pytest.mark.parametrize(("front", "ground", "least"), LEGIBLE)
def test_text_and_outlines_stand_out_from_their_ground(front, ground, least):
    assert contrast(tone(front), tone(ground)) >= least


def test_contrast_knows_black_and_white():
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21.0)


def luminance(surface):
    raw = np.frombuffer(surface.get_buffer().raw, np.uint8).reshape(*surface.get_size()[::-1], 4)
    return raw[..., :3].astype(float).mean(axis=2)


def drawn(draw, side=24):
    sketch = shapes.Sketch(side, side)
    draw(sketch)
    return sketch.finish()


def test_state_marks_differ_in_shape_not_only_in_colour():
    states = ("done", "active", "todo", "caution", "harm")
    marks = {s: drawn(lambda k, s=s: icons.mark(k, 12, 12, 10, s)) for s in states}
    for first, second in itertools.combinations(states, 2):
        a, b = (luminance(marks[s])[5:19, 5:19] for s in (first, second))
        a, b = ((v > v.max() * 0.6) for v in (a, b))
        assert np.count_nonzero(a != b) > 10, (first, second)


@pytest.mark.parametrize("name", icons.NAMES)
def test_every_icon_fills_its_box_without_touching_the_rim_corners(name):
    surface = drawn(lambda k: icons.draw(k, name, (255, 255, 255)), 48)
    box = surface.get_bounding_rect()
    assert max(box.size) >= 22
    assert np.count_nonzero(luminance(surface)) > 60
    for corner in ((0, 0), (47, 0), (0, 47), (47, 47)):
        assert surface.get_at(corner).a == 0


def test_no_two_icons_look_alike():
    looks = [luminance(drawn(lambda k, n=n: icons.draw(k, n, (255,) * 3))) for n in icons.NAMES]
    for a, b in itertools.combinations(looks, 2):
        assert np.count_nonzero(np.abs(a - b) > 60) > 20


def test_a_large_rounded_plate_equals_the_same_plate_drawn_in_one_piece():
    fill, edge = tone("s2"), tone("line2")
    pieced = shapes.rounded((90, 70), fill, edge, 12, 1)
    sketch = shapes.Sketch(90, 70)
    sketch.frame(0, 0, 90, 70, fill, edge, 12, 1)
    assert np.abs(luminance(pieced) - luminance(sketch.finish())).max() <= 1


def test_the_surface_of_a_plate_has_one_colour_up_to_its_corners():
    plate = shapes.rounded((200, 100), tone("s1"), tone("line"), 12, 1)
    assert {tuple(plate.get_at((x, 50))) for x in range(1, 199)} == {tuple(plate.get_at((100, 50)))}
    assert plate.get_at((14, 14)) == plate.get_at((100, 50))
    assert plate.get_at((0, 0)).a == 0


def test_an_unchanged_screen_paints_nothing_and_a_changed_number_paints_little():
    s = stand()
    assert s.frame() == []
    s.depth_mm = 40
    dirty = s.frame()
    area = sum(r.w * r.h for r in dirty)
    assert 0 < area < 0.03 * 1280 * 720


def test_hovering_eases_in_and_then_rests():
    s = stand()
    s.ui.can_animate = True
    s.frame()
    at = Pointer(*s.ui.touches.place_of("go").center, "move")
    seen = [bool(s.frame(*((at,) if i == 0 else ()), now_s=0.02 * i)) for i in range(20)]
    assert any(seen[:8])
    assert not any(seen[10:])


def test_with_reduced_motion_hovering_changes_at_once():
    s = stand()
    assert s.frame(Pointer(*s.ui.touches.place_of("go").center, "move"))
    assert s.frame() == []


def test_the_screen_is_never_black():
    s = stand()
    canvas = s.ui.display.canvas
    seen = {tuple(canvas.get_at((x, y))) for x in range(0, 1280, 5) for y in range(0, 720, 5)}
    assert len(seen) > 60
