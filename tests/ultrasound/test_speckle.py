"""Speckle has the statistics of the real thing and stays with the tissue."""

from dataclasses import replace

import numpy as np
import pytest

from simulator.physics.moment import ProbePose
from simulator.ultrasound.plane import LINES, PITCH_MM, plane_at
from simulator.ultrasound.speckle import grow_speckle, lateral_mm, shape_beam

POSE = ProbePose(3.0, 600.0, pressure_pa=3600.0)
DEPTH_MM = 40.0
Z = plane_at(POSE, DEPTH_MM).z_mm


@pytest.fixture(scope="module")
def speckle():
    return grow_speckle(7, 9.0)


@pytest.fixture(scope="module")
def one_look():
    return shape_beam(Z, 9.0, 16.0, looks_rad=(0.0,))


def even(intensity):
    return intensity / intensity.mean(1, keepdims=True)


def picture(speckle, beam, pose):
    plane = plane_at(pose, DEPTH_MM)
    return even(beam.image(speckle.slice(plane), plane.shift_frac)[40:-8])


@pytest.fixture(scope="module")
def pictures(speckle, one_look):
    """Many independent single-look pictures of even tissue."""
    poses = [replace(POSE, u_mm=3.7 * k, s_mm=500.0 + 11.3 * k) for k in range(12)]
    return np.array([picture(speckle, one_look, pose) for pose in poses])


def amplitude_snr(intensity):
    amplitude = np.sqrt(intensity)
    return amplitude.mean() / amplitude.std()


def test_a_single_look_is_fully_developed_speckle(pictures):
    assert amplitude_snr(pictures) == pytest.approx(1.913, abs=0.03)


def test_intensity_is_exponential(pictures):
    seen = np.sort(pictures[:, ::7, ::9].ravel())
    wanted = 1 - np.exp(-seen)
    assert abs(wanted - (np.arange(len(seen)) + 0.5) / len(seen)).max() < 0.012


def half_width(correlation, step):
    correlation = correlation / correlation[0]
    k = int(np.nonzero(correlation < 0.5)[0][0])
    rest = (correlation[k - 1] - 0.5) / (correlation[k - 1] - correlation[k])
    return 2 * step * (k - 1 + rest)


@pytest.mark.parametrize("z_mm", [8.0, 16.0, 30.0])
def test_grains_are_as_wide_and_as_tall_as_the_beam(pictures, speckle, z_mm):
    row_mm = DEPTH_MM / 512
    first = int(z_mm / row_mm) - 65
    grains = pictures[:, first : first + 50] - 1
    across = np.array([(grains[..., : LINES - k] * grains[..., k:]).mean() for k in range(8)])
    down = np.array([(grains[:, : 50 - k] * grains[:, k:]).mean() for k in range(10)])
    wanted = float(lateral_mm(np.array([z_mm]), 9.0, 16.0)[0])
    assert half_width(across, PITCH_MM) == pytest.approx(wanted, rel=0.12)
    assert half_width(down, row_mm) == pytest.approx(speckle.pulse_mm, rel=0.12)


def test_compounding_smooths_by_nearly_the_root_of_its_looks(speckle, pictures):
    three = shape_beam(Z, 9.0, 16.0)
    poses = [replace(POSE, u_mm=3.7 * k, s_mm=500.0 + 11.3 * k) for k in range(6)]
    seen = np.array([picture(speckle, three, pose) for pose in poses])
    assert 1.3 < amplitude_snr(seen) / amplitude_snr(pictures) < 1.75


@pytest.mark.parametrize("slide_mm", [0.4, 0.73])
def test_speckle_follows_the_tissue_when_the_probe_slides(speckle, one_look, slide_mm):
    before = np.sqrt(picture(speckle, one_look, POSE))
    after = np.sqrt(picture(speckle, one_look, replace(POSE, u_mm=POSE.u_mm + slide_mm)))
    k = np.fft.fftfreq(LINES)
    back = np.exp(-2j * np.pi * k * slide_mm / PITCH_MM)
    aligned = np.fft.ifft(np.fft.fft(after, axis=1) * back, axis=1).real
    middle = slice(12, -12)
    match = np.corrcoef(before[:, middle].ravel(), aligned[:, middle].ravel())[0, 1]
    assert match > 0.95


def test_speckle_changes_as_the_plane_moves_through_tissue(speckle, one_look):
    before = picture(speckle, one_look, POSE).ravel()

    def match(step):
        moved = picture(speckle, one_look, replace(POSE, s_mm=POSE.s_mm + step))
        return np.corrcoef(before, moved.ravel())[0, 1]

    assert match(0.07) > 0.9
    assert 0.2 < match(0.35) < 0.85
    assert abs(match(1.4)) < 0.08


def test_a_small_turn_changes_speckle_little(speckle, one_look):
    before = picture(speckle, one_look, POSE).ravel()
    turned = picture(speckle, one_look, replace(POSE, yaw_rad=0.001)).ravel()
    assert np.corrcoef(before, turned)[0, 1] > 0.9


def test_each_seed_has_its_own_speckle(speckle, one_look):
    other = grow_speckle(8, 9.0)
    mine, theirs = (picture(field, one_look, POSE).ravel() for field in (speckle, other))
    assert abs(np.corrcoef(mine, theirs)[0, 1]) < 0.05
