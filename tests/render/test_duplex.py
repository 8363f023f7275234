"""The duplex panel is painted whole, inside its rectangle, and can be pointed at."""

from dataclasses import replace

import numpy as np
import pygame
import pytest

from simulator.physics.moment import Moment, ProbePose, Squeeze
from simulator.physics.pressing import image_depth_mm
from simulator.physics.scanner import Scanner
from simulator.render import duplex, duplex_strip
from simulator.ultrasound.machine import Machine
from simulator.ultrasound.strip import Strip
from simulator.view.duplex import Caliper, DuplexView, TimeCaliper, present
from tests.physics.thigh import AASV, patient

ALONG = ProbePose(10.0, 640.0, yaw_rad=np.pi / 2)
DEPTH_UM = round(1000 * image_depth_mm(10.0, 400.0))
SETTINGS = Scanner(
    is_colour=1, is_pulsed=1, steer_mrad=340, gate_z_um=DEPTH_UM, box_z_um=DEPTH_UM, prf_hz=1500
)
MOMENT = Moment("standing", (Squeeze(120, 240),))
PANEL = pygame.Rect(20, 30, 800, 620)


@pytest.fixture(scope="module")
def view() -> DuplexView:
    machine = Machine(patient(AASV), seed=7)
    strip = Strip(machine)
    strip.run(ALONG, SETTINGS, MOMENT, 60, "standing")
    return present(
        machine,
        strip,
        ALONG,
        SETTINGS,
        MOMENT,
        330,
        title="AASV thigh",
        calipers=(Caliper(-1.0, 8.0, 1.0, 12.0),),
        time_caliper=TimeCaliper(240, 320),
    )


def painted(view: DuplexView) -> pygame.Surface:
    surface = pygame.Surface((860, 700), 0, 32)
    surface.fill((1, 2, 3))
    duplex.paint(surface, PANEL, view)
    return surface


def grey(surface: pygame.Surface, rect: pygame.Rect) -> np.ndarray:
    return pygame.surfarray.array3d(surface.subsurface(rect)).astype(int)


def test_the_picture_and_the_strip_are_really_drawn(view):
    surface = painted(view)
    frame = duplex.frame_of(PANEL, SETTINGS)
    assert grey(surface, frame.rect).std() > 20
    plot = duplex_strip.plot_of(duplex.strip_of(PANEL), frame.unit)
    assert grey(surface, plot).std() > 10


def test_nothing_is_painted_outside_the_panel(view):
    surface = painted(view)
    surface.fill((1, 2, 3), PANEL)
    rest = pygame.surfarray.array3d(surface)
    assert (rest == (1, 2, 3)).all()


def test_reflux_is_red_in_the_box_and_above_the_line_of_the_strip(view):
    surface = painted(view)
    frame = duplex.frame_of(PANEL, SETTINGS)
    x, y = frame.at(SETTINGS.box_x_um / 1000 + 5.0, DEPTH_UM / 1000)
    patch = grey(surface, pygame.Rect(x - 6, y - 6, 12, 12)).mean((0, 1))
    assert patch[0] > patch[2] + 40
    plot = duplex_strip.plot_of(duplex.strip_of(PANEL), frame.unit)
    late = plot.left + int(plot.width * 0.9)
    above = grey(surface, pygame.Rect(late, plot.top + 25, 20, plot.centery - plot.top - 30))
    below = grey(surface, pygame.Rect(late, plot.centery + 8, 20, 40))
    assert above.mean() > 3 * below.mean()
    assert "Reflux: red, above" in view.convention


def test_the_convention_turns_with_the_steer(view):
    machine = Machine(patient(AASV), seed=7)
    other = replace(SETTINGS, steer_mrad=-340)
    shown = present(machine, None, ALONG, other, MOMENT, 330)
    assert "Reflux: blue" in shown.convention
    across = present(machine, None, replace(ALONG, yaw_rad=0.0), other, MOMENT, 330)
    assert "heart" not in across.convention


def test_the_pointer_finds_the_place_that_was_painted(view):
    frame = duplex.frame_of(PANEL, SETTINGS)
    assert frame.place(*frame.at(3.2, 11.0)) == pytest.approx((3.2, 11.0))
    plot = duplex_strip.plot_of(duplex.strip_of(PANEL), frame.unit)
    assert duplex_strip.tick_at(plot, view, plot.right) == view.strip_end_tick


def test_no_contact_says_so_instead_of_a_picture():
    machine = Machine(patient(AASV), seed=7)
    empty = present(machine, None, None, Scanner(), MOMENT, 0)
    surface = painted(empty)
    assert grey(surface, PANEL).max() > 100
    assert grey(surface, PANEL).mean() < 12


def test_the_baseline_moves_the_zero_line_of_the_strip(view):
    rows = []
    for permille in (0, 600):
        moved = replace(view, settings=replace(view.settings, baseline_permille=permille))
        surface = painted(moved)
        plot = duplex_strip.plot_of(duplex.strip_of(PANEL), duplex.frame_of(PANEL, SETTINGS).unit)
        column = pygame.surfarray.array3d(surface)[plot.left + 3, plot.top : plot.bottom]
        line = np.nonzero((column == duplex_strip.BASELINE).all(axis=1))[0]
        rows.append(float(line.mean()) / plot.height)
    assert rows[0] == pytest.approx(0.5, abs=0.02)
    assert rows[1] == pytest.approx(0.8, abs=0.02)
