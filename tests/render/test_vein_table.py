"""The shipped table of veins can be made again by its script."""

import numpy as np
import pytest

from assets.make_vein_table import DIAMETERS_MM, OFFSET_EDGES_MM, TOPS_MM, Walk, make
from simulator.base.seeds import Seeds
from simulator.render.vein_table import _table


def test_photons_that_met_a_vessel_bring_less_light_back() -> None:
    walk = Walk(Seeds(3).stream("test.photons"), 12)
    walk.run(3.5)
    beside, over = walk.reflectance()
    assert len(walk.x) == 0
    assert np.all(beside >= 0)
    assert np.all(over <= beside[..., None] + 1e-9)
    assert np.all(over >= -1e-9)
    assert over.sum() < beside.sum() * len(DIAMETERS_MM) * len(TOPS_MM)
    assert float(walk.in_vessel.max()) <= 80.0


def test_the_shipped_table_has_the_shape_its_script_makes() -> None:
    ratio = _table()["ratio"]
    assert ratio.shape == (len(OFFSET_EDGES_MM) - 1, 33, len(DIAMETERS_MM), len(TOPS_MM))
    assert ratio.min() > 0
    assert ratio.max() <= 1.0 + 1e-6


@pytest.mark.long
def test_the_script_reproduces_the_shipped_table_within_its_noise() -> None:
    again = make(400, seed=2)["ratio"].astype(np.float64)
    off = np.abs(again - _table()["ratio"])
    assert off.mean() < 0.01
    assert np.quantile(off, 0.99) < 0.08
