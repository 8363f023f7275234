"""The needle through the session: dimple, give, holes that leak, air in front, what oozes."""

from dataclasses import replace
from functools import cache
from math import atan2, cos, sin

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.physics.drugs import active_ug_per_ul
from simulator.physics.holes import CLOT_S
from simulator.session import commands as c
from simulator.session.body import open_holes
from simulator.session.corridor import advance, refusal
from simulator.session.observation import observe
from simulator.session.puncturing import locate_bevel
from simulator.session.state import State
from tests.laws.random_play import first_state, on_an_arm, played

Play = list[tuple[c.Command, int]]
READY: Play = [
    (c.SetPosture("lying"), 60),
    (c.FillSyringe("polidocanol", 5000, 2_000_000), 0),
    (c.TakeNeedle(30), 0),
]
TAUT: Play = [*READY, (c.StretchSkin(1), 0)]
BARE = c.AimNeedle(1_000, 24_000, 0, 200)  # a corner where no vein lies


@cache
def aim_at_arm(angle_mrad: int = 200) -> tuple[c.AimNeedle, int]:
    """Return an aim at some arm and how far to push so that the whole bevel lies in it."""
    state = played(TAUT)[0].state
    angle = angle_mrad / 1000.0
    for thread in state.patient.threads:
        path = state.patient.web.path_mm[thread.arm_edge]
        x, y, z = path[len(path) // 2].tolist()
        ahead = path[len(path) // 2 + 1] - path[len(path) // 2 - 1]
        heading, back = atan2(ahead[1], ahead[0]), z / sin(angle) * cos(angle)
        aim = c.AimNeedle(
            round(1000 * (x - back * cos(heading))),
            round(1000 * (y - back * sin(heading))),
            round(1000 * heading),
            angle_mrad,
        )
        for length_um in range(400, 4000, 40):
            needle = replace(state.treatment.needle, length_um=length_um, **vars(aim))
            if locate_bevel(state, needle).lumen_frac == 1.0:
                return aim, length_um
    raise AssertionError("no needle reaches an arm")


def kinds(play: Play) -> list[str]:
    return [event["ev"] for event in played(play)[0].events]


def the(play: Play, kind: str) -> dict:
    (event,) = [event for event in played(play)[0].events if event["ev"] == kind]
    return event


def transfixed() -> tuple[State, Play]:
    """Return the state, and the play, of a needle that went through an arm and came back in."""
    aim, length_um = aim_at_arm()
    start: Play = [*TAUT, (aim, 5)]
    through = next(
        [*start, (c.InsertNeedle(deep), 5)]
        for deep in range(length_um, 12_000, 100)
        if "far" in _walls([*start, (c.InsertNeedle(deep), 5)])
    )
    play: Play = [*through, (c.InsertNeedle(length_um), 5)]
    return played(play)[0].state, play


def _walls(play: Play) -> list[str]:
    return [e["wall"] for e in played(play)[0].events if e["ev"] == "wall_pierced"]


def books(state: State, given_ug: float) -> float:
    """Return the share of drug that left the syringe and is nowhere."""
    circulation, lumen = state.world.circulation, state.lumen
    found = circulation.drug_ug(lumen) + lumen.neutralised_ug + lumen.drained_ug
    return abs(given_ug - found - state.tissue.drug_ug) / given_ug


# --- dimple and give --------------------------------------------------------------------
def test_a_tip_that_only_dimples_the_skin_has_made_no_hole():
    play: Play = [*READY, (BARE, 5), (c.InsertNeedle(500), 5)]
    state = played(play)[0].state
    assert "needle_entered" not in kinds(play)
    assert state.treatment.punctures == ()
    look = observe(state)
    assert look.puncture == -1
    assert look.dimple_mm == pytest.approx(0.5)
    assert look.felt_mn > 100.0
    assert look.gives == 0
    assert "not given way" in (refusal(state, c.PressPlunger(900)) or "")
    assert "needle_withdrawn" not in kinds([*play, (c.InsertNeedle(0), 5)])
    assert observe(played([*play, (c.InsertNeedle(0), 5)])[0].state).dimple_mm == 0.0


def test_skin_that_gives_is_an_event_with_its_force_its_jump_and_its_pain():
    entered = the([*READY, (BARE, 5), (c.InsertNeedle(1500), 5)], "needle_entered")
    assert entered["force_mn"] > 300
    assert entered["jump_um"] > 300
    assert 5 <= entered["pain"] <= 20
    assert entered["holes"] == 0


def test_a_needle_of_many_holes_takes_more_and_a_new_one_takes_less_again():
    play = list(READY)
    for hole in range(25):
        play += [(replace(BARE, x_um=1_000 + 300 * hole), 2), (c.InsertNeedle(2500), 2)]
        play += [(c.InsertNeedle(0), 2)]
    play += [(c.TakeNeedle(30), 2), (BARE, 2), (c.InsertNeedle(2500), 2)]
    entered = [e for e in played(play)[0].events if e["ev"] == "needle_entered"]
    forces = [e["force_mn"] for e in entered]
    assert [e["holes"] for e in entered] == [*range(25), 0]
    assert forces[0] == forces[10] < forces[15] < forces[24]
    assert forces[25] == forces[0]
    assert entered[24]["pain"] > entered[0]["pain"]


@settings(max_examples=25, deadline=None)
@given(on_an_arm(), st.lists(st.integers(10, 6000), min_size=1, max_size=5), st.integers(0, 1))
def test_one_push_of_the_hand_or_many_lead_to_the_same_place(aim, stops, stretch):
    start: Play = [*READY, (c.StretchSkin(stretch), 0), (aim, 5)]
    last = max(stops)
    many: Play = [*start, *((c.InsertNeedle(stop), 0) for stop in sorted(stops))]
    one: Play = [*start, (c.InsertNeedle(last), 0)]
    a, b = played(many)[0].state.treatment, played(one)[0].state.treatment
    assert (a.thrust, a.fit, a.holes, a.needle) == (b.thrust, b.fit, b.holes, b.needle)


def test_slack_skin_is_told_when_a_vein_rolls():
    aim, length_um = aim_at_arm()
    heading = aim.heading_mrad / 1000.0
    for off_um in range(0, 600, 20):
        beside = replace(
            aim,
            x_um=aim.x_um - round(off_um * sin(heading)),
            y_um=aim.y_um + round(off_um * cos(heading)),
        )
        entry: Play = [(beside, 5), (c.InsertNeedle(length_um + 400), 5)]
        if "vein_rolled" in kinds([*READY, *entry]):
            break
    assert off_um > 0
    assert "near" in _walls([*TAUT, *entry])
    assert "vein_rolled" not in kinds([*TAUT, *entry])


def test_a_straight_needle_is_held_steeper_than_it_is_aimed():
    bent, straight = (
        the([*READY, (c.TakeNeedle(30, bend), 0), (replace(BARE, angle_mrad=60), 2),
             (c.InsertNeedle(4000), 2)], "needle_entered")["angle_mrad"]
        for bend in (349, 0)
    )  # fmt: skip
    assert bent == 60
    assert straight > 150


# --- where it goes ----------------------------------------------------------------------
def test_half_in_the_push_is_shared_between_vein_and_tissue():
    aim, length_um = aim_at_arm(600)
    for pushed_um in range(length_um - 400, length_um + 600, 20):
        play: Play = [*TAUT, (aim, 5), (c.InsertNeedle(max(100, pushed_um)), 5)]
        fit = played(play)[0].state.treatment.fit
        if fit is not None and 0.3 < fit.lumen_frac < 0.7:
            break
    ended = the([*play, (c.PressPlunger(900), 60), (c.PressPlunger(0), 5)], "injection_ended")
    assert 0.2 < ended["tissue_nl"] / ended["volume_nl"] < 0.8


def test_a_bevel_in_the_dermis_makes_a_bleb_that_grows_with_pressure_and_time():
    def bleb_ul(force_mn: int, ticks: int) -> float:
        play: Play = [
            *READY,
            (BARE, 5),
            (c.InsertNeedle(1500), 5),
            (c.PressPlunger(force_mn), ticks),
        ]
        (bleb,) = played(play)[0].state.tissue.blebs
        return bleb.volume_ul

    assert bleb_ul(900, 120) == pytest.approx(2.0 * bleb_ul(900, 60), rel=0.05)
    above = (bleb_ul(900, 120), bleb_ul(1500, 120))
    assert above[1] == pytest.approx(2.0 * above[0], rel=0.15)  # 0.6 and 1.2 N past the stopper


def test_a_hole_in_the_far_wall_leaks_what_is_pushed_until_a_swab_presses_it():
    aim, length_um = aim_at_arm()
    push: Play = [(c.PressPlunger(1000), 240), (c.PressPlunger(0), 5)]
    clean = the([*TAUT, (aim, 5), (c.InsertNeedle(length_um), 5), *push], "injection_ended")
    state, play = transfixed()
    assert state.treatment.fit is not None
    assert state.treatment.fit.lumen_frac == 1.0
    assert len(open_holes(state)) == 1
    leaked = the([*play, *push], "injection_ended")
    assert clean["tissue_nl"] == 0
    assert leaked["tissue_nl"] > 0.005 * leaked["volume_nl"]  # an arm is wide and little pressed
    after = played([*play, *push])[0].state
    (bleb,) = after.tissue.blebs
    far = next(hole for hole in state.treatment.holes if hole.is_far)
    assert (bleb.x_mm, bleb.y_mm) == (far.x_mm, far.y_mm)
    swabbed: Play = [*play, *push, (c.InsertNeedle(0), 5)]
    swab = c.PlaceSwab(round(1000 * far.x_mm), round(1000 * far.y_mm))
    assert len(open_holes(played(swabbed)[0].state)) >= 1
    assert open_holes(played([*swabbed, (swab, 5)])[0].state) == ()


def test_a_hole_is_shut_while_the_needle_fills_it_and_once_it_has_clotted():
    aim, length_um = aim_at_arm()
    inside: Play = [*TAUT, (aim, 5), (c.InsertNeedle(length_um), 5)]
    assert open_holes(played(inside)[0].state) == ()
    out: Play = [*inside, (c.InsertNeedle(0), 5)]
    assert len(open_holes(played(out)[0].state)) == 1
    assert open_holes(played([*out, (c.CheckKit(), round(CLOT_S * 120) + 10)])[0].state) == ()


def test_a_hole_that_was_left_open_leaks_when_the_same_vein_is_injected_again():
    aim, length_um = aim_at_arm()
    first: Play = [*TAUT, (aim, 5), (c.InsertNeedle(length_um), 5), (c.InsertNeedle(0), 60)]
    second: Play = [
        (aim, 5), (c.InsertNeedle(length_um), 5), (c.PressPlunger(1500), 240),
        (c.PressPlunger(0), 5),
    ]  # fmt: skip
    leaked = the([*first, *second], "injection_ended")
    assert leaked["thread"]
    assert leaked["tissue_nl"] > 0
    swab = c.PlaceSwab(aim.x_um, aim.y_um)
    pressed = the([*first, (swab, 30), *second], "injection_ended")
    assert pressed["tissue_nl"] < 0.1 * leaked["tissue_nl"]


def test_nothing_is_lost_when_a_vein_leaks_during_and_after_a_push():
    _, play = transfixed()
    attempt, _ = played([*play, (c.PressPlunger(2500), 480), (c.PressPlunger(0), 600)])
    state = attempt.state
    assert sum(bleb.volume_ul for bleb in state.tissue.blebs) > 1.0
    assert books(state, state.treatment.given_ug) < 1e-12


def test_an_unswabbed_hole_in_a_vein_oozes_more_the_longer_it_waits():
    aim, length_um = aim_at_arm()

    def oozed_nl(wait_ticks: int, play: Play) -> int:
        out: Play = [*play, (c.InsertNeedle(0), wait_ticks), (c.PlaceSwab(aim.x_um, aim.y_um), 1)]
        return the(out, "swab_placed")["oozed_nl"]

    vein: Play = [*TAUT, (aim, 5), (c.InsertNeedle(length_um), 5)]
    dry: Play = [*TAUT, (aim, 5), (c.InsertNeedle(450), 5)]
    assert 10 * oozed_nl(120, vein) == pytest.approx(oozed_nl(1200, vein), rel=0.02)
    assert oozed_nl(1200, vein) > 3 * oozed_nl(1200, dry) > 0
    assert oozed_nl(round(CLOT_S * 120), vein) == oozed_nl(round(CLOT_S * 240), vein)


# --- air block --------------------------------------------------------------------------
def air_play(air_nl: int, ticks: int) -> Play:
    aim, length_um = aim_at_arm()
    fill = c.FillSyringe("polidocanol", 5000, 2_000_000, 3000, air_nl)
    return [
        *TAUT, (fill, 0), (aim, 5), (c.InsertNeedle(length_um), 5), (c.PressPlunger(1000), ticks),
    ]  # fmt: skip


def test_air_in_front_clears_the_vein_first_and_gives_no_drug():
    state = played(air_play(20_000, 48))[0].state
    assert state.treatment.push is not None
    assert 0.0 < state.treatment.push.air_ul < 20.0
    assert state.treatment.push.blanch_mm > 3.0  # the vein empties before the eye
    assert state.treatment.given_ul == 0.0
    assert state.treatment.given_ug == 0.0
    assert not state.lumen.active_ug_per_ul.any()
    assert state.treatment.syringe.left_ul == 2000.0


def test_after_the_air_the_solution_follows_and_everything_is_accounted_for():
    state = played([*air_play(20_000, 900), (c.PressPlunger(0), 60)])[0].state
    treatment = state.treatment
    assert treatment.syringe.air_ul == 0.0
    assert treatment.air_ul == pytest.approx(20.0, abs=1.0)  # exact to one step of the push
    assert treatment.given_ul > 20.0
    assert 2000.0 - treatment.syringe.left_ul == pytest.approx(treatment.given_ul)
    strength = active_ug_per_ul("polidocanol", 5000)
    assert treatment.given_ug == pytest.approx(strength * treatment.given_ul)
    assert books(state, treatment.given_ug) < 1e-12
    volume = state.world.circulation.network.cell_ul[:, None]
    lumen_ul = float((state.lumen.injectate_frac * volume).sum()) + state.lumen.drained_ul
    bleb_ul = sum(bleb.volume_ul for bleb in state.tissue.blebs)
    given = treatment.given_ul + treatment.air_ul
    assert lumen_ul + bleb_ul == pytest.approx(given, rel=1e-12)
    ended = the([*air_play(20_000, 900), (c.PressPlunger(0), 60)], "injection_ended")
    assert ended["air_nl"] == round(1000 * treatment.air_ul)


def test_air_spares_the_drug_the_blood_that_would_have_bound_it():
    """The first of the solution meets air where it would have met blood."""
    bound = {}
    for air_nl in (0, 50_000):
        state = played(air_play(air_nl, 12))[0].state
        while state.treatment.given_ul < 10.0:
            state, _ = advance(state, state.tick + 4)
        bound[air_nl] = state.lumen.neutralised_ug / state.treatment.given_ug
    assert bound[50_000] < 0.8 * bound[0]


def test_more_air_than_any_air_block_is_refused():
    state = first_state()
    assert refusal(state, c.FillSyringe("polidocanol", 5000, 1_000_000, 3000, 500_000))
    assert refusal(state, c.FillSyringe("polidocanol", 5000, 3_000_000, 3000, 20_000))


def test_the_bevel_looks_up_to_the_side_or_down():
    forces = {}
    for bevel in ("up", "side", "down"):
        play: Play = [*READY, (replace(BARE, bevel=bevel), 2), (c.InsertNeedle(4000), 2)]
        forces[bevel] = the(play, "needle_entered")["force_mn"]
    assert forces["up"] < forces["side"] < forces["down"]
    state = played(READY)[0].state
    assert refusal(state, replace(BARE, bevel="inwards")) is not None
    assert np.isfinite(list(forces.values())).all()
