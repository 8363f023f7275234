"""The loupe shows the skin that the view describes: no more, no less, and the same every time."""

import copy
import hashlib
import io
import subprocess
import sys
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pygame
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.render.canvas import Canvas
from simulator.render.lens import ZONES, Glass
from simulator.render.loupe import LoupePainter, is_same
from simulator.render.optics import SKIN_TYPES, rgb_to_lab
from simulator.render.patch import SkinPatch
from simulator.render.pixels import raw
from simulator.view.instruments import FingerView
from simulator.view.treatment import (
    ZOOM_PX_PER_MM,
    BlebView,
    Camera,
    NeedleView,
    PorcelainView,
    PressView,
    TreatmentView,
)
from tests.render.small_skin import CELLS, EDGES, SIZE, aged, busy, dressed, patch, quiet

GOLDEN = {
    name: Path(__file__).parent.parent / "golden" / f"loupe_{name}_II.txt"
    for name in ("busy", "aged")
}
VIEWS = {"busy": busy, "aged": aged}
GOLDEN_BOX = np.s_[30:78, 48:144]
Picture = np.ndarray


def paint(view: TreatmentView, painter: LoupePainter | None = None) -> Picture:
    """Return the settled picture (H, W, 3) of a view."""
    painter = painter or LoupePainter(patch(), SIZE)
    target = pygame.Surface(SIZE, 0, 32)
    painter.settle(view, is_whole=True)
    painter.paint(view, target, is_forced=True)
    pixels = raw(target).reshape(SIZE[1], SIZE[0])
    return np.stack([pixels >> 16 & 255, pixels >> 8 & 255, pixels & 255], axis=-1).astype(int)


def lightness(picture: Picture, view: TreatmentView, x_mm: float, y_mm: float) -> float:
    """Return mean L* of the pixels within 0.1 mm of a patch point."""
    x, y = view.camera.to_screen(x_mm, y_mm, *SIZE)
    box = picture[int(y) - 2 : int(y) + 3, int(x) - 2 : int(x) + 3] / 255.0
    linear = np.where(box <= 0.04045, box / 12.92, ((box + 0.055) / 1.055) ** 2.4)
    return float(rgb_to_lab(linear)[..., 0].mean())


def differs(picture: Picture, golden: Picture) -> str:
    """Return why two pictures differ too much, or ''."""
    off = np.abs(picture - golden).max(axis=-1)
    if off.max() > 24:
        return f"a pixel is {off.max()} levels off at {np.unravel_index(off.argmax(), off.shape)}"
    share = float((off > 4).mean())
    return f"{share:.1%} of pixels are more than 4 levels off" if share > 0.01 else ""


def read_golden(name: str) -> Picture:
    rows = [bytes.fromhex(line) for line in GOLDEN[name].read_text("ascii").split()]
    return np.array([list(row) for row in rows]).reshape(48, 96, 3)


# --- what is shown -----------------------------------------------------------------------
@pytest.mark.parametrize("name", VIEWS)
def test_the_skin_looks_as_it_did_when_it_was_looked_at(name: str) -> None:
    assert differs(paint(VIEWS[name]())[GOLDEN_BOX], read_golden(name)) == ""


@pytest.mark.parametrize("name", VIEWS)
def test_the_golden_picture_notices_damage(name: str) -> None:
    good, view = paint(VIEWS[name]())[GOLDEN_BOX], VIEWS[name]()
    pale = paint(replace(view, blood_frac=np.zeros((len(EDGES), CELLS))))[GOLDEN_BOX]
    for damaged in (np.zeros_like(good), good + 6, np.roll(good, 1, axis=1), good[..., ::-1], pale):
        assert differs(damaged, read_golden(name)) != ""


@pytest.mark.parametrize("sign", ["presses", "bruises", "ulcers", "stain_frac", "coagulum_frac"])
def test_the_golden_picture_notices_a_sign_that_is_not_painted(sign: str) -> None:
    nothing = np.zeros(0) if sign.endswith("frac") else ()
    without = paint(replace(aged(), **{sign: nothing}))[GOLDEN_BOX]  # type: ignore[arg-type]
    assert differs(without, read_golden("aged")) != ""


@pytest.mark.parametrize("skin", SKIN_TYPES)
def test_emptying_a_vein_lightens_the_skin_over_it_step_by_step(skin: str) -> None:
    painter, view = LoupePainter(patch(skin), SIZE), quiet()
    seen = []
    for left in (1.0, 0.7, 0.4, 0.2, 0.05, 0.0):
        view = replace(view, blood_frac=np.full((len(EDGES), CELLS), left))
        picture = paint(view, painter)
        seen.append([lightness(picture, view, *at) for at in ((5.6, 2.9), (4.0, 1.9), (2.0, 1.25))])
    assert np.all(np.diff(seen, axis=0) > 0)
    assert seen[-1][0] - seen[0][0] > 2.3  # a thread, by more than an eye needs


