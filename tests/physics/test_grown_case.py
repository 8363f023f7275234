"""The lesson of the first case, on a grown patient: close the source, then inject."""

from dataclasses import replace

import pytest

from simulator.anatomy.grow import grow
from simulator.anatomy.spec import PatientSpec, SourceSpec
from simulator.base.seeds import Seeds
from simulator.base.units import PA_PER_MMHG
from simulator.physics.circulation import Circulation, Source
from tests.physics.pushing import DT_S, inject, wait
from tests.physics.webs import fan, patient_of

SOURCES = (
    SourceSpec("aasv", "AASV", 1.8, 4.2, "reticular_feeder"),
    SourceSpec("reticular_feeder", "reticular", 0.9, 1.6, "patch"),
)


@pytest.fixture(scope="module")
def patient():
    return grow(PatientSpec(pattern="arborising", sources=SOURCES), Seeds(11))


@pytest.mark.parametrize("rank", [0, 1])
def test_closing_the_hidden_source_keeps_the_drug_on_the_wall(patient, rank):
    # In two large threads: a small one is blanched whole within a few millimetres.
    arm = sorted(patient.threads, key=lambda thread: -len(thread.edges))[rank].arm_edge
    contact = {}
    for closed in ((), ("aasv",)):
        done = inject(
            patient.web,
            10.0,
            4.0,
            edge=arm,
            closed=closed,
            vessels=patient.vessels,
            drug="polidocanol",
            strength_ppm=5000,
        )
        assert done.blanch_mm[round(3.0 / DT_S)] > 5.0
        contact[closed] = float(wait(done, 30.0, closed=closed).lumen.exposure_s[arm])
    assert contact[("aasv",)] > 2.0 * contact[()]


def test_an_arteriole_takes_drug_only_when_the_vein_is_pushed_too_hard():
    web = fan(generations=3)
    web = replace(web, arteriole_node=2, burst_pa=web.burst_pa * 100.0)
    circulation = Circulation(patient_of(web))
    taken = []
    for mmhg in (60.0, 900.0):
        lumen, total = circulation.fresh(("feeder",)), 0.0
        for _ in range(20):
            source = Source(0, 0.5, 1.0, mmhg * PA_PER_MMHG, 100.0, "STS", 2000)
            lumen, pushed = circulation.step(lumen, DT_S, closed=("feeder",), source=source)
            total += pushed.to_arteriole_ul
        taken.append(total)
    assert taken[0] == 0.0
    assert taken[1] > 0.1
