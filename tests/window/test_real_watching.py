"""A scenario is edited in a real editor's way while its real window is open."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.playing import CASE
from tests.window.real_window import RealWindow, wait_until, what_is_missing
from tests.window.test_real_window import rgb

pytestmark = [
    pytest.mark.ci,
    pytest.mark.window,
    pytest.mark.skipif(bool(what_is_missing()), reason=what_is_missing() or "never"),
]

AMBER_GROUND = (0x2E, 0x27, 0x17)


@pytest.fixture
def window(tmp_path: Path) -> Iterator[RealWindow]:
    shutil.copy(CASE, tmp_path / "mine.scenario.yaml")
    opened = RealWindow(tmp_path, "--scenario", "mine.scenario.yaml", "--watch")
    yield opened
    printed = opened.close()
    assert "Traceback" not in printed, printed


def is_complaining(window: RealWindow) -> bool:
    """Whether the foot of the window is a caution."""
    picture = window.screenshot()
    foot = picture.get_rect()
    foot.update(foot.left + 300, foot.bottom - 36, 600, 30)
    return bool((abs(rgb(picture, foot) - AMBER_GROUND) < 8).all(axis=2).mean() > 0.6)


def test_a_mistake_is_told_and_mended_and_new_rules_are_taken_up(window: RealWindow) -> None:
    file = window.home / "mine.scenario.yaml"
    text = file.read_text("utf-8")
    window.wait_for(lambda _: window.records(), "first line")
    wait_until(lambda: not is_complaining(window), "a quiet window")

    file.write_text(text.replace("points: 60", "points: sixty"), "utf-8")
    wait_until(lambda: is_complaining(window), "the complaint is not shown")

    part = file.with_suffix(".part")  # as editors do: a new file in the place of the old one
    part.write_text(text.replace("points: 60", "points: 70"), "utf-8")
    part.replace(file)
    wait_until(lambda: not is_complaining(window), "the complaint stays")
    wait_until(
        lambda: "points: 70" in window.records()[0]["scenario_text"], "the new rules are not taken"
    )
    assert len(list(window.home.glob("**/attempts/*.jsonl"))) == 1
