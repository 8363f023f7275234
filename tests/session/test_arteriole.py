"""A needle in an arteriole that lies near the web, and where the drug goes then."""

import pytest

from simulator.anatomy.spec import PatientSpec, SourceSpec
from simulator.session import commands as c
from simulator.session.corridor import advance, begin, obey
from simulator.session.plan import Plan

SOURCES = (SourceSpec("reticular_feeder", "reticular", 0.9, 1.6, "patch"),)


def entered(seed):
    """Return a state whose bevel lies in the arteriole near the web; None if it met no wall."""
    spec = PatientSpec(site="medial ankle", sources=SOURCES, has_arteriole_near=True)
    state = begin(Plan(patient=spec), seed)
    (near,) = state.patient.web.arterioles
    x, y, z = near.path_mm[len(near.path_mm) // 2]
    aim = c.AimNeedle(round(1000 * (x - z)), round(1000 * y), 0, 785)
    for act in (c.FillSyringe("polidocanol", 5000, 2_000_000), c.TakeNeedle(30), aim):
        state, _ = obey(state, act)
    for length_um in range(500, round(1415 * z) + 500, 20):
        state, _ = obey(state, c.InsertNeedle(length_um))
        fit = state.treatment.fit
        if fit is not None and fit.arteriole_frac > 0.0:
            return state
    return None


def test_what_is_pushed_into_an_arteriole_goes_upstream_and_the_books_close():
    states = [state for seed in range(1, 7) if (state := entered(seed)) is not None]
    assert len(states) >= 3
    for start in states:
        state, _ = obey(start, c.PressPlunger(1500))
        state, _ = advance(state, state.tick + 60)
        lumen = state.lumen
        held = state.world.circulation.drug_ug(lumen) + state.tissue.drug_ug
        found = held + lumen.drained_ug + lumen.neutralised_ug
        assert lumen.drained_ug > 1.0
        assert found == pytest.approx(state.treatment.given_ug, rel=1e-9)
