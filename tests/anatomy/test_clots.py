"""A clot lies where the case puts it, in one piece of its vein, and the rest stays sound."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.anatomy.clots import DISTENDED
from simulator.anatomy.grow import grow
from simulator.anatomy.spec import ClotSpec, PatientSpec
from simulator.base.seeds import Seeds

SOUND = grow(PatientSpec(threads=1), Seeds(3))


@pytest.mark.parametrize("vein", ["femoral_vein", "popliteal_vein", "gsv", "posterior_tibial_vein"])
def test_a_whole_vein_is_full_and_distended(vein: str) -> None:
    patient = grow(PatientSpec(threads=1, clots=(ClotSpec(vein),)), Seeds(3))
    clotted = patient.vessel(vein)
    assert clotted.is_clotted
    assert np.array_equal(clotted.path_mm, SOUND.vessel(vein).path_mm)
    assert np.allclose(clotted.radius_mm, DISTENDED * SOUND.vessel(vein).radius_mm)
    assert [v.id for v in patient.vessels if v.is_clotted] == [vein]


@given(st.floats(50.0, 880.0), st.floats(1.0, 500.0))
def test_a_stretch_is_cut_out_and_nothing_is_lost(low_mm: float, long_mm: float) -> None:
    from simulator.anatomy.clots import with_clots

    whole = SOUND.vessel("gsv")
    spec = ClotSpec("gsv", low_mm, low_mm + long_mm)
    pieces = with_clots([whole], [spec])
    assert [piece.id for piece in pieces if piece.is_clotted] == ["gsv"]
    by_id = {piece.id: piece for piece in pieces}
    ordered = [by_id[n] for n in ("gsv_below", "gsv", "gsv_above") if n in by_id]
    joined = [ordered[0].path_mm, *(piece.path_mm[1:] for piece in ordered[1:])]
    assert np.array_equal(np.concatenate(joined), whole.path_mm)


def test_the_rest_of_a_case_grows_as_without_it() -> None:
    patient = grow(PatientSpec(threads=1, clots=(ClotSpec("popliteal_vein"),)), Seeds(3))
    assert np.array_equal(patient.web.radius_mm, SOUND.web.radius_mm)
    assert not patient.vessel("popliteal_vein").path_mm.flags.writeable
