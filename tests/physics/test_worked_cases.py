"""Cases by their clinical names, on straight veins, on grown webs and through the session."""

from dataclasses import replace

import numpy as np
import pytest

from simulator.anatomy.grow import grow
from simulator.anatomy.patient import RETICULAR
from simulator.anatomy.spec import PatientSpec, SourceSpec
from simulator.base.seeds import Seeds
from simulator.base.units import TICKS_PER_SECOND
from simulator.session import commands as c
from simulator.session import events as e
from simulator.session.corridor import advance, begin, obey, refusal
from simulator.session.plan import Plan
from simulator.view.bedside import present
from simulator.view.treatment import Camera
from tests.physics.pushing import DT_S, inject, wait
from tests.physics.webs import feeder, web_of

HARMFUL_UL = 20.0  # into an arteriole: from here an ulcer is likely (guess)


def sources(reflux_s=1.8):
    return (
        SourceSpec("aasv", "AASV", reflux_s, 4.2, "reticular_feeder"),
        SourceSpec("reticular_feeder", "reticular", 0.5 * reflux_s, 1.6, "patch"),
    )


@pytest.mark.ci
def test_a_tenth_of_a_millilitre_in_ten_seconds_blanches_grown_webs_one_to_two_cm():
    """Half of the threads of three webs: 10 mm in about 1-3 s where the vein goes on so far."""
    at_10_mm, after_3_s = [], []
    for pattern, seed in (("mixed", 1), ("arborising", 2), ("spider", 5)):
        patient = grow(PatientSpec(pattern=pattern, sources=sources()), Seeds(seed))
        for one in patient.threads[1::2]:
            done = inject(
                patient.web,
                10.0,
                3.0,
                edge=one.arm_edge,
                closed=("aasv", "reticular_feeder"),
                vessels=patient.vessels,
            )
            assert not done.burst_edges
            reached = np.array(done.blanch_mm)
            after_3_s.append(reached[-1])
            if reached[-1] >= 10.0:
                at_10_mm.append((int(np.argmax(reached >= 10.0)) + 1) * DT_S)
    assert len(after_3_s) == 9
    assert len(at_10_mm) >= 7  # the others run out of vein before that
    assert 0.8 <= min(at_10_mm) <= max(at_10_mm) <= 3.0
    assert 8.0 <= min(after_3_s) <= max(after_3_s) <= 20.0


def reticular_and_thread():
    """A feeder of 1.5 mm, 20 mm long, and a thread of 0.3 mm that leaves its middle."""
    nodes = [(0.0, 12.0, 2.0), (10.0, 12.0, 2.0), (20.0, 12.0, 2.0)]
    edges, radii = [(0, 1), (1, 2)], [0.75, 0.75]
    for k in range(1, 9):
        nodes.append((10.0, 12.0 + 2.5 * k, 0.4))
        edges.append((1 if k == 1 else len(nodes) - 2, len(nodes) - 1))
        radii.append(0.15)
    web = web_of(nodes, edges, radii, ((0, "feeder"), (2, "drain")), [len(nodes) - 1])
    web.kind[:2] = RETICULAR
    return replace(web, length_mm=np.array([10.0, 10.0] + [2.5] * 8))


@pytest.mark.ci
def test_the_same_shot_into_an_open_feeder_of_one_and_a_half_millimetres_dies_in_the_blood():
    """A tenth of a millilitre of 0.2 % STS, with the needle in the feeder itself; the thread
    gets its swab at once."""
    vessels = (feeder(), replace(feeder(0.0), id="drain"))
    shut = ("feeder", "drain")
    kills, bound = {}, {}
    for closed in ((), shut):
        done = inject(reticular_and_thread(), 10.0, 10.0, edge=1, closed=closed, vessels=vessels)
        wait(done, 30.0, closed=closed, pressed=frozenset(range(2, 10)))
        kills[closed] = float(done.circulation.wall_kill(done.lumen)[2:8].mean())
        bound[closed] = done.lumen.neutralised_ug
    assert kills[()] < 0.1
    assert kills[shut] > 0.8
    assert bound[()] > 1.3 * bound[shut]
    bare = inject(reticular_and_thread(), 10.0, 10.0, edge=1, closed=shut, vessels=vessels)
    wait(bare, 30.0, closed=shut)  # without a swab it still works for most of it
    assert bare.circulation.wall_kill(bare.lumen)[2:8].mean() > 0.4


