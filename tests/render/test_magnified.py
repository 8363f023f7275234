"""What the loupe copies, bends and keeps: seamless tiles, whole pictures, bounded memory."""

from dataclasses import replace

import numpy as np
import pygame
import pytest

from simulator.render.lens import TRUE_TO, Lens
from simulator.render.loupe import LoupePainter
from simulator.render.magnified import Magnified
from simulator.render.patch import TILE_PX
from simulator.render.pixels import raw
from simulator.render.canvas import SPARE_TILES
from simulator.view.treatment import Camera
from tests.render.small_skin import CELLS, EDGES, PX_PER_MM, SIZE, busy, patch, quiet

WINDOW = (200, 160)


def pixels(surface: pygame.Surface) -> np.ndarray:
    """Return a picture as (H, W, 3)."""
    packed = raw(surface).reshape(surface.get_height(), surface.get_width())
    return np.stack([packed >> 16 & 255, packed >> 8 & 255, packed & 255], axis=-1).astype(int)


def part_of(surface: pygame.Surface, box: pygame.Rect) -> np.ndarray:
    """Return a part of a picture."""
    return pixels(surface)[box.top : box.bottom, box.left : box.right]


def settled(rim: str = "full") -> LoupePainter:
    painter = LoupePainter(patch(), WINDOW, rim=rim)  # type: ignore[arg-type]
    painter.settle(quiet(), is_whole=True)
    return painter


def seen(magnified: Magnified, zoom: float, x_mm: float = 4.0, y_mm: float = 2.5) -> np.ndarray:
    """Return the sharp picture at a magnification."""
    target = pygame.Surface(SIZE, 0, 32)
    magnified.want_whole()
    magnified.blit(Camera(x_mm, y_mm, zoom).snapped(*SIZE), target, target.get_rect())
    return pixels(target)


