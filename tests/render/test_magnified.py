"""What the loupe copies, bends and keeps: seamless tiles, whole pictures, bounded memory."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pygame
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.render.canvas import SPARE_TILES
from simulator.render.lens import TRUE_TO, Lens
from simulator.render.loupe import LoupePainter
from simulator.render.lying import Lying
from simulator.render.magnified import Magnified
from simulator.render.on_skin import OnSkin
from simulator.render.patch import TILE_PX
from simulator.render.pixels import raw
from simulator.view.treatment import Camera, PunctureView, TreatmentView
from tests.render.small_instruments import everything
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


# --- what is kept between frames ----------------------------------------------------------
def lying_on(views: Sequence[TreatmentView]) -> np.ndarray:
    """Return the picture of skin and what lies on it after several views, without needle."""
    painter, target = settled(), pygame.Surface(WINDOW, 0, 32)
    for view in views:
        painter.settle(view, is_whole=True)
        painter.paint(replace(view, needle=None, has_scale_bar=False), target)
    return pixels(target)


@pytest.mark.parametrize("zoom", [16.0, 24.0, 37.0, 61.0])
def test_what_lies_on_the_skin_looks_as_if_painted_over_it_at_once(zoom: float) -> None:
    """Tiles keep their shares; together these are the picture that is painted in one go."""
    view = replace(everything(), camera=Camera(4.0, 2.5, zoom))
    painter, target = settled(), pygame.Surface(WINDOW, 0, 32)
    camera = view.camera.snapped(*WINDOW)
    area = target.get_rect()
    bare = Magnified(painter.canvas)
    bare.want_whole()
    bare.blit(camera, target, area)
    OnSkin().paint(replace(view, camera=camera), target, area)
    dressed = pygame.Surface(WINDOW, 0, 32)
    lying = Lying(OnSkin())
    together = Magnified(painter.canvas, lying)
    together.want_whole()
    lying.update(view, zoom)
    together.blit(camera, dressed, area)
    for strip in together.beyond:
        target.fill(0, strip)
        dressed.fill(0, strip)
    off = np.abs(pixels(target) - pixels(dressed)).max(axis=-1)
    assert off.max() <= 4, "laid over each other first, they round by a level or two"


def test_what_came_and_went_leaves_no_trace() -> None:
    full = replace(everything(), camera=Camera(4.0, 2.5, 31.0))
    fewer = replace(full, swabs=full.swabs[:1], fingers=(), ink=busy().ink)
    other = replace(full, punctures=(PunctureView(3.0, 2.0, 0.7),), stocking=None)
    moved = replace(fewer, camera=Camera(4.4, 2.6, 31.0))
    fresh = lying_on((moved,))
    assert np.array_equal(lying_on((full, other, fewer, other, moved)), fresh)
    nearer = replace(full, camera=Camera(4.0, 2.5, 40.0))
    assert np.array_equal(lying_on((full, nearer, other, moved)), fresh)


@given(
    st.lists(
        st.tuples(st.integers(0, len(EDGES) - 1), st.integers(0, CELLS - 1), st.floats(0, 1)),
        min_size=1,
        max_size=8,
    )
)
@settings(max_examples=20, deadline=None)
def test_veins_that_are_read_where_they_changed_are_as_if_all_had_been_read(
    changes: list[tuple[int, int, float]],
) -> None:
    blood, view = np.ones((len(EDGES), CELLS)), quiet()
    for edge, cell, left in changes:
        blood = blood.copy()
        blood[edge, cell] = left
        view = replace(view, blood_frac=blood)
        READ._wish(view)
    fresh = LoupePainter(patch(), WINDOW)
    fresh._wish(view)
    for layer in ("superficial", "deep"):
        one, other = (getattr(painter.canvas, layer).wanted for painter in (READ, fresh))
        assert np.array_equal(one, other)


READ = LoupePainter(patch(), WINDOW)


def test_frames_that_take_turns_arrive_where_whole_ones_do() -> None:
    """Veins and signs that change in every frame are all there once they rest."""
    painter, target = settled("disc"), pygame.Surface(WINDOW, 0, 32)
    for k in range(25):
        blood = np.full((len(EDGES), CELLS), 1.0 - k / 25)
        view = replace(busy(), blood_frac=blood, camera=Camera(4.0 + k / 50, 2.5, 40.0))
        painter.paint(view, target)
    for _ in range(60):
        painter.paint(replace(view), target)
    assert not painter.paint(replace(view), target)
    whole, picture = LoupePainter(patch(), WINDOW, rim="disc"), pygame.Surface(WINDOW, 0, 32)
    whole.settle(view, is_whole=True)
    whole.paint(view, picture)
    assert np.array_equal(pixels(target), pixels(picture))


def test_a_lens_bends_the_same_whatever_the_rows_of_its_target_are() -> None:
    """Pairs of pixels may lie across eight bytes of the target; the picture may not know."""
    size, seen_as = (100, 100), []
    rng = np.random.default_rng(5)
    picture = pygame.Surface(size, 0, 32)
    raw(picture)[:] = rng.integers(0, 1 << 24, 10_000)
    for width, x in ((100, 0), (131, 7), (130, 9), (130, 20)):
        target = pygame.Surface((width, 110), 0, 32)
        target.blit(picture, (x, 3))
        lens = Lens(None, "disc")
        lens.prepare(size)
        assert lens._glass is not None
        lens._glass.bend(target, pygame.Rect((x, 3), size))
        seen_as.append(part_of(target, pygame.Rect((x, 3), size)))
    assert not np.array_equal(seen_as[0], pixels(picture))
    assert all(np.array_equal(seen_as[0], other) for other in seen_as[1:])
