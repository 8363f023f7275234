"""Follow-up photographs of the leg: the same marks as under the loupe, where the patch lies."""

from dataclasses import replace

import numpy as np
import pytest

from simulator.render.leg_figure import LegFigure
from simulator.render.leg_veins import vein_absorbance
from simulator.render.leg_weeks import patch_absorbance
from simulator.view.leg import ASPECTS, Aspect, LegProjection
from simulator.view.treatment import BruiseView, Camera, TreatmentView, UlcerView
from simulator.view.weeks import Aftermath, on_day
from tests.render.test_leg_figure import HEIGHT_PX, figure, painted, patient, vein

EDGES = 9
CALM = TreatmentView(Camera(0, 0, 24), np.ones((EDGES, 4)))
ALL, NONE = np.array([0.0] + [1.0] * 8), np.zeros(0)
FRONT = LegProjection(patient().leg, "anterior", HEIGHT_PX)


def marks(view: TreatmentView, fitzpatrick: str = "II") -> np.ndarray:
    """Return what the marks of `view` take from ln of the skin, (H, W, 3)."""
    return patch_absorbance(patient(fitzpatrick), FRONT, view)


def veins(view: TreatmentView | None = None) -> np.ndarray:
    """Return what veins take from ln of the skin, (H, W, 3)."""
    return vein_absorbance(patient(), FRONT, view)


def middle(picture: np.ndarray) -> tuple[float, float]:
    """Return the (x, y) around which an absorbance lies."""
    rows, columns = np.indices(picture.shape[:2]) + 0.5
    weight = picture.sum(axis=-1)
    return (columns * weight).sum() / weight.sum(), (rows * weight).sum() / weight.sum()


def test_a_patch_on_which_nothing_has_changed_leaves_no_trace() -> None:
    assert not marks(CALM).any()
    assert np.array_equal(veins(CALM), veins())


def test_what_has_cleared_is_gone_and_nothing_else() -> None:
    lost = veins() - veins(replace(CALM, cleared_frac=ALL))
    x, y, _ = FRONT.to_figure(5.0, 600.0)
    near = lost[int(y) - 8 : int(y) + 8, int(x) - 10 : int(x) + 10]
    assert lost.min() >= -1e-6
    assert near.sum() == pytest.approx(lost.sum(), rel=1e-3)
    half = veins() - veins(replace(CALM, cleared_frac=ALL / 2))
    assert half.sum() == pytest.approx(lost.sum() / 2, rel=1e-3)


@pytest.mark.parametrize("fitzpatrick", ["I", "III", "VI"])
def test_a_stain_is_brown_and_fades_with_the_days(fitzpatrick: str) -> None:
    only = Aftermath(0 * ALL, ALL, np.full(EDGES, 0.3))
    days = (35.0, 84.0, 183.0, 365.0)
    taken = [marks(on_day(CALM, only, day), fitzpatrick).sum() for day in days]
    assert taken == sorted(taken, reverse=True)
    assert taken[-1] < 0.05 * taken[0]
    red, green, blue = marks(replace(CALM, stain_frac=ALL), fitzpatrick).sum(axis=(0, 1))
    assert red < green < blue  # blue goes first


@pytest.mark.parametrize("fitzpatrick", ["I", "III", "VI"])
def test_matting_blushes_and_a_cord_darkens(fitzpatrick: str) -> None:
    red, green, _ = marks(replace(CALM, matting_frac=ALL), fitzpatrick).sum(axis=(0, 1))
    assert green > 2 * red > 0
    cord = marks(replace(CALM, coagulum_frac=ALL), fitzpatrick).sum(axis=(0, 1))
    assert cord.min() > 0


@pytest.mark.parametrize("aspect", ASPECTS)
def test_a_bruise_and_a_sore_lie_where_the_patch_says_or_out_of_sight(aspect: Aspect) -> None:
    place = LegProjection(patient().leg, aspect, HEIGHT_PX)
    x, y, is_visible = place.to_figure(*patient().patch.on_leg(20.0, 12.0))
    for mark in (
        replace(CALM, bruises=(BruiseView(20.0, 12.0, 3.0, 0.03),)),
        replace(CALM, ulcers=(UlcerView(20.0, 12.0, 2.5, 1.0),)),
    ):
        taken = patch_absorbance(patient(), place, mark)
        if is_visible:
            assert middle(taken) == pytest.approx((x, y), abs=1.0)
        else:  # its edge may reach over the outline
            assert taken.sum() < 0.15 * marks(mark).sum()


@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize("aspect", ASPECTS)
def test_a_vein_lies_at_the_same_place_of_the_leg_from_every_side(
    aspect: Aspect, side: str
) -> None:
    """A vein at each quarter of the girth darkens where that place is in sight, only there."""
    leg = patient("II", side)
    place = LegProjection(leg.leg, aspect, 2 * HEIGHT_PX)
    girth = leg.leg.circumference_mm(650.0)
    without, shown = vein_absorbance(leg, place), 0
    for quarter in (-0.25, 0.0, 0.25, 0.5):
        one = vein("extra", quarter * girth, 1.3, False)
        dark = vein_absorbance(replace(leg, vessels=(*leg.vessels, one)), place) - without
        x, y, is_visible = place.to_figure(quarter * girth, 650.0)
        row = dark[int(y)].sum(axis=-1)
        left, right = place.edges_px(650.0)
        if min(x - left, right - x) < 8:
            continue  # at the very outline a vein turns in and out of sight
        shown += is_visible
        if is_visible:
            assert (np.arange(len(row)) + 0.5) @ row / row.sum() == pytest.approx(x, abs=1.0)
        else:
            assert not row.any()
    assert shown >= 1


def test_the_photograph_of_a_later_day_shows_the_marks_of_that_day() -> None:
    left = Aftermath(ALL, ALL, np.full(EDGES, 0.3))
    later = on_day(CALM, left, 42.0)
    leg = LegFigure.build(patient(), "anterior", HEIGHT_PX, later)
    change = painted(leg) - painted(figure())
    x, y, _ = FRONT.to_figure(5.0, 600.0)
    near = change[int(y) - 8 : int(y) + 8, int(x) - 10 : int(x) + 10]
    assert np.abs(near).sum() == np.abs(change).sum() > 0
    red, _, blue = near.sum(axis=(0, 1))
    assert red > blue  # red threads give way to brown
