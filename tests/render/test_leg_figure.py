"""The leg figure shows this patient's skin and veins, and nothing that skin hides."""

from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pygame
import pytest
from numpy.typing import NDArray

from simulator.anatomy.patient import (
    RETICULAR,
    TELANGIECTASIA,
    Leg,
    Patch,
    Patient,
    Vessel,
    Web,
)
from simulator.anatomy.spec import FITZPATRICK, PatientSpec
from simulator.render.leg_figure import LegFigure
from simulator.render.optics import rgb_to_lab
from simulator.view.leg import ASPECTS, Aspect, LegMark, LegView

Pixels = NDArray[np.int64]
HEIGHT_PX = 216
GOLDEN = Path(__file__).parent.parent / "golden" / "leg_anterior_II.txt"
CELL_PX = 8
PANEL = (13, 19, 22)


def vein(vessel_id: str, u_mm: float, depth_mm: float, is_hidden: bool) -> Vessel:
    s = np.linspace(560.0, 740.0, 40)
    path = np.stack([np.full_like(s, u_mm), s, np.full_like(s, depth_mm)], axis=1)
    return Vessel(vessel_id, "reticular", path, np.full(40, 1.1), is_hidden=is_hidden)


def comb(threads: int = 8) -> Web:
    """Return a web of parallel threads hanging from one reticular vein."""
    x = np.linspace(6.0, 34.0, threads)
    nodes = [(2.0, 4.0, 1.2), (38.0, 4.0, 1.2)]
    nodes += [(a, 5.0, 0.15) for a in x] + [(a, 22.0, 0.15) for a in x]
    edges = [(0, 1)] + [(2 + i, 2 + threads + i) for i in range(threads)]
    ends = np.array(nodes)[np.array(edges)]
    path = ends[:, :1] + (ends[:, 1:] - ends[:, :1]) * np.linspace(0.0, 1.0, 9)[None, :, None]
    radius = np.array([0.9] + [0.15] * threads)
    return Web(
        nodes_mm=np.array(nodes),
        edges=np.array(edges, dtype=np.int32),
        path_mm=path,
        radius_mm=radius,
        length_mm=np.hypot(*(ends[:, 1] - ends[:, 0])[:, :2].T),
        kind=np.array([RETICULAR] + [TELANGIECTASIA] * threads, dtype=np.int8),
        burst_pa=np.full(len(edges), 1e5),
        roots=((0, "feeder"),),
        tips=np.arange(2 + threads, 2 + 2 * threads, dtype=np.int32),
    )


@cache
def patient(fitzpatrick: str = "II", side: str = "left") -> Patient:
    return Patient(
        spec=PatientSpec(fitzpatrick=fitzpatrick, side=side),
        leg=Leg(side),
        vessels=(vein("hidden", -25.0, 1.4, True), vein("shallow", 60.0, 1.9, False)),
        patch=Patch("patch", 5.0, 600.0),
        web=comb(),
        threads=(),
        skin_seed=11,
    )


@cache
def figure(fitzpatrick: str = "II", side: str = "left", aspect: Aspect = "anterior") -> LegFigure:
    return LegFigure.build(patient(fitzpatrick, side), aspect, HEIGHT_PX)


def painted(leg: LegFigure, **changes: object) -> Pixels:
    """Return (H, W, 3) bytes of the figure on a plain panel."""
    view = LegView(leg.aspect, leg.side, leg.fitzpatrick)
    canvas = pygame.Surface((leg.projection.width_px, HEIGHT_PX), 0, 32)
    canvas.fill(PANEL)
    leg.paint(replace(view, **changes), canvas, canvas.get_rect())  # type: ignore[arg-type]
    return np.swapaxes(pygame.surfarray.array3d(canvas), 0, 1).astype(np.int64)


def around(leg: LegFigure, u_mm: float, s_mm: float, reach_px: int = 3) -> Pixels:
    """Return the pixels near a point of the leg."""
    x, y, _ = leg.projection.to_figure(u_mm, s_mm)
    row, col = int(y), int(x)
    return painted(leg)[row - reach_px : row + reach_px, col - reach_px : col + reach_px]


def cells(picture: Pixels) -> Pixels:
    """Return the mean colour of each cell of CELL_PX squared, (rows, columns, 3)."""
    rows, columns = picture.shape[0] // CELL_PX, picture.shape[1] // CELL_PX
    cut = picture[: rows * CELL_PX, : columns * CELL_PX]
    return cut.reshape(rows, CELL_PX, columns, CELL_PX, 3).mean(axis=(1, 3)).round().astype(int)


def golden() -> Pixels:
    rows = GOLDEN.read_text("ascii").split("\n")
    return np.array([[list(bytes.fromhex(cell)) for cell in row.split()] for row in rows if row])


def cells_off(picture: Pixels) -> int:
    """Return how many cells differ from the golden figure by more than 4 levels."""
    return int((np.abs(cells(picture) - golden()).max(axis=-1) > 4).sum())


def test_the_figure_is_the_one_that_was_looked_at() -> None:
    assert cells_off(painted(figure())) == 0