def test_only_the_emptied_vein_lightens() -> None:
    blood = np.ones((len(EDGES), CELLS))
    blood[3] = 0.03
    before, after = paint(quiet()), paint(replace(quiet(), blood_frac=blood))
    assert lightness(after, quiet(), 6.0, 3.0) > lightness(before, quiet(), 6.0, 3.0) + 4
    assert lightness(after, quiet(), 2.0, 3.3) == pytest.approx(
        lightness(before, quiet(), 2.0, 3.3), abs=0.3
    )


def test_a_cleared_vein_is_as_pale_as_an_empty_one() -> None:
    gone = replace(quiet(), cleared_frac=np.ones(len(EDGES)))
    empty = replace(quiet(), blood_frac=np.zeros((len(EDGES), CELLS)))
    assert np.array_equal(paint(gone), paint(empty))


def test_wiping_takes_glare_off_the_furrows_and_polarised_light_takes_it_all() -> None:
    dry, crossed = paint(quiet()).mean(), paint(replace(quiet(), is_polarised=True)).mean()
    assert crossed < paint(replace(quiet(), is_wiped=True)).mean() < dry


def test_a_bleb_is_pale_and_redness_is_red() -> None:
    view = replace(quiet(), blebs=(BlebView(2.0, 4.4, 4.0),), is_polarised=True)
    plain = replace(quiet(), is_polarised=True)
    assert lightness(paint(view), view, 2.0, 4.3) > lightness(paint(plain), view, 2.0, 4.3) + 2
    red = replace(plain, erythema_frac=np.array([0.0, 0, 0, 1, 1]))
    change = (paint(red) - paint(plain))[60:90, 40:140].mean(axis=(0, 1))
    assert change[0] > change[1] + 3
    assert change[0] > change[2] + 3


def test_a_dimple_hollows_and_pales_the_skin_before_the_tip_and_nothing_far_away() -> None:
    needle = NeedleView(4.6, 2.6, 0.3, 0.2, hover_mm=0.0)
    touching = paint(replace(quiet(), needle=needle))
    pressing = paint(replace(quiet(), needle=replace(needle, dimple_mm=0.6)))
    changed = np.abs(pressing - touching).max(axis=-1)
    x, y = quiet().camera.to_screen(4.6, 2.6, *SIZE)
    rows, columns = np.nonzero(changed > 4)
    assert len(rows) > 200
    reach_px = 3.0 * quiet().camera.px_per_mm
    assert np.hypot(rows - y, columns - x).max() < reach_px
    drawn = paint(replace(quiet(), needle=replace(needle, dimple_mm=-0.3)))
    assert (np.abs(drawn - touching).max(axis=-1) > 4).any()


def test_matting_adds_fine_red_vessels_and_only_where_it_grows() -> None:
    plain = replace(quiet(), is_polarised=True)
    grown = replace(plain, matting_frac=np.array([0.0, 0, 0, 0, 1]))
    change = paint(grown) - paint(plain)
    there, elsewhere = change[60:100, 20:80], change[:40, 140:]
    assert there[..., 1].min() < -8
    assert there[..., 0].mean() > there[..., 1].mean()
    assert np.abs(elsewhere).max() <= 1


# --- how it gets there -------------------------------------------------------------------
@given(
    shares=st.lists(
        st.lists(st.floats(0, 1), min_size=len(EDGES), max_size=len(EDGES)), min_size=1, max_size=5
    ),
    budget=st.integers(1, 4000),
)
def test_a_sparse_update_equals_a_full_recomposition_bit_for_bit(
    shares: list[list[float]], budget: int
) -> None:
    canvas = _canvas()
    for share in shares:
        for owners in (canvas.superficial, canvas.deep):
            owners.want(np.array(share)[patch().sample_edge])
            pixels = owners.collect(budget, np.zeros(len(patch().sample_edge), np.float32))
            canvas.recompose(pixels)
    sparse = canvas.pixels()
    canvas.recompose_all()
    assert np.array_equal(sparse, canvas.pixels())


def _canvas() -> Canvas:
    canvas = LoupePainter(patch(), SIZE).canvas
    canvas.recompose_all()
    return canvas


def test_a_tile_shows_what_the_view_says_and_not_how_it_came_about() -> None:
    painter = LoupePainter(patch(), SIZE)
    for view in (busy(), quiet(), replace(busy(), is_wiped=True)):
        paint(view, painter)
    assert np.array_equal(paint(busy(), painter), paint(busy()))


