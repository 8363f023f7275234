"""Old blood is dark and purple, biliverdin green, bilirubin yellow, in every skin, by physics."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.render import optics
from simulator.render.optics import SKIN_TYPES
from simulator.render.pigments import MOST_FRAC, PIGMENTS, Pigment, Pigments

TYPES = tuple(SKIN_TYPES)
MADE = {name: Pigments(skin) for name, skin in SKIN_TYPES.items()}


def shift(name: str, pigment: Pigment, amount: float) -> np.ndarray:
    """Return the CIELAB difference that `amount` of a pigment makes."""
    skin = SKIN_TYPES[name]
    spectrum = optics.skin_reflectance(skin.melanosome_frac, skin.blood_frac, skin.scattering)
    bare = optics.spectrum_to_rgb(spectrum)
    change = MADE[name].ln_change(pigment, np.array([amount], np.float32))[0]
    return optics.rgb_to_lab(bare * np.exp(change.astype(np.float64))) - optics.rgb_to_lab(bare)


@given(
    st.sampled_from(TYPES), st.sampled_from(PIGMENTS), st.floats(0, MOST_FRAC), st.floats(0, 0.05)
)
def test_more_of_a_pigment_never_lightens_any_channel(
    name: str, pigment: Pigment, amount: float, more: float
) -> None:
    less, much = MADE[name].ln_change(pigment, np.array([amount, amount + more], np.float32))
    assert np.all(less <= 1e-6)
    assert np.all(much <= less + 1e-6)


@pytest.mark.parametrize("pigment", PIGMENTS)
def test_nothing_added_changes_nothing(pigment: Pigment) -> None:
    none = np.zeros((2, 3), np.float32)
    assert np.array_equal(MADE["III"].ln_change(pigment, none), np.zeros((2, 3, 3)))


@pytest.mark.parametrize("name", TYPES)
def test_each_pigment_has_its_colour(name: str) -> None:
    lightness, redness, _ = shift(name, "old_blood", 0.02)
    assert lightness < -4
    assert redness > 2
    _, redness, _ = shift(name, "biliverdin", 0.008)
    assert redness < -8  # green
    _, redness, yellowness = shift(name, "bilirubin", 0.008)
    assert yellowness > 6
    assert abs(redness) < 0.4 * yellowness


def test_a_bruise_is_fainter_the_darker_the_skin() -> None:
    for pigment in PIGMENTS:
        sizes = [float(np.linalg.norm(shift(name, pigment, 0.01))) for name in TYPES]
        assert sizes[1:] == sorted(sizes[1:], reverse=True)  # type I scatters more than II
        assert sizes[-1] > 2.3  # yet never hidden
