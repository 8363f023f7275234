"""Instruments stand where the simulation says, look as they did, and stay inside the picture."""

import math
from dataclasses import replace

import numpy as np
import pygame
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from simulator.physics.syringe import BARREL_MM2
from simulator.render.loupe import LoupePainter
from simulator.render.needle import NeedlePainter
from simulator.render.pixels import raw
from simulator.render.sprites import KEPT_PX, Magnifier, Sprite, bands_of, laid, turned
from simulator.view.instruments import (
    BEND_AT_MM,
    NEEDLE_MM,
    FingerView,
    SyringeView,
    stretching,
)
from simulator.view.treatment import Camera, NeedleView, TreatmentView
from tests.render.small_instruments import (
    NEEDLE,
    SIZE,
    SYRINGE,
    WIDE,
    Picture,
    bytes_of,
    everything,
    golden,
    instruments,
    instruments_on,
    paint,
    plain,
)
from tests.render.small_skin import patch, quiet

NAMES = tuple(instruments())
ROOM = (900, 700)


def on_black(needle: NeedleView, camera: Camera, syringe: SyringeView | None = None) -> Picture:
    """Return (H, W) brightness of a needle over nothing, where no shadow shows."""
    target = pygame.Surface(ROOM, 0, 32)
    NeedlePainter("II").paint(needle, camera, target, target.get_rect(), syringe)
    pixels = raw(target).reshape(ROOM[1], ROOM[0])
    return (pixels >> 16 & 255).astype(int) + (pixels >> 8 & 255) + (pixels & 255)


def along(picture: Picture, at: tuple[float, float], heading: float, least: int = 60) -> np.ndarray:
    """Return how far along a heading from `at` each bright pixel lies."""
    y, x = np.nonzero(picture > least)
    return (x + 0.5 - at[0]) * math.cos(heading) + (y + 0.5 - at[1]) * math.sin(heading)


# --- as they looked ----------------------------------------------------------------------
def differs(picture: Picture, other: Picture) -> str:
    """Return why two pictures differ too much, or ''."""
    off = np.abs(picture - other).max(axis=-1)
    if off.max() > 24:
        return f"a pixel is {off.max()} levels off at {np.unravel_index(off.argmax(), off.shape)}"
    share = float((off > 4).mean())
    return f"{share:.1%} of pixels are more than 4 levels off" if share > 0.01 else ""


@pytest.mark.parametrize("name", NAMES)
def test_an_instrument_looks_as_it_did(name: str) -> None:
    assert differs(plain(instruments()[name]), golden(name)) == ""


@pytest.mark.parametrize("name", NAMES)
def test_a_golden_picture_notices_damage(name: str) -> None:
    good = plain(instruments()[name])
    gone = plain(quiet())
    for damaged in (np.zeros_like(good), good + 6, np.roll(good, 1, axis=1), good[..., ::-1], gone):
        assert differs(damaged, golden(name)) != ""


# --- where the simulation says -----------------------------------------------------------
@settings(max_examples=25)
@given(
    heading=st.floats(-3.1, 3.1),
    angle=st.floats(0.05, 0.6),
    bend=st.floats(0.0, 0.8),
    zoom=st.sampled_from([16.0, 24.0, 37.0, 48.0, 71.5, 96.0]),
    off=st.tuples(st.floats(-2, 2), st.floats(-2, 2)),
)
def test_the_tip_is_drawn_where_the_camera_says(
    heading: float, angle: float, bend: float, zoom: float, off: tuple[float, float]
) -> None:
    camera = Camera(5.0, 5.0, zoom)
    needle = NeedleView(5.0 + off[0], 5.0 + off[1], heading, angle, bend_rad=bend)
    tip = camera.to_screen(*needle.tip_mm, *ROOM)
    foremost = along(on_black(needle, camera), tip, heading).max()
    assert -0.10 * zoom - 2.0 <= foremost <= 1.5  # the very point is thinner than a pixel


@pytest.mark.parametrize("heading", [-2.0, 0.4, 2.9])
def test_the_shaft_leaves_the_skin_at_the_hole(heading: float) -> None:
    camera = Camera(5.0, 5.0, 48.0)
    needle = NeedleView(5.0, 5.0, heading, 0.2, 1.5)
    hole = camera.to_screen(5.0, 5.0, *ROOM)
    foremost = along(on_black(needle, camera), hole, heading).max()
    assert 0.0 <= foremost <= 0.22 * 48 + 1.5


