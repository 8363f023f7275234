"""Glass, arteriole and hives are derived from the snapshot, and looking changes nothing."""

from dataclasses import replace
from functools import cache

import numpy as np
import pygame
import pytest

from simulator.anatomy.grow import grow
from simulator.anatomy.patient import Patient
from simulator.anatomy.spec import PatientSpec, SourceSpec
from simulator.base.seeds import Seeds
from simulator.base.units import TICKS_PER_SECOND
from simulator.physics.circulation import Circulation
from simulator.render.loupe import LoupePainter
from simulator.render.patch import SkinPatch
from simulator.session.plan import Plan
from simulator.session.responses import Sign
from simulator.session.state import Puncture, State, World, state_digest
from simulator.view.bedside import present
from simulator.view.pressing import CAPILLARY_REFILL_S, lifted, pressed
from simulator.view.territory import FAR_MM, WIDEST_MM, arteriolar_territory
from simulator.view.treatment import Camera

CAMERA = Camera(20.0, 12.0, 24.0)
MINUTE = 60 * TICKS_PER_SECOND


@cache
def patient() -> Patient:
    sources = (
        SourceSpec("aasv", "AASV", 1.8, 4.2, "reticular_feeder"),
        SourceSpec("reticular_feeder", "reticular", 1.2, 1.7, "patch"),
    )
    return grow(PatientSpec(sources=sources, has_arteriole=True, threads=4), Seeds(5))


@cache
def circulation() -> Circulation:
    return Circulation(patient())


def state(**treatment: object) -> State:
    """Return a state in which every vein was touched for a minute."""
    lumen = circulation().fresh()
    lumen = replace(lumen, exposure_s=np.full_like(lumen.exposure_s, 60.0))
    begun = State(World(Plan("case", "Case"), 5, patient(), circulation()), lumen)
    return replace(begun, treatment=replace(begun.treatment, **treatment))


def hole(**changes: object) -> Puncture:
    thread = patient().threads[0]
    x, y, _ = patient().web.path_mm[thread.arm_edge].mean(axis=0)
    return replace(Puncture(int(x * 1e3), int(y * 1e3), 0, thread=thread.id), **changes)


def test_colour_comes_back_after_the_glass_and_then_nothing_is_left_to_show() -> None:
    x, y, _ = patient().web.path_mm[patient().threads[0].arm_edge].mean(axis=0)
    glass = pressed(float(x), float(y), 4.0)
    lumen = circulation().fresh()
    times_s = [*np.arange(0.0, 6.0, 0.5), *np.arange(6.0, 70.0, 8.0), 70.0]
    prints = [lifted(circulation(), lumen, glass, since) for since in times_s]
    pale = [p.pale_frac if p else 0.0 for p in prints]
    flat = [p.flat_frac if p else 0.0 for p in prints]
    assert pale[0] == flat[0] == 1.0
    assert np.all(np.diff(pale) <= 0)
    assert np.all(np.diff(flat) <= 0)
    assert all(p == 0.0 for p, at in zip(pale, times_s, strict=True) if at >= CAPILLARY_REFILL_S)
    assert prints[-1] is None
    assert not any(p.has_glass for p in prints if p)


def test_a_vein_without_reflux_behind_it_stays_flat_longer() -> None:
    x, y, _ = patient().web.path_mm[patient().threads[0].arm_edge].mean(axis=0)
    plain = Circulation(replace(patient(), web=replace(patient().web, arteriole_node=-1)))
    glass, since_s = pressed(float(x), float(y), 6.0), 1.0
    fed = lifted(plain, plain.fresh(), glass, since_s)
    shut = lifted(plain, plain.fresh(("aasv",)), glass, since_s, closed=("aasv",))
    assert shut is not None
    assert shut.flat_frac > (fed.flat_frac if fed else 0.0)


def test_the_island_grows_from_the_arteriole_along_the_veins() -> None:
    web = patient().web
    discs = np.array(arteriolar_territory(web))
    root = web.nodes_mm[web.arteriole_node, :2]
    far = np.hypot(*(discs[:, :2] - root).T)
    assert far.min() < 0.1
    assert far.max() <= FAR_MM
    assert discs[:, 2].max() <= WIDEST_MM
    assert discs[far.argmin(), 2] > discs[far.argmax(), 2]
    points = web.path_mm[:, :, :2].reshape(-1, 2)
    for x, y, _ in discs:
        assert np.hypot(*(points - (x, y)).T).min() < 0.01
    assert arteriolar_territory(replace(web, arteriole_node=-1)) == ()


def test_a_porcelain_sign_of_today_shows_one_island_and_one_of_yesterday_none() -> None:
    signs = tuple(Sign(name, at, 0, 0) for name, at in (("porcelain", 0), ("wheal", 0)))
    white = state(punctures=(hole(), hole()), shown=(*signs, Sign("porcelain", 1, 0, 0)))
    assert len(present(white, CAMERA).porcelain) == 1
    assert present(white, CAMERA).porcelain[0].territory_mm
    assert present(replace(white, day=7), CAMERA).porcelain == ()


def test_hives_rise_within_minutes_and_sink_again_and_go_home_with_the_redness() -> None:
    treated = state(punctures=(hole(),))
    heights = [
        float(np.max(present(replace(treated, tick=k * MINUTE), CAMERA).wheal_frac, initial=0.0))
        for k in (0, 3, 6, 15, 30, 45)
    ]
    assert heights[0] == heights[-1] == 0.0
    assert heights[1] < heights[2] == heights[3] > heights[4]
    assert present(treated, CAMERA).erythema_frac.max() > 0.5
    for calm in (state(), replace(treated, day=3)):
        assert len(present(calm, CAMERA).erythema_frac) == 0
        assert len(present(calm, CAMERA).wheal_frac) == 0


@pytest.mark.parametrize("minutes", [0, 6])
def test_painting_never_changes_the_state(minutes: int) -> None:
    signs = (Sign("porcelain", 0, 0, 0),)
    treated = replace(state(punctures=(hole(),), shown=signs), tick=minutes * MINUTE)
    before = state_digest(treated)
    painter = LoupePainter(SkinPatch.build(patient(), 8.0), (200, 120))
    view = present(treated, CAMERA)
    painter.settle(view, is_whole=True)
    painter.paint(view, pygame.Surface((200, 120), 0, 32))
    assert state_digest(treated) == before
