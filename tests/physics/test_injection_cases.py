"""Worked cases a vein clinician would recognise."""

from dataclasses import replace

import numpy as np
import pytest

from simulator.base.units import PA_PER_MMHG
from simulator.physics import drugs, needle, syringe
from tests.physics.pushing import DT_S, inject, wait
from tests.physics.webs import fan, thread

TIP = 10  # the needle enters the middle of a 40 mm thread


def seconds_to(done, mm):
    return (int(np.argmax(np.array(done.blanch_mm) >= mm)) + 1) * DT_S


def mean_kill(done):
    return float(done.circulation.wall_kill(done.lumen)[TIP - 4 : TIP + 5].mean())


def test_a_tenth_of_a_millilitre_over_ten_seconds_blanches_a_fine_thread_for_one_to_two_cm():
    done = inject(thread(0.3), 10.0, 10.0, edge=TIP)
    assert done.injected_ul == pytest.approx(100.0, rel=0.1)
    assert 1.0 <= seconds_to(done, 10.0) <= 3.0
    at_10_mm = round(seconds_to(done, 10.0) / DT_S)
    creep = (done.blanch_mm[at_10_mm + 15] - done.blanch_mm[at_10_mm]) / 0.5
    assert creep < 5.0
    assert 10.0 <= done.blanch_mm[round(3.0 / DT_S)] <= max(done.blanch_mm) <= 20.0
    assert not done.burst_edges


def test_pushing_five_times_as_hard_makes_the_blanch_race():
    slow = inject(thread(0.3), 10.0, 3.0, edge=TIP)
    fast = inject(thread(0.3), 50.0, 1.0, edge=TIP)
    assert seconds_to(fast, 10.0) < 0.25 * seconds_to(slow, 10.0)


def test_fifty_microlitres_a_second_burst_a_thread_of_two_tenths_but_not_of_three():
    assert inject(thread(0.2), 50.0, 0.5, edge=TIP).burst_edges
    assert not inject(thread(0.3), 50.0, 0.5, edge=TIP).burst_edges
    assert not inject(thread(0.2), 10.0, 2.0, edge=TIP).burst_edges


def test_a_burst_vein_leaks_into_the_tissue_and_the_tip_pressure_falls():
    done = inject(thread(0.2), 50.0, 1.0, edge=TIP)
    assert done.tissue_ul > 1.0
    assert done.tip_mmhg[-1] < 0.9 * max(done.tip_mmhg)
    assert max(done.missing()) < 1e-9


@pytest.mark.parametrize(("drug", "ppm"), [("STS", 2000), ("polidocanol", 5000)])
def test_an_open_feeder_spoils_the_dose_and_closing_it_restores_it(drug, ppm):
    kills = {}
    for closed in ((), ("feeder",)):
        done = inject(
            thread(0.3, pieces=12), 10.0, 6.0, edge=2, closed=closed, drug=drug, strength_ppm=ppm
        )
        wait(done, 30.0, closed=closed)
        kills[closed] = float(done.circulation.wall_kill(done.lumen)[1:4].mean())
    assert kills[("feeder",)] > 0.84
    assert kills[()] < 0.7 * kills[("feeder",)]


def test_blood_from_an_open_feeder_is_back_within_seconds():
    done = inject(thread(0.3), 10.0, 3.0, edge=4, closed=())
    assert done.blanch_mm[-1] > 8.0
    wait(done, 8.0, closed=())
    assert done.circulation.blood_frac(done.lumen)[4].min() > 0.5
    held = wait(inject(thread(0.3), 10.0, 3.0, edge=4), 20.0)
    assert held.circulation.blanch_mm(held.lumen, 4, 0.5) > 8.0


def test_a_swab_over_the_vein_keeps_the_drug_in_contact_in_spite_of_the_feeder():
    bare = wait(inject(thread(0.3), 10.0, 3.0, edge=4, closed=()), 30.0, closed=())
    pressed = inject(thread(0.3), 10.0, 3.0, edge=4, closed=())
    wait(pressed, 30.0, closed=(), pressed=frozenset(range(8)))
    gained = pressed.circulation.wall_kill(pressed.lumen) - bare.circulation.wall_kill(bare.lumen)
    assert gained[3:6].min() > 0.1


def test_saline_closes_nothing():
    done = wait(inject(thread(0.3), 10.0, 2.0, edge=TIP, drug="saline", strength_ppm=9000), 30.0)
    assert done.blanch_mm[-1] > 5.0
    assert not done.circulation.wall_kill(done.lumen).any()


def test_half_strength_kills_less_and_double_strength_little_more():
    kills = [
        mean_kill(
            wait(inject(thread(0.5), 10.0, 2.0, edge=TIP, drug="STS", strength_ppm=ppm), 30.0)
        )
        for ppm in (750, 1500, 3000)
    ]
    assert kills[0] < 0.7 * kills[1]
    assert kills[1] < kills[2] < kills[1] + 0.3