@pytest.mark.parametrize("bend", [0.0, 0.35, 0.7])
@pytest.mark.parametrize("inserted", [0.0, 2.0])
def test_a_bend_brings_the_hub_nearer_as_seen_from_above(bend: float, inserted: float) -> None:
    camera, angle, zoom = Camera(-6.0, 5.0, 24.0), 0.15, 24.0
    needle = NeedleView(5.0, 5.0, 0.0, angle, inserted, bend_rad=bend)
    hole = camera.to_screen(5.0, 5.0, *ROOM)
    picture = on_black(needle, camera)
    row = picture[round(hole[1]) + round(0.55 * zoom)]  # beside the shaft, on the hub's nose
    drawn = hole[0] - np.flatnonzero(row > 60).max()
    rise = math.radians(round(math.degrees(angle)) + round(math.degrees(bend)))
    plan = (BEND_AT_MM - inserted) * math.cos(angle) + (NEEDLE_MM - BEND_AT_MM) * math.cos(rise)
    assert drawn == pytest.approx(plan * zoom, abs=0.35 * zoom)


def test_the_stopper_follows_what_is_left() -> None:
    back = NEEDLE.heading_rad + math.pi
    hole = WIDE.to_screen(NEEDLE.x_mm, NEEDLE.y_mm, *SIZE)
    hole = (hole[0] / 2, hole[1] / 2)  # the picture has every second pixel
    view = replace(quiet(), camera=WIDE, needle=NEEDLE)
    empty = plain(replace(view, syringe=replace(SYRINGE, left_ul=2900.0)))
    seen = []
    for left in (100.0, 400.0, 700.0):
        held = plain(replace(view, syringe=replace(SYRINGE, left_ul=left)))
        darker = (empty - held).sum(axis=-1)
        seen.append(float(along(darker, hole, back, 150).min()) / (WIDE.px_per_mm / 2))
    step_mm = 300.0 / BARREL_MM2[3000] * math.cos(0.5)
    assert np.diff(seen) == pytest.approx([step_mm, step_mm], abs=0.6)


def test_blood_in_the_hub_is_seen_and_grows() -> None:
    pictures = [
        plain(
            replace(
                quiet(), camera=Camera(-7.0, 6.5, 14.0), needle=replace(NEEDLE, flash_frac=share)
            )
        )
        for share in (0.0, 0.4, 1.0)
    ]
    red = [int(((p[..., 0] > 60) & (p[..., 1] < 0.5 * p[..., 0])).sum()) for p in pictures]
    assert red[0] == 0
    assert 4 < red[1] < red[2] - 4


@given(st.floats(-20, 60), st.floats(-20, 60), st.floats(-3.1, 3.1))
def test_two_fingers_pull_across_the_vein_from_either_side(
    x: float, y: float, heading: float
) -> None:
    fingers = stretching(x, y, heading)
    sides = []
    for finger in fingers:
        dx, dy = x - finger.x_mm, y - finger.y_mm
        toward = dx * math.cos(finger.heading_rad) + dy * math.sin(finger.heading_rad)
        assert toward > 0.85 * math.hypot(dx, dy), "a finger points at what it stretches"
        sides.append(dx * math.sin(heading) - dy * math.cos(heading))
    assert sides[0] * sides[1] < 0
    assert min(abs(side) for side in sides) > 6.0, "the vein lies free between them"


def test_a_gloved_finger_is_blue_and_covers_the_skin() -> None:
    view = replace(quiet(), fingers=(FingerView(4.0, 2.5, 0.0),))
    picture, bare = plain(view), plain(quiet())
    x, y = (round(v / 2) for v in view.camera.to_screen(2.0, 2.5, *SIZE))
    red, green, blue = picture[y - 4 : y + 4, x - 4 : x + 4].mean(axis=(0, 1))
    assert blue > green + 20 > red + 40
    assert np.abs(picture[:, -5:] - bare[:, -5:]).max() <= 6, "it covers what is behind its tip"


# --- how it is painted -------------------------------------------------------------------
@settings(max_examples=12)
@given(
    area=st.tuples(
        st.integers(0, 60), st.integers(0, 40), st.integers(40, 180), st.integers(30, 110)
    ),
    zoom=st.floats(16, 96),
)
def test_nothing_is_drawn_outside_the_area(area: tuple[int, int, int, int], zoom: float) -> None:
    target = pygame.Surface((300, 200), 0, 32)
    target.fill((1, 2, 3))
    view = replace(everything(), camera=Camera(4.0, 2.5, zoom))
    LoupePainter(patch(), area[2:]).paint(view, target, area)
    target.fill((1, 2, 3), area)
    assert (raw(target) & 0xFFFFFF == 0x010203).all()


