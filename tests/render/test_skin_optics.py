"""Skin and veins have the colours that physics gives them, in every type of skin.

Bands of single veins are regression bands of this model, not published ranges.
"""

import numpy as np
import pytest

from simulator.render import optics, vein_table
from simulator.render.canvas import absorbance_share
from simulator.render.optics import SKIN_TYPES, SkinColour
from simulator.render.vein_table import OFFSET_MM, VeinColours

TYPES = tuple(SKIN_TYPES)
THREADS = ((0.15, 0.12), (0.3, 0.15))
WIDE = ((0.8, 0.35), (2.0, 0.6))
VEIL = 0.06  # what an unpolarised surface adds


def diffuse(skin: optics.SkinType, blood_frac: float | None = None) -> np.ndarray:
    blood = skin.blood_frac if blood_frac is None else blood_frac
    spectrum = optics.skin_reflectance(skin.melanosome_frac, blood, skin.scattering)
    return optics.spectrum_to_rgb(spectrum)


def change(name: str, diameter_mm: float, top_mm: float, veil: float = 0.0) -> np.ndarray:
    """Return the CIELAB difference of a vein's centre line from its skin."""
    skin = diffuse(SKIN_TYPES[name])
    vein = skin * np.exp(-VeinColours(SKIN_TYPES[name]).profile(diameter_mm, top_mm)[0])
    return optics.rgb_to_lab(vein + veil) - optics.rgb_to_lab(skin + veil)


def contrast(name: str, diameter_mm: float, top_mm: float) -> np.ndarray:
    profile = VeinColours(SKIN_TYPES[name]).profile(diameter_mm, top_mm)
    return 1.0 - np.exp(-profile[0])


def size(difference: np.ndarray) -> float:
    return float(np.sqrt((difference**2).sum()))


@pytest.mark.parametrize("name", TYPES)
def test_every_skin_type_lies_in_its_chardon_class(name: str) -> None:
    low, high = SKIN_TYPES[name].ita_deg
    assert low < float(optics.ita_deg(optics.instrument_lab(SKIN_TYPES[name]))) <= high


def test_lightness_falls_from_type_to_type_and_chroma_peaks_in_the_middle() -> None:
    lab = np.array([optics.instrument_lab(SKIN_TYPES[name]) for name in TYPES])
    assert np.all(np.diff(lab[:, 0]) < 0)
    assert TYPES[int(np.argmax(lab[:, 2]))] in ("III", "IV", "V")


def test_a_perfect_white_is_white() -> None:
    white = optics.spectrum_to_rgb(np.ones(len(optics.WAVELENGTHS_NM)))
    assert white == pytest.approx([1.0, 1.0, 1.0], abs=2e-4)


def test_haemoglobin_absorbs_alike_with_and_without_oxygen_at_its_isosbestic_points() -> None:
    full, empty = optics.blood_absorption_per_mm(1.0), optics.blood_absorption_per_mm(0.0)
    crossings = optics.WAVELENGTHS_NM[:-1][np.diff(np.sign(full - empty)) != 0]
    for known_nm in (500, 530, 545, 570, 584):  # Prahl's table
        assert np.abs(crossings - known_nm).min() <= 12


@pytest.mark.parametrize("name", TYPES)
def test_threads_look_red_and_deep_veins_blue(name: str) -> None:
    """Kienle 1996: the order of red and blue contrast flips with calibre and depth."""
    for thread in THREADS:
        red, _, blue = contrast(name, *thread)
        assert red < blue
    for vein in WIDE:
        red, _, blue = contrast(name, *vein)
        assert red > blue


def test_veins_of_pale_skin_stay_in_their_bands() -> None:
    lightness, redness, _ = change("II", 0.15, 0.12)
    assert 15 < redness < 30
    assert -25 < lightness < -12
    _, redness, yellowness = change("II", 0.8, 0.35)
    assert abs(redness) < 5
    assert -14 < yellowness < -6
    for reticular in ((2.0, 0.6), (2.0, 0.9)):
        _, redness, yellowness = change("II", *reticular)
        assert -6 < redness < -2
        assert -12 < yellowness < -4


CONTRAST = {  # CIELAB difference of a thread, a venulectasia, a reticular vein; of this model
    "I": (33.0, 20.3, 14.9),
    "II": (31.0, 19.0, 14.3),
    "III": (29.4, 18.2, 14.0),
    "IV": (27.0, 17.0, 13.4),
    "V": (21.4, 14.3, 11.8),
    "VI": (15.8, 11.3, 9.7),
}