def test_frames_within_their_budget_arrive_at_the_whole_picture() -> None:
    painter, target = LoupePainter(patch(), SIZE), pygame.Surface(SIZE, 0, 32)
    painted = [painter.paint(busy(), target) for _ in range(60)]
    assert painted[0]
    assert not painted[-1], "a still picture is not painted again"
    pixels = raw(target).copy()
    painter.paint(busy(), target, is_forced=True)
    assert np.array_equal(pixels, raw(target))
    whole = paint(busy())
    assert np.array_equal(pixels & 255, whole[..., 2].ravel())


def test_the_lens_finds_its_paths_of_light_once_for_a_window(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """In whole or, where a panel changes over it, in part: finding them takes some frames."""
    found: list[int] = []
    traced = Glass._traced
    monkeypatch.setattr(
        Glass,
        "_traced",
        lambda self, pitch, *zone: found.append(pitch) or traced(self, pitch, *zone),
    )
    painter, window = LoupePainter(patch("II"), SIZE, rim="disc"), pygame.Surface(SIZE, 0, 32)
    for clip in (None, (0, 0, SIZE[0], 20), None, (0, 0, SIZE[0], 20)):
        window.set_clip(clip)
        painter.paint(quiet(), window, is_forced=True)
    assert found
    assert len(found) == len(ZONES)


def test_painting_never_changes_the_view() -> None:
    view = busy()
    before = copy.deepcopy(view)
    paint(view)
    assert is_same(view, before)


def test_views_are_the_same_only_if_every_field_is() -> None:
    assert is_same(busy(), busy())
    other = {
        "camera": Camera(1, 1, 30),
        "needle": NeedleView(0, 0, 0, 0.3),
        "is_wiped": True,
        "is_polarised": True,
        "has_scale_bar": True,
        "swabs": dressed().swabs,
        "presses": aged().presses,
        "bruises": aged().bruises,
        "ulcers": aged().ulcers,
        "fingers": (FingerView(1, 1, 0.0),),
    }
    for field in fields(TreatmentView):
        old = getattr(busy(), field.name)
        new = other.get(field.name, old + 0.01 if isinstance(old, np.ndarray) and len(old) else ())
        if isinstance(old, np.ndarray) and not len(old):
            new = np.ones(3)
        assert not is_same(busy(), replace(busy(), **{field.name: new})), field.name


def test_swabs_cover_the_skin() -> None:
    assert paint(dressed()).mean() > paint(quiet()).mean() + 10


def test_the_same_view_gives_the_same_bytes_in_another_process() -> None:
    code = (
        "import hashlib, pygame; from tests.render.test_loupe import paint, busy, aged;"
        "print(hashlib.sha256(paint(busy()).tobytes() + paint(aged()).tobytes()).hexdigest())"
    )
    out = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True, check=True,
        cwd=Path(__file__).parents[2],
    )  # fmt: skip
    here = hashlib.sha256(paint(busy()).tobytes() + paint(aged()).tobytes()).hexdigest()
    assert out.stdout.split()[-1] == here


def test_a_stored_skin_is_the_same_skin() -> None:
    file = io.BytesIO()
    patch().save(file)
    file.seek(0)
    loaded = SkinPatch.load(file)
    for field in fields(SkinPatch):
        assert np.array_equal(getattr(loaded, field.name), getattr(patch(), field.name)), field.name


def test_a_skin_stored_by_another_version_is_refused() -> None:
    file = io.BytesIO()
    np.savez(file, version=-1)
    file.seek(0)
    with pytest.raises(ValueError, match="version"):
        SkinPatch.load(file)


# --- camera ------------------------------------------------------------------------------
mm = st.floats(-50, 50)


@given(mm, mm, st.floats(*ZOOM_PX_PER_MM), mm, mm)
def test_to_patch_undoes_to_screen(x: float, y: float, zoom: float, px: float, py: float) -> None:
    camera = Camera(x, y, zoom)
    assert camera.to_patch(*camera.to_screen(px, py, *SIZE), *SIZE) == pytest.approx((px, py))


@given(mm, mm, st.floats(*ZOOM_PX_PER_MM), st.floats(1, 200))
def test_zooming_holds_the_point_under_the_pointer(
    x: float, y: float, zoom: float, new: float
) -> None:
    camera = Camera(3.0, 2.0, zoom)
    before = camera.to_screen(x, y, *SIZE)
    after = camera.zoomed(new, x, y).to_screen(x, y, *SIZE)
    assert after == pytest.approx(before, abs=1e-6)


