"""What goes beside the vein: a bleb grows with pressure times time, and drugs differ in harm."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.base.seeds import Seeds
from simulator.physics import drugs
from simulator.physics.blemishes import killed_skin
from simulator.physics.circulation import Circulation, Source
from simulator.physics.flow import TISSUE_PA
from simulator.physics.outflow_bed import BED_PA
from simulator.physics.tissue import Tissue
from tests.physics.pushing import inject, wait
from tests.physics.webs import patient_of, thread

WEB = Circulation(patient_of(thread()))
REST = WEB.fresh(("feeder",))


def bleb_ul(above_pa, seconds, resistance=8000.0):
    """What a bevel in the dermis leaves there at a pressure above that of the tissue."""
    source = Source(10, 0.5, 0.0, BED_PA + TISSUE_PA + above_pa, resistance, "STS", 2000)
    lumen, total = REST, 0.0
    for _ in range(round(seconds * 5)):
        lumen, pushed = WEB.step(lumen, 1 / 5, closed=("feeder",), source=source)
        total += pushed.to_tissue_ul
    return total


@settings(max_examples=12)
@given(st.floats(100.0, 1e5), st.integers(1, 5), st.integers(1, 4))
def test_a_bleb_grows_with_pressure_times_time(above_pa, seconds, times):
    once = bleb_ul(above_pa, seconds)
    assert once > 0.0
    assert bleb_ul(above_pa, times * seconds) == pytest.approx(times * once, rel=1e-9)
    assert bleb_ul(times * above_pa, seconds) == pytest.approx(times * once, rel=1e-9)


def test_below_the_pressure_of_the_tissue_no_bleb_grows():
    assert bleb_ul(-1.0, 1) == 0.0


@given(
    st.lists(st.tuples(st.floats(0, 30), st.floats(0, 30), st.floats(0.01, 50)), max_size=8),
    st.sampled_from(sorted(drugs.DRUGS)),
)
def test_blebs_keep_all_that_went_in_and_all_its_harm_overnight_too(where, drug):
    tissue, harm = Tissue(), 0.0
    for x, y, volume in where:
        toxic = drugs.toxic_ul(drug, volume, 3.0 * volume)
        tissue, harm = tissue.soaked(x, y, volume, 3.0 * volume, toxic), harm + toxic
    assert sum(b.volume_ul for b in tissue.blebs) == pytest.approx(sum(v for _, _, v in where))
    assert sum(b.toxic_ul for b in tissue.blebs) == pytest.approx(harm)
    later = tissue.overnight()
    assert not later.blebs
    assert later.drug_ug == tissue.drug_ug
    assert sum(b.toxic_ul for b in later.absorbed) == pytest.approx(harm)


def harm(drug, ppm, volume_ul=50.0):
    return drugs.toxic_ul(drug, volume_ul, volume_ul * drugs.active_ug_per_ul(drug, ppm))


def test_strong_sts_and_salt_kill_skin_that_polidocanol_and_glycerin_spare():
    """A tenth of a millilitre in rabbit skin: STS 0.5 % and salt 23.4 % did, polidocanol not."""
    assert harm("STS", 5000) == pytest.approx(50.0)
    assert harm("hypertonic_saline", 234_000) == pytest.approx(50.0)
    assert harm("polidocanol", 10_000) <= 0.25 * harm("STS", 5000)
    assert harm("polidocanol", 2500) < 0.02 * harm("STS", 5000)
    assert harm("hypertonic_saline", 117_000) == pytest.approx(11.5, abs=0.2)
    assert harm("glycerin", 720_000) == harm("saline", 9000) == harm("STS", 5000, 0.0) == 0.0


def ulcers(toxic_ul, times=400):
    """Return the widths of the skin that died over one bleb, by seed."""
    tissue = Tissue().soaked(5.0, 5.0, 50.0, 1.0, toxic_ul)
    done = [killed_skin((), tissue, Seeds(seed)) for seed in range(times)]
    return [(seed, dead.size) for seed, one in enumerate(done) for dead in one]


def test_a_bleb_of_strong_drug_ulcerates_one_in_ten_times_and_a_harmless_one_never():
    found = ulcers(50.0)
    assert 0.06 < len(found) / 400 < 0.14
    assert not ulcers(0.0)
    assert set(ulcers(20.0, 100)) <= set(ulcers(200.0, 100))  # the same dice


def test_salt_is_spent_by_dilution_alone():
    """Blood binds none of it; what an open feeder brings thins it until it does nothing."""
    kills = {}
    for closed in ((), ("feeder",)):
        done = inject(
            thread(0.3, pieces=12),
            10.0,
            6.0,
            edge=2,
            closed=closed,
            drug="hypertonic_saline",
            strength_ppm=117_000,
        )
        wait(done, 30.0, closed=closed)
        assert done.lumen.neutralised_ug == 0.0
        assert max(done.missing()) < 1e-12
        kills[closed] = float(done.circulation.wall_kill(done.lumen)[1:4].mean())
    assert kills[("feeder",)] > 0.84
    assert kills[()] < kills[("feeder",)]


def test_isotonic_salt_is_no_drug_and_label_strengths_match_the_label_diameters():
    assert drugs.active_ug_per_ul("hypertonic_saline", 9000) == 0.0
    assert drugs.active_ug_per_ul("hypertonic_saline", 117_000) == pytest.approx(108.0)
    thread_mm, reticular_mm = np.array([0.5]), np.array([2.0])
    assert drugs.optimum_ug_per_ul("hypertonic_saline", thread_mm) < 108.0
    assert drugs.optimum_ug_per_ul("hypertonic_saline", reticular_mm) <= 1.05 * 225.0
    assert drugs.optimum_ug_per_ul("glycerin", thread_mm) < 720.0
    assert drugs.optimum_ug_per_ul("glycerin", reticular_mm) > 720.0  # poor in reticular veins