def test_what_was_painted_before_leaves_no_trace() -> None:
    used = LoupePainter(patch(), SIZE)
    views = [*instruments().values(), everything()]
    moved = [replace(v, camera=Camera(3.0 + k, 2.0, 20.0 + 7 * k)) for k, v in enumerate(views)]
    for view in (*views, *moved):
        paint(view, used)
    for view in (everything(), moved[1]):
        fresh = paint(view)
        assert np.array_equal(paint(view, used), fresh)
        assert np.array_equal(paint(view, used), fresh), "and again from what is kept"


@settings(max_examples=25)
@given(
    zoom=st.floats(16, 96),
    cut=st.tuples(*(st.integers(1, size - 1) for size in SIZE)),
    at=st.tuples(st.floats(0, 8), st.floats(0, 5)),
)
def test_a_picture_painted_in_parts_is_the_same_picture(
    zoom: float, cut: tuple[int, int], at: tuple[float, float]
) -> None:
    view = replace(everything(), camera=Camera(*at, zoom))
    whole, pieces = (pygame.Surface(SIZE, 0, 32) for _ in range(2))
    x, y, (w, h) = *cut, SIZE
    instruments_on(view, whole)
    for part in ((0, 0, x, y), (x, 0, w - x, y), (0, y, x, h - y), (x, y, w - x, h - y)):
        pieces.set_clip(part)
        instruments_on(view, pieces)
    off = np.abs(bytes_of(whole) - bytes_of(pieces)).max(axis=-1)
    assert (off > 3).mean() < 0.002, "reducing rounds by a level or two at most"


def test_a_magnifier_keeps_a_bounded_amount() -> None:
    picture = pygame.Surface((400, 300), pygame.SRCALPHA, 32)
    picture.fill((40, 40, 40, 90))
    magnifier, target = Magnifier(), pygame.Surface((1920, 1080), 0, 32)
    for k in range(40):
        magnifier.blit(target, Sprite(picture, 0, 0), 4.0 + 0.05 * k, 0.0, 0.0)
        kept = [tile.surface.get_size() for tile in magnifier._tiles.values() if tile is not None]
        assert sum(width * height for width, height in kept) <= KEPT_PX


# --- sprites -----------------------------------------------------------------------------
def spot(x: int, y: int) -> Sprite:
    """Return a sprite with one bright spot, which is its anchor."""
    surface = pygame.Surface((60, 40), pygame.SRCALPHA, 32)
    surface.fill((255, 255, 255, 255), (x - 1, y - 1, 3, 3))
    return Sprite(surface, x + 0.5, y + 0.5)


@example(55, 15, 0.0, 0.9946562128788846)  # only reduced: the library goes by other rules
@example(19, 35, -1e-05, 0.9758957044946577)
@given(st.integers(3, 56), st.integers(3, 36), st.floats(-360, 360), st.floats(0.6, 1.0))
def test_turning_keeps_the_anchor_on_its_spot(x: int, y: int, turn: float, scale: float) -> None:
    sprite = turned(spot(x, y), turn, scale)
    cover = pygame.surfarray.array_alpha(sprite.surface).astype(float)
    across, down = (cover.sum(axis=k) / cover.sum() for k in (1, 0))
    assert (across * (np.arange(len(across)) + 0.5)).sum() == pytest.approx(sprite.x_px, abs=0.25)
    assert (down * (np.arange(len(down)) + 0.5)).sum() == pytest.approx(sprite.y_px, abs=0.25)


@given(st.integers(3, 56), st.integers(3, 36), st.integers(-80, 80))
def test_laying_sprites_together_keeps_their_places(x: int, y: int, along_px: int) -> None:
    whole = laid((spot(30, 20), 0.0), (spot(x, y), float(along_px)))
    for at in (0, along_px):
        place = (round(whole.x_px - 0.5) + at, round(whole.y_px - 0.5))
        assert whole.surface.get_at(place).a == 255


@given(st.lists(st.tuples(st.integers(0, 199), st.integers(0, 149)), max_size=12))
def test_bands_hold_everything_and_never_overlap(dots: list[tuple[int, int]]) -> None:
    picture = pygame.Surface((200, 150), pygame.SRCALPHA, 32)
    for dot in dots:
        picture.set_at(dot, (9, 9, 9, 9))
    bands = bands_of(picture)
    assert all(sum(band.collidepoint(dot) for band in bands) == 1 for dot in dots)
    assert all(a.collidelist(bands[k + 1 :]) == -1 for k, a in enumerate(bands))


def test_the_view_knows_where_the_tip_is() -> None:
    view: TreatmentView = replace(quiet(), needle=replace(NEEDLE, inserted_mm=2.0, angle_rad=0.0))
    assert view.needle is not None
    x, y = view.needle.tip_mm
    assert math.hypot(x - NEEDLE.x_mm, y - NEEDLE.y_mm) == pytest.approx(2.0)