@pytest.mark.parametrize("zoom", [16.0, 24.0, 29.0, 32.0, 48.0, 61.3, 96.0])
def test_a_point_of_the_skin_lies_where_the_camera_says(zoom: float) -> None:
    """Ink under the skin would drift if copies and overlays disagreed by more than a pixel."""
    x_px, y_px = 96, 57  # between four pixels of the canvas
    view = replace(quiet(zoom), camera=Camera(x_px / 24, y_px / 24, zoom), has_scale_bar=False)
    painter = LoupePainter(patch(), SIZE)
    centre = painter.canvas.tile_pixels(np.arange(painter.canvas.tiles))
    painter.paint(view, pygame.Surface(SIZE, 0, 32))
    raw(painter.canvas.surface)[centre.ravel()] = 0
    dot = painter.canvas.surface.subsurface((x_px - 2, y_px - 2, 4, 4))
    dot.fill((255, 255, 255))
    del dot
    painter._magnified.mark(np.arange(len(centre)))
    target = pygame.Surface(SIZE, 0, 32)
    painter._magnified.blit(view.camera, target, target.get_rect())
    bright = raw(target).reshape(SIZE[1], SIZE[0]) & 255
    bright = np.where(bright > 40, bright, 0)  # not the dark beyond the patch
    weight = bright / bright.sum()
    x = (weight.sum(axis=0) * (np.arange(SIZE[0]) + 0.5)).sum()
    y = (weight.sum(axis=1) * (np.arange(SIZE[1]) + 0.5)).sum()
    assert abs(x - SIZE[0] / 2) <= 1.0 + zoom / 48
    assert abs(y - SIZE[1] / 2) <= 1.0 + zoom / 48


# --- what weeks, pressure and fullness do ------------------------------------------------
@pytest.mark.parametrize("skin", ["II", "VI"])
def test_under_glass_blood_goes_and_what_has_left_the_vessels_stays(skin: str) -> None:
    painter = LoupePainter(patch(skin), SIZE)
    plain, at = replace(quiet(), is_polarised=True), (5.6, 2.9)
    glass = (PressView(*at, 1.0, has_glass=False),)
    bare, clot = plain, replace(plain, coagulum_frac=np.array([0.0, 0, 0, 1, 0]))
    kept = [
        lightness(paint(replace(view, presses=glass), painter), view, *at) for view in (bare, clot)
    ]
    assert kept[0] > lightness(paint(bare, painter), bare, *at) + 2
    assert kept[1] < kept[0] - 2


@given(st.floats(0, 1), st.floats(0, 1))
@settings(max_examples=20, deadline=None)
def test_the_harder_the_press_the_paler_the_skin(one: float, other: float) -> None:
    light, hard = sorted((one, other))
    view = replace(quiet(), is_polarised=True)
    seen = [
        lightness(
            paint(replace(view, presses=(PressView(2.0, 3.6, 1.0, k, k, False),)), PRESSED),
            view, 2.0, 3.6,
        )
        for k in (light, hard)
    ]  # fmt: skip
    assert seen[0] <= seen[1] + 0.15  # one step of a byte


PRESSED = LoupePainter(patch(), SIZE)


def test_a_wide_vein_stands_out_while_it_is_full_and_lies_flat_when_empty() -> None:
    signs = LoupePainter(patch(), SIZE).signs
    empty = replace(quiet(), blood_frac=np.zeros((len(EDGES), CELLS)))
    gone = replace(quiet(), cleared_frac=np.ones(len(EDGES)))
    assert signs._bulge(quiet())[2] == 1.0  # the venulectasia
    assert signs._bulge(quiet())[3:].tolist() == [0.0, 0.0]  # threads lie in the skin
    assert not signs._bulge(empty).any()
    assert not signs._bulge(gone).any()


def test_a_cord_lies_on_its_vein_and_nowhere_else() -> None:
    plain = replace(quiet(), is_polarised=True)
    clot = replace(plain, coagulum_frac=np.array([0.0, 0, 0, 1, 0]))
    before, after = paint(plain), paint(clot)
    assert lightness(after, plain, 5.6, 2.9) < lightness(before, plain, 5.6, 2.9) - 3
    assert np.abs(after - before)[:40, :60].max() <= 1


def test_an_island_takes_the_form_of_its_territory() -> None:
    discs = tuple((1.5 + 0.25 * k, 4.4, 0.35) for k in range(9))  # a strip
    plain = replace(quiet(), is_polarised=True)
    white = replace(plain, porcelain=(PorcelainView(2.5, 4.4, 2.0, 1.0, discs),))
    change = [
        lightness(paint(white), plain, x, y) - lightness(paint(plain), plain, x, y)
        for x, y in ((1.6, 4.4), (3.4, 4.4), (2.5, 3.5))
    ]
    assert min(change[:2]) > 5
    assert abs(change[2]) < 2  # inside the circle, outside the strip
