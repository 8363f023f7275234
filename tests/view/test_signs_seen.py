"""What of a sign is drawn: hives over all veins, bright blood in the hub, a bare syringe."""

from dataclasses import replace

from simulator.physics.needle import NeedleFit
from simulator.session import commands as c
from simulator.session import signs
from simulator.session.corridor import obey
from simulator.view.bedside import EASED_FRAC, present
from simulator.view.treatment import Camera
from tests.laws.random_play import first_state

CAMERA = Camera(20.0, 12.5, 24.0)


def test_hives_swell_along_every_vein_until_they_pass():
    state, _ = signs.shown(first_state(), ["hives"], -1)
    assert (present(state, CAMERA).wheal_frac > 0.5).all()
    (sign,) = state.treatment.shown
    gone = replace(state.treatment, shown=(replace(sign, is_over=True),))
    assert not present(replace(state, treatment=gone), CAMERA).wheal_frac.any()


def test_blood_of_an_arteriole_is_bright_in_the_hub():
    state = first_state()
    for act in (c.TakeNeedle(30, 349), c.AimNeedle(20_000, 12_000, 0, 200), c.InsertNeedle(2500)):
        state, _ = obey(state, act)
    for frac, is_bright in ((0.0, False), (0.6, True)):
        fit = NeedleFit(0, 0.5, 0.4, (20.0, 12.0, 0.5), False, 0.0, frac)
        view = present(replace(state, treatment=replace(state.treatment, fit=fit)), CAMERA)
        assert view.needle.is_arterial == is_bright


def test_nothing_stands_on_a_syringe_that_nobody_labelled():
    state, _ = obey(first_state(), c.FillSyringe("polidocanol", 5000, 2_000_000))
    assert present(state, CAMERA).syringe.drug == ""
    state, _ = obey(state, c.LabelSyringe())
    assert present(state, CAMERA).syringe.drug == "polidocanol"


def test_a_white_island_that_was_seen_to_pales_less():
    state = first_state()
    for act in (c.TakeNeedle(30, 349), c.AimNeedle(20_000, 12_000, 0, 200), c.InsertNeedle(2500)):
        state, _ = obey(state, act)
    state, _ = signs.shown(state, ["porcelain"], 0)
    assert [p.whiteness_frac for p in present(state, CAMERA).porcelain] == [1.0]
    for action in ("warm", "massage"):
        state, _ = obey(state, c.Respond(action))
    assert [p.whiteness_frac for p in present(state, CAMERA).porcelain] == [EASED_FRAC]