def test_blood_mixed_into_the_drug_kills_it_within_eight_seconds():
    """The cited limit of binding; half blood binds far more than 0.2 % STS holds."""
    done = inject(fan(generations=4), 10.0, 2.0, edge=0)
    cells = np.full_like(done.lumen.injectate_frac, 0.5)
    done.lumen = replace(
        done.lumen,
        injectate_frac=cells,
        active_ug_per_ul=cells * 2.0,
        spare_ug_per_ul=cells * drugs.BLOOD_CAPACITY_UG_PER_UL,
        film=np.broadcast_to(
            np.array([0.5, 1.0, 0.5 * drugs.BLOOD_CAPACITY_UG_PER_UL])[:, None],
            done.lumen.film.shape,
        ).copy(),
    )
    before = done.circulation.drug_ug(done.lumen)
    wait(done, 8.0, pressed=frozenset(range(done.circulation.network.edge_count)))
    assert done.circulation.drug_ug(done.lumen) < 0.01 * before


@pytest.mark.parametrize(("drug", "ppm"), [("STS", 2000), ("polidocanol", 5000)])
def test_blood_left_in_the_vein_kills_the_drug_in_seconds(drug, ppm):
    """A shot too small to flush the vein, held under a swab at once: nothing closes."""
    kills = {}
    for seconds in (0.3, 5.0):
        done = inject(fan(generations=4), 10.0, seconds, edge=0, drug=drug, strength_ppm=ppm)
        pressed = frozenset(range(done.circulation.network.edge_count))
        wait(done, 8.0, pressed=pressed)
        if seconds < 1.0:
            held_ug = done.injected_ug - done.lumen.drained_ug
            assert done.lumen.neutralised_ug > 0.5 * held_ug
        wait(done, 52.0, pressed=pressed)
        kills[seconds] = float(done.circulation.wall_kill(done.lumen)[:3].mean())
    assert kills[0.3] < 0.05
    assert kills[5.0] > 0.84


@pytest.mark.parametrize(("drug", "ppm"), [("STS", 2000), ("polidocanol", 5000)])
def test_a_core_that_ran_through_looks_pale_but_its_film_of_blood_saves_the_wall(drug, ppm):
    """The middle of the stream holds drug all along; the film at the wall is still blood."""
    done = inject(thread(0.3, pieces=40), 10.0, 3.0, edge=20, drug=drug, strength_ppm=ppm)
    wall = done.lumen.film[:, 0, 0].mean(axis=1)  # injectate in the outermost film
    behind = (done.lumen.injectate_frac.mean(axis=1) > 0.4) & (wall < 0.3)
    assert behind.sum() >= 2
    wait(done, 30.0, pressed=frozenset(range(40)))
    kill = done.circulation.wall_kill(done.lumen)
    assert kill[behind].max() < 0.1
    assert kill[20] > 0.8


def test_the_thumb_feels_the_needle():
    resistance = needle.resistance_pa_s_per_ul(30, 1e-3)
    mmhg = [round(resistance * q / PA_PER_MMHG) for q in (10.0, 20.0, 50.0)]
    assert mmhg == [62, 124, 311]
    finer = needle.resistance_pa_s_per_ul(32, 1e-3)
    assert [round(finer * q / PA_PER_MMHG) for q in (10.0, 20.0)] == [292, 584]


def test_a_small_syringe_multiplies_the_thumb():
    friction_mn = syringe.FRICTION_MN
    mmhg = {s: syringe.thumb_pa(1000.0 + friction_mn, s) / PA_PER_MMHG for s in (1000, 3000, 5000)}
    assert mmhg[1000] == pytest.approx(441.0, rel=0.06)  # 418 with a bore of 17.9 mm2
    assert mmhg[3000] == pytest.approx(127.0, rel=0.01)
    assert mmhg[5000] == pytest.approx(66.0, rel=0.02)
    assert syringe.thumb_pa(friction_mn / 2.0, 3000) == 0.0


def test_a_bevel_outside_the_vein_makes_a_bleb_only():
    done = inject(thread(0.3), 10.0, 2.0, edge=TIP, lumen_frac=0.0)
    assert done.tissue_ul == pytest.approx(done.injected_ul)
    assert done.injected_ul > 2.0
    assert not done.lumen.injectate_frac.any()


def test_a_bevel_half_in_shares_between_vein_and_tissue():
    done = inject(thread(0.3), 10.0, 2.0, edge=TIP, lumen_frac=0.6)
    assert 0.05 < done.tissue_ul / done.injected_ul < 0.5


def test_the_optimum_strength_follows_the_label_table():
    diameters = np.array([0.2, 0.5, 1.0, 2.0])
    percent = drugs.optimum_ug_per_ul("polidocanol", diameters) / drugs.UG_PER_UL_PER_PERCENT
    assert percent == pytest.approx([0.244, 0.37, 0.58, 1.0])
    assert drugs.optimum_ug_per_ul("STS", diameters) == pytest.approx(4.0 * percent)
