"""Findings, coverage and the probe are drawn where they are on the leg."""

import math

import numpy as np
import pygame
import pytest
from numpy.typing import NDArray

from simulator.anatomy.patient import Leg
from simulator.render.leg_overlay import LegOverlay
from simulator.view.leg import LegMark, LegProjection, LegView

SIZE = (330, 360)
RECT = pygame.Rect((0, 0), SIZE)


def place() -> LegProjection:
    projection = LegProjection(Leg("left"), "anterior", SIZE[1])
    return projection.moved((SIZE[0] - projection.width_px) // 2, 0)


def drawn(view: LegView, overlay: LegOverlay | None = None) -> NDArray[np.int64]:
    """Return (H, W) how much each pixel differs from a plain panel."""
    canvas = pygame.Surface(SIZE, 0, 32)
    (overlay or LegOverlay(place().moved(0, 0))).paint(view, canvas, RECT, place())
    return np.swapaxes(pygame.surfarray.array3d(canvas), 0, 1).astype(np.int64).sum(axis=-1)


def spread(ink: NDArray[np.int64]) -> tuple[float, float]:
    """Return the standard deviation of bright ink across and along the figure."""
    rows, columns = np.nonzero(ink > 600)
    return float(columns.std()), float(rows.std())


def test_a_transverse_probe_lies_across_and_a_longitudinal_one_along() -> None:
    across, along = spread(drawn(LegView(probe=(0.0, 600.0, 0.0))))
    assert across > 1.5 * along
    across, along = spread(drawn(LegView(probe=(0.0, 600.0, math.pi / 2))))
    assert along > 1.5 * across


def test_the_probe_is_drawn_where_it_is_held() -> None:
    rows, columns = np.nonzero(drawn(LegView(probe=(30.0, 640.0, 0.0))))
    x, y, _ = place().to_figure(30.0, 640.0)
    assert (columns.min() + columns.max()) / 2 == pytest.approx(x, abs=1.5)
    assert (rows.min() + rows.max()) / 2 == pytest.approx(y, abs=1.5)


def test_a_spot_scanned_twice_is_no_brighter_than_one_scanned_once() -> None:
    spot = (0.0, 600.0)
    assert (drawn(LegView(scanned=(spot,))) == drawn(LegView(scanned=(spot, spot)))).all()


def test_coverage_that_grows_frame_by_frame_ends_as_if_drawn_at_once() -> None:
    spots = tuple((float(u), 600.0 + 3.0 * u) for u in range(-20, 21, 8))
    overlay = LegOverlay(place().moved(0, 0))
    for count in range(1, len(spots) + 1):
        growing = drawn(LegView(scanned=spots[:count]), overlay)
    assert (growing == drawn(LegView(scanned=spots))).all()
    forgotten = drawn(LegView(scanned=spots[3:]), overlay)
    assert (forgotten == drawn(LegView(scanned=spots[3:]))).all()


def test_coverage_behind_the_leg_is_not_drawn_in_front() -> None:
    assert not drawn(LegView(scanned=((200.0, 600.0),))).any()


def test_a_guess_looks_different_from_a_finding_with_evidence() -> None:
    guess = drawn(LegView(marks=(LegMark(0.0, 500.0, "AASV", is_guess=True),)))
    proven = drawn(LegView(marks=(LegMark(0.0, 500.0, "AASV", "", "1.4 s on the spectrum"),)))
    x, y, _ = place().to_figure(0.0, 500.0)
    badge = np.s_[int(y) - 9 : int(y) + 9, int(x) - 9 : int(x) + 9]
    assert (guess[badge] != proven[badge]).sum() > 60


def test_two_findings_at_one_height_keep_their_words_apart() -> None:
    marks = (LegMark(5.0, 600.0, "AASV", "reflux"), LegMark(50.0, 602.0, "Feeder", "reflux"))
    one, two = (drawn(LegView(marks=(mark,))) for mark in marks)
    both = drawn(LegView(marks=marks))
    assert (both > 450).sum() > 0.9 * ((one > 450).sum() + (two > 450).sum())


def test_words_stay_inside_the_panel() -> None:
    mark = LegMark(-40.0, 838.0, "A very long name for one small vein", "competent", "watched")
    ink = drawn(LegView(marks=(mark,)))
    assert not ink[:, :6].any()
    assert not ink[:, -6:].any()
