"""A needle in an arteriole that lies near the web, and where the drug goes then."""

from dataclasses import replace

import pytest

from simulator.anatomy.spec import PatientSpec, SourceSpec
from simulator.session import commands as c
from simulator.session import events as e
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


def test_bright_blood_pulses_before_anything_is_pushed_and_drug_there_hurts_at_once():
    start = next(state for seed in range(1, 7) if (state := entered(seed)) is not None)
    assert "pulsing_blood" in dict(start.treatment.signs)
    state, said = obey(start, c.PressPlunger(1500))
    started = next(event for event in said if isinstance(event, e.InjectionStarted))
    assert (started.sign, started.is_labelled) == ("pulsing_blood", False)
    state, _ = advance(state, state.tick + 60)
    assert {"porcelain", "pain"} <= {name for name, _ in state.treatment.signs}
    _, (*_, ended) = obey(state, c.PressPlunger(0))
    assert ended.after_sign_ms == 500  # the sign was there before the thumb came down


def test_saline_in_an_arteriole_whitens_and_does_not_hurt():
    start = next(state for seed in range(1, 7) if (state := entered(seed)) is not None)
    inert = replace(start.treatment.syringe, strength_ppm=0)
    state = replace(start, treatment=replace(start.treatment, syringe=inert))
    state, _ = obey(state, c.PressPlunger(1500))
    state, _ = advance(state, state.tick + 60)
    names = {name for name, _ in state.treatment.signs}
    assert "porcelain" in names
    assert "pain" not in names