@pytest.mark.parametrize("name", TYPES)
def test_red_and_blue_veins_stand_out_as_far_as_they_did(name: str) -> None:
    veins = ((0.15, 0.12), (0.8, 0.35), (2.0, 0.6))
    seen = [size(change(name, *vein)) for vein in veins]
    assert seen == pytest.approx(CONTRAST[name], rel=0.08)
    assert seen == sorted(seen, reverse=True)  # the redder, the plainer


@pytest.mark.parametrize("name", TYPES)
def test_more_oxygen_makes_a_thread_redder_but_no_vein_red(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sommer 1997: red telangiectasias are a little better oxygenated than blue ones."""
    shades = []
    for saturation in (0.60, 0.72, 0.85):
        monkeypatch.setattr(vein_table, "SATURATION", ((0.3, saturation), (0.8, saturation)))
        shades.append([change(name, *vein)[1] for vein in ((0.15, 0.12), (2.0, 0.9))])
    assert np.all(np.diff(shades, axis=0) > 0)
    assert shades[-1][1] < 1.0 < shades[0][0]


def test_at_the_oxygen_it_was_made_for_the_table_is_left_as_it_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(vein_table, "SATURATION", ((0.3, 0.72), (0.8, 0.72)))
    assert np.array_equal(vein_table._bend(np.array([0.1, 1.0])), np.ones((2, 33)))


def test_threads_are_harder_to_see_in_dark_skin_but_not_hidden() -> None:
    share = size(change("V", 0.15, 0.12)) / size(change("II", 0.15, 0.12))
    assert 0.55 < share < 0.80


def test_a_polariser_helps_most_in_dark_skin() -> None:
    gain = {
        name: size(change(name, 0.15, 0.12)) / size(change(name, 0.15, 0.12, VEIL))
        for name in ("II", "VI")
    }
    assert gain["VI"] > 1.5
    assert gain["II"] < 1.35


def test_depth_blurs_and_red_blurs_most() -> None:
    colours = VeinColours(SKIN_TYPES["II"])

    def half_width_mm(diameter_mm: float, top_mm: float, channel: int) -> float:
        profile = colours.profile(diameter_mm, top_mm)[:, channel]
        return float(np.interp(-profile[0] / 2, -profile, OFFSET_MM))

    for diameter in (0.2, 1.0, 2.0):
        widths = [half_width_mm(diameter, top, 0) for top in (0.1, 0.35, 0.75, 1.5)]
        assert widths == sorted(widths)
    assert half_width_mm(2.0, 1.0, 0) > half_width_mm(2.0, 1.0, 2)


@pytest.mark.parametrize("name", TYPES)
def test_absorbance_never_rises_away_from_the_axis(name: str) -> None:
    colours = VeinColours(SKIN_TYPES[name])
    for diameter, top in (*THREADS, *WIDE, (3.0, 2.0)):
        assert np.all(np.diff(colours.profile(diameter, top), axis=0) <= 1e-9)


def test_erythema_reddens_and_loss_of_blood_whitens() -> None:
    for name in ("I", "II", "III"):
        skin = SKIN_TYPES[name]
        rest = optics.rgb_to_lab(diffuse(skin))
        flushed = optics.rgb_to_lab(diffuse(skin, skin.blood_frac + 0.016)) - rest
        drained = optics.rgb_to_lab(diffuse(skin, skin.blood_frac * 0.03)) - rest
        assert 5 < flushed[1] < 12
        assert drained[0] >= 7


def test_a_blanched_vein_keeps_less_than_a_twelfth_of_its_colour() -> None:
    assert 0.0 < float(absorbance_share(np.array(0.03))) < 0.08
    assert absorbance_share(np.array([0.0, 1.0])).tolist() == [0.0, 1.0]


def test_the_look_up_table_agrees_with_the_spectrum() -> None:
    for name in TYPES:
        skin = SKIN_TYPES[name]
        looked_up = np.exp(
            SkinColour(skin.scattering).ln_rgb(skin.melanosome_frac, skin.blood_frac)
        )
        exact = optics.rgb_to_lab(diffuse(skin))
        assert size(optics.rgb_to_lab(looked_up.astype(np.float64)) - exact) < 0.6