def test_a_competent_source_in_the_anatomy_alone_restores_what_a_flowing_one_spoils():
    contact = {}
    for reflux_s in (1.8, 0.2):
        spec = PatientSpec(pattern="arborising", sources=sources(reflux_s))
        patient = grow(spec, Seeds(11))
        arm = patient.threads[0].arm_edge
        done = inject(
            patient.web,
            10.0,
            4.0,
            edge=arm,
            closed=(),
            vessels=patient.vessels,
            drug="polidocanol",
            strength_ppm=5000,
        )
        contact[reflux_s] = float(wait(done, 30.0, closed=()).lumen.exposure_s[arm])
    assert contact[0.2] > 2.0 * contact[1.8]


def into_vein(patient, edge, state):
    """Aim along `edge` at 10 degrees, so that the bevel comes to lie in its middle."""
    path = patient.web.path_mm[edge]
    x, y, z = path[len(path) // 2]
    dx, dy, _ = path[-1] - path[0]
    heading = float(np.arctan2(dy, dx))
    length = z / np.sin(0.175) + 0.1
    back = length * np.cos(0.175)
    acts = (
        c.FillSyringe("polidocanol", 5000, 2_000_000),
        c.TakeNeedle(30),
        c.StretchSkin(1),
        c.AimNeedle(
            round(1000 * (x - back * np.cos(heading))),
            round(1000 * (y - back * np.sin(heading))),
            round(1000 * heading),
            175,
        ),
        c.InsertNeedle(round(1000 * length)),
    )
    for act in acts:
        assert refusal(state, act) is None, act
        state, _ = obey(state, act)
    return state


def into_the_red_point(state):
    """Go steeply into the arteriole that rises in the centre of a star."""
    web = state.patient.web
    stem = np.flatnonzero((web.edges == web.arteriole_node).any(axis=1))[0]
    x, y, z = web.path_mm[stem, web.path_mm.shape[1] // 2]
    angle, heading = 0.7, 0.0
    length = z / np.sin(angle) + 0.15
    back = length * np.cos(angle)
    acts = (
        c.FillSyringe("polidocanol", 5000, 2_000_000),
        c.TakeNeedle(30),
        c.StretchSkin(1),
        c.AimNeedle(round(1000 * (x - back)), round(1000 * y), heading, round(1000 * angle)),
    )
    for act in acts:
        assert refusal(state, act) is None, act
        state, _ = obey(state, act)
    for more_um in range(0, 600, 20):
        state, _ = obey(state, c.InsertNeedle(round(1000 * length) - 200 + more_um))
        if state.treatment.fit is not None and state.treatment.fit.arteriole_frac >= 0.4:
            return state
    return None


def test_an_ankle_spider_with_an_arteriole_turns_porcelain_white_before_it_is_too_late():
    """The needle in the red point, pushed as a vein would be; the sign comes at once."""
    reached = 0
    for seed in range(1, 9):
        spec = PatientSpec(
            pattern="spider", site="medial ankle", sources=sources(), has_arteriole=True
        )
        state = into_the_red_point(begin(Plan(patient=spec), seed))
        if state is None:
            continue
        reached += 1
        state, _ = obey(state, c.PressPlunger(1500))
        said, until = [], state.tick + 3 * TICKS_PER_SECOND
        while not said and state.tick < until:
            state, told = advance(state, state.tick + 4)
            said = [x for x in told if isinstance(x, e.WarningShown) and x.sign == "porcelain"]
        assert said
        assert state.treatment.push.injected_ul < HARMFUL_UL
        assert present(state, Camera(10.0, 10.0, 24.0)).porcelain
    assert reached >= 5


def test_a_hard_push_into_a_ray_can_open_the_way_back_into_the_arteriole():
    """Of six stars a few; elsewhere the wall tears first, or the plexus takes the pressure off."""
    shown = 0
    for seed in range(1, 7):
        spec = PatientSpec(pattern="spider", sources=sources(), has_arteriole=True)
        state = into_a_ray(begin(Plan(patient=spec), seed))
        if state is None:
            continue
        state, _ = obey(state, c.PressPlunger(9000))
        state, told = advance(state, state.tick + TICKS_PER_SECOND)
        shown += any(isinstance(x, e.WarningShown) and x.sign == "porcelain" for x in told)
    assert shown >= 1


def into_a_ray(state):
    """Enter a vein that leaves the centre, where the arteriole rises; None if none can be."""
    web = state.patient.web
    stem = np.flatnonzero((web.edges == web.arteriole_node).any(axis=1))[0]
    centre = web.edges[stem][web.edges[stem] != web.arteriole_node][0]
    rays = np.flatnonzero((web.edges == centre).any(axis=1))
    for ray in sorted(rays[rays != stem].tolist(), key=lambda e: -web.length_mm[e]):
        try:
            entered = into_vein(state.patient, ray, state)
        except AssertionError:
            continue  # too close to the rim of the patch for a needle
        if entered.treatment.fit.edge in rays and entered.treatment.fit.lumen_frac >= 0.5:
            return entered
    return None
