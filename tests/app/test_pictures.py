"""The pictures that come with the program show what the cases hold."""

import numpy as np
import pygame
import pytest

from simulator.app.pictures import photograph
from simulator.app.screens.brief import BriefScreen
from simulator.app.screens.table import Table
from simulator.app.shelf import case_picture, is_shipped
from simulator.app.workshop import Workshop
from simulator.render.patch import SkinPatch
from simulator.scenario.find import case_name, shipped
from simulator.scenario.load import load
from simulator.session.corridor import begin
from tests.app.table_top import TableTop

LARGEST_BYTES = 150_000


@pytest.mark.parametrize("file", shipped(), ids=case_name)
def test_every_shipped_case_has_a_small_picture(file):
    path = case_picture(load(file).plan.id)
    assert path is not None
    assert path.stat().st_size <= LARGEST_BYTES
    assert pygame.image.load(str(path)).get_width() >= 800


def test_a_name_cannot_lead_out_of_the_pictures_folder():
    assert case_picture("../../scenarios/hidden_feeder") == case_picture("hidden_feeder")
    assert case_picture("no_such_case") is None


def test_only_the_very_case_that_was_shipped_shows_the_shipped_picture(desk, scenario):
    assert is_shipped(scenario.text)
    assert not is_shipped(scenario.text + "\n# changed")
    top = TableTop(BriefScreen(), desk)
    assert top.table._shipped_photograph() is not None
    other = Table(type(desk).begin(scenario, seed=12), top.table.workshop)
    assert other._shipped_photograph() is None


@pytest.mark.long
@pytest.mark.parametrize("file", shipped(), ids=case_name)
def test_a_shipped_picture_is_the_skin_that_the_case_grows(file):
    plan = load(file).plan
    state = begin(plan, plan.seed)
    grown = photograph(SkinPatch.build(state.patient), state)
    kept = pygame.transform.smoothscale(
        pygame.image.load(str(case_picture(plan.id))), grown.get_size()
    )
    apart = pygame.surfarray.array3d(grown).astype(int) - pygame.surfarray.array3d(kept)
    assert np.abs(apart).mean() < 4.0, "run: python -m assets.make_pictures"


def test_the_workshop_lets_go_of_what_nobody_wants_any_more():
    workshop = Workshop()
    for name in ("leg anterior 600", "leg anterior 720", "skin"):
        workshop.order(name, name, lambda _tell, name=name: name)
    workshop.wait_for_all()
    workshop.forget(lambda name: name.startswith("leg ") and name != "leg anterior 720")
    assert not workshop.has("leg anterior 600")
    assert workshop.get("leg anterior 720") == "leg anterior 720"
    assert workshop.get("skin") == "skin"