@pytest.mark.parametrize("zoom", [16.0, 19.0, 31.0, 40.0, 55.0, 96.0])
def test_tiles_join_without_seams(zoom: float) -> None:
    """Over a smooth slope the step across the border of tiles is like any other step."""
    canvas = settled().canvas
    across = np.arange(canvas.width, dtype=np.uint32) * 200 // canvas.width + 20
    raw(canvas.surface).reshape(canvas.height, canvas.width)[:] = across * 0x010101
    width_mm = SIZE[0] / zoom
    middle_mm = min(4.0, 8.0 - width_mm / 2)
    row = seen(Magnified(canvas), zoom, x_mm=middle_mm)[SIZE[1] // 2, :, 0]
    steps = np.diff(row)
    at = np.arange(1, SIZE[0]) + round(middle_mm * zoom - SIZE[0] / 2)  # pixel of the whole skin
    is_skin = (row[1:] > 22) & (row[:-1] > 22)
    is_border = at % round(zoom * TILE_PX / PX_PER_MM) == 0
    across_border, inside = steps[is_skin & is_border], steps[is_skin & ~is_border]
    assert inside.min() >= -1, "the slope rises"
    assert across_border.min() >= inside.min() - 1
    assert across_border.max() <= inside.max() + 1


def test_a_dragged_picture_is_the_same_picture() -> None:
    """A ring of tiles, however it was filled, shows what a new one shows."""
    canvas = settled().canvas
    dragged = Magnified(canvas)
    for k in range(12):
        seen(dragged, 40.0, 3.0 + 0.2 * k, 2.0 + 0.1 * k)
    again = seen(dragged, 40.0, 3.0, 2.0)
    assert np.array_equal(again, seen(Magnified(canvas), 40.0, 3.0, 2.0))


def test_a_changed_tile_is_shown_as_it_is_now() -> None:
    canvas = settled().canvas
    magnified = Magnified(canvas)
    before = seen(magnified, 40.0)
    canvas.surface.fill((9, 99, 9))
    assert np.array_equal(seen(magnified, 40.0), before)
    magnified.mark(np.arange(canvas.tiles))
    assert (seen(magnified, 40.0) == (9, 99, 9)).all()


def test_a_new_magnification_is_rough_first_and_then_what_it_should_be() -> None:
    painter, target = settled(), pygame.Surface(WINDOW, 0, 32)
    painter.paint(quiet(24.0), target)
    nearer = quiet(40.0)
    painter.paint(nearer, target)
    rough = pixels(target)
    frames = 0
    while painter.paint(nearer, target):
        frames += 1
        assert frames < 20
    fresh = pygame.Surface(WINDOW, 0, 32)
    settled().paint(nearer, fresh)
    assert np.array_equal(pixels(target), pixels(fresh))
    assert not np.array_equal(pixels(target), rough)


def test_a_part_of_a_round_picture_is_that_part_of_the_whole() -> None:
    """The window asks for parts: a bent ring must not be bent again, nor from what lies over it."""
    whole, parts = pygame.Surface(WINDOW, 0, 32), pygame.Surface(WINDOW, 0, 32)
    settled("disc").paint(quiet(), whole)
    painter = settled("disc")
    for box in ((0, 0, 90, 160), (90, 0, 110, 70), (90, 70, 110, 90)):
        parts.set_clip(box)
        painter.paint(quiet(), parts, is_forced=True)
    opening = Lens(None, "disc").opening(whole.get_rect())
    assert np.array_equal(part_of(whole, opening), part_of(parts, opening))


def test_the_middle_of_the_lens_is_true_and_its_ring_is_drawn_out() -> None:
    lens, size = Lens(None, "disc"), (160, 160)
    lens.prepare(size)
    assert lens._glass is not None
    rings = pygame.Surface(size, 0, 32)
    y, x = np.mgrid[: size[1], : size[0]]
    r = np.hypot(x - 79.5, y - 79.5)
    raw(rings)[:] = r.astype(np.uint32).ravel()
    lens._glass.bend(rings, rings.get_rect())
    bent = (raw(rings).reshape(size) & 255).astype(int)
    radius = 160 * (0.5 - 0.03)
    assert np.array_equal(bent[r < TRUE_TO * radius - 1], r[r < TRUE_TO * radius - 1].astype(int))
    rim = (r > 0.97 * radius) & (r < radius)
    assert (bent[rim] <= r[rim] + 1).all()
    assert bent[rim].mean() < r[rim].mean() - 0.5


def test_a_waiting_round_follows_veins_that_empty_meanwhile() -> None:
    """Whatever happens between relighting and showing, the canvas is what its records say."""
    painter, target = settled(), pygame.Surface(WINDOW, 0, 32)
    for k in range(30):
        blood = np.full((len(EDGES), CELLS), 1.0 - k / 30)
        painter.paint(replace(busy(), blood_frac=blood, is_wiped=k > 9), target)
    for _ in range(60):
        painter.paint(replace(busy(), blood_frac=blood, is_wiped=True), target)
    shown = painter.canvas.pixels()
    painter.canvas.recompose_all()
    assert np.array_equal(shown, painter.canvas.pixels())


def test_memory_stays_what_it_was_however_much_is_looked_at() -> None:
    """Bytes beside the patch: records, picture and lists by the pixel, the ring by the window."""
    painter, target = LoupePainter(patch(), WINDOW, rim="disc"), pygame.Surface(WINDOW, 0, 32)
    for zoom in (16.0, 24.0, 48.0, 96.0, 192.0):
        for k in range(3):
            view = replace(busy(zoom), camera=Camera(2.0 + k, 2.5, zoom))
            painter.paint(view, target)
            painter.paint(view, target)
    skin_px = painter.canvas.width * painter.canvas.height
    window_px = WINDOW[0] * WINDOW[1]
    ring_px = (WINDOW[0] + 2 * 8 * TILE_PX) * (WINDOW[1] + 2 * 8 * TILE_PX)
    waiting = SPARE_TILES * TILE_PX * TILE_PX * 28
    fixed = waiting + painter.signs.bytes_kept
    assert painter.bytes_kept <= 44 * skin_px + 40 * window_px + 8 * ring_px + fixed
    before = painter.bytes_kept
    for k in range(20):
        painter.paint(replace(busy(), camera=Camera(2.0 + k / 5, 2.5, 24.0 + k)), target)
    assert painter.bytes_kept <= before
    assert patch().bytes_kept <= 40 * skin_px
