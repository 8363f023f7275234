"""The page of a preview: no text cut, every rule on it, told apart by shape."""

import os
from pathlib import Path

os.environ.setdefault("SDL_VIDEODRIVER", "dummy")

import pygame
import pytest

from simulator.cli.preview_page import SHAPES, drawn
from simulator.cli.preview_rules import lines_of, points_of, shape_of
from simulator.scenario.find import case_name, shipped
from simulator.scenario.load import load
from simulator.scoring.rubric import Rubric, Rule
from tests.cli.playing import CASE, said

DRAWN = ("anaphylaxis", "face_decline", "hidden_feeder")  # with every CI run; the rest on demand
CASES = pytest.mark.parametrize("file", shipped(), ids=case_name)


@CASES
def test_every_rule_is_on_the_page_once_and_the_points_make_a_hundred(file: Path) -> None:
    rubric = load(file).rubric
    lines = lines_of(rubric)
    assert sum(len(of) for of in lines.values()) == len({rule.id for rule in rubric.rules})
    assert sum(points_of(rubric, domain) for domain in lines) == pytest.approx(100.0)
    assert {line.shape for of in lines.values() for line in of} <= set(SHAPES)


@pytest.mark.ci
@pytest.mark.parametrize(
    "file",
    [
        pytest.param(file, marks=[] if case_name(file) in DRAWN else [pytest.mark.long])
        for file in shipped()
    ],
    ids=case_name,
)
def test_no_text_of_the_page_is_cut(file: Path) -> None:
    scenario = load(file)
    sheet = drawn(scenario, scenario.plan.seed)
    assert sheet.ui.fits(), [misfit.words for misfit in sheet.ui.misfits]


def test_the_shape_says_the_worst_a_rule_can_do() -> None:
    assert shape_of(Rule("a", "before", critical="No.", points=4)) == "critical"
    assert shape_of(Rule("a", "before", is_required=True, points=4)) == "required"
    assert shape_of(Rule("a", "must", points=4, is_optional=True)) == "optional"
    assert shape_of(Rule("a", "never", points=4, lose=2)) == "loss"
    assert shape_of(Rule("a", "must", points=4)) == "points"


def test_a_rule_for_each_of_many_is_one_line() -> None:
    rules = tuple(Rule("asked", "must", points=4, subject=s) for s in ("allergy", "clots"))
    (line,) = lines_of(Rubric(rules))["consultation"]
    assert (line.words, line.worth, line.times) == ("Asked", "100", 2)


@pytest.mark.ci
def test_the_page_of_any_case_is_a_picture(tmp_path: Path) -> None:
    out = tmp_path / "case.png"
    answer = said("preview", CASE, "--out", out, "--seed", "4")
    assert (answer.code, "seed 4" in answer.out) == (0, True)
    picture = pygame.image.load(str(out))
    assert picture.get_width() == 2000
    assert picture.get_height() > 1200
    assert said("preview", CASE, "--out", tmp_path / "case.jpg").code == 2
    assert said("preview", CASE, "--out", tmp_path / "nowhere" / "case.png").code == 2