@pytest.mark.parametrize("damage", ["black", "mirrored", "another skin", "shifted", "dimmed"])
def test_the_golden_comparison_notices_damage(damage: str) -> None:
    picture = {
        "black": lambda: np.zeros_like(painted(figure())),
        "mirrored": lambda: painted(figure())[:, ::-1],
        "another skin": lambda: painted(figure("III")),
        "shifted": lambda: np.roll(painted(figure()), 2, axis=1),
        "dimmed": lambda: painted(figure(), is_dimmed=True),
    }[damage]()
    assert cells_off(picture) > 20


@pytest.mark.parametrize("aspect", ASPECTS)
def test_the_leg_fills_its_figure_from_every_side_and_leaves_the_panel_alone(
    aspect: Aspect,
) -> None:
    leg = figure(aspect=aspect)
    picture = painted(leg)
    is_panel = (picture == PANEL).all(axis=-1)
    assert 0.3 < is_panel.mean() < 0.75
    for s_mm in (150.0, 330.0, 470.0, 650.0):
        left, right = leg.projection.edges_px(s_mm)
        row = int(leg.projection.y_px(s_mm))
        assert not is_panel[row, int(left) + 2 : int(right) - 2].any()
        assert is_panel[row, : int(left) - 2].all()
        assert is_panel[row, int(right) + 3 :].all()


def test_a_right_leg_is_outlined_as_the_mirror_image_of_a_left_leg() -> None:
    left, right = (figure(side=side).cutouts[False, False] for side in ("left", "right"))
    one = pygame.surfarray.array_alpha(left.surface).astype(int)
    other = pygame.surfarray.array_alpha(right.surface).astype(int)[::-1]
    assert one.shape == other.shape
    assert (np.abs(one - other) > 12).mean() < 0.001


def test_the_six_skin_types_fall_from_light_to_dark_on_the_thigh() -> None:
    tones = [around(figure(f), 0.0, 700.0).mean(axis=(0, 1)) / 255.0 for f in FITZPATRICK]
    linear = np.where(np.array(tones) <= 0.04045, np.array(tones) / 12.92, 0.0)
    linear = np.where(linear > 0.0, linear, ((np.array(tones) + 0.055) / 1.055) ** 2.4)
    lab = rgb_to_lab(linear)
    assert (np.diff(lab[:, 0]) < -1.5).all()
    assert (lab[:, 1] > 0).all()  # skin is never green
    assert (lab[:, 2] > 0).all()  # nor blue


def test_hidden_vessels_leave_no_trace_on_the_figure() -> None:
    moved = replace(patient(), vessels=(vein("hidden", 15.0, 1.3, True), *patient().vessels[1:]))
    there = LegFigure.build(moved, "anterior", HEIGHT_PX)
    assert (painted(there) == painted(figure())).all()


def test_the_same_vessel_shows_once_it_is_not_hidden() -> None:
    shown = replace(patient(), vessels=(vein("hidden", -25.0, 1.4, False), *patient().vessels[1:]))
    there = LegFigure.build(shown, "anterior", HEIGHT_PX)
    change = painted(there) - painted(figure())
    assert change.sum() < -400  # a vein only takes light away
    assert change.max() <= 0


def test_threads_redden_the_skin_of_the_patch_and_only_there() -> None:
    bare = replace(patient(), web=replace(comb(), radius_mm=np.array([0.9] + [1e-4] * 8)))
    without = LegFigure.build(bare, "anterior", HEIGHT_PX)
    lost = painted(without) - painted(figure())
    x, y, _ = figure().projection.to_figure(5.0, 600.0)
    near = np.zeros(lost.shape[:2], dtype=bool)
    near[int(y) - 8 : int(y) + 8, int(x) - 10 : int(x) + 10] = True
    assert lost[near].sum() > 0.9 * lost.sum() > 0
    red, green, _ = lost[near].sum(axis=0)
    assert green > 1.5 * red


def test_a_stocking_covers_the_leg_below_its_top_and_leaves_the_groin_bare() -> None:
    change = np.abs(painted(figure(), has_stocking=True) - painted(figure())).sum(axis=-1)
    projection = figure().projection
    top, foot = int(projection.y_px(756.0)), int(projection.y_px(100.0))
    column = int(projection.width_px / 2)
    assert (change[:top] == 0).all()
    assert (change[top + 10 : foot, column] > 5).all()


def test_a_photograph_shows_skin_and_no_notes() -> None:
    notes = {"marks": (LegMark(0.0, 500.0, "GSV"),), "probe": (0.0, 600.0, 0.0)}
    assert (painted(figure(), **notes) != painted(figure())).any()
    assert (painted(figure(), **notes, is_photograph=True) == painted(figure())).all()


def test_a_dimmed_leg_is_darker_yet_readable_in_every_skin() -> None:
    for fitzpatrick in FITZPATRICK:
        leg = figure(fitzpatrick)
        bright, dim = painted(leg), painted(leg, is_dimmed=True)
        on_leg = (bright != PANEL).any(axis=-1)
        assert dim[on_leg].sum() < bright[on_leg].sum()
        assert dim[on_leg].mean() > 2.5 * np.mean(PANEL)


def test_the_view_of_another_leg_is_refused() -> None:
    with pytest.raises(ValueError, match="Right leg"):
        painted(figure(), side="right")
