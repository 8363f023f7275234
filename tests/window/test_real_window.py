"""One case played with a real mouse in a real window; the attempt's file and the pixels tell."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pygame
import pytest

from tests.window.real_window import SIZE, RealWindow, what_is_missing

pytestmark = [
    pytest.mark.ci,
    pytest.mark.window,
    pytest.mark.skipif(bool(what_is_missing()), reason=what_is_missing() or "never"),
]

STAGES = {
    "Brief": (409, 23),
    "Assess": (485, 23),
    "Duplex": (566, 23),
    "Treat": (642, 23),
    "Follow-up": (819, 23),
}
FIELD = pygame.Rect(470, 190, 340, 340)  # skin in the middle of the glass
SCAN = pygame.Rect(430, 100, 440, 330)
TEAL = (0x1F, 0x7E, 0x72)
CHOSEN = (0x14, 0x2C, 0x2B)


@pytest.fixture
def window(tmp_path: Path) -> Iterator[RealWindow]:
    opened = RealWindow(tmp_path)
    yield opened
    printed = opened.close()
    assert "Traceback" not in printed, printed


def rgb(picture: pygame.Surface, place: pygame.Rect) -> np.ndarray:
    return pygame.surfarray.array3d(picture.subsurface(place)).astype(int)


def button_of(picture: pygame.Surface, place: pygame.Rect) -> tuple[int, int] | None:
    """Return the middle of the largest run of primary-button teal in `place`."""
    is_teal = (abs(rgb(picture, place) - TEAL) < 6).all(axis=2)
    if is_teal.sum() < 1500:
        return None
    x, y = np.nonzero(is_teal)
    return place.x + round(float(np.median(x))), place.y + round(float(np.median(y)))


def is_skin(picture: pygame.Surface) -> bool:
    """Whether the field shows warm, bright, structured pixels."""
    pixels = rgb(picture, FIELD)
    is_warm = (pixels[..., 0] > pixels[..., 2] + 25) & (pixels[..., 0] > 120)
    return bool(is_warm.mean() > 0.8 and pixels[..., 1].std() > 6)


def is_scan(picture: pygame.Surface) -> bool:
    """Whether the scanner shows grey echoes, neither black nor flat."""
    pixels = rgb(picture, SCAN)
    return bool(pixels.mean() > 25 and pixels.std() > 18)


def test_a_case_is_played_with_a_real_mouse(window: RealWindow) -> None:
    left_half = pygame.Rect(0, 60, 840, 230)  # the first case
    library = window.wait_for_picture(lambda p: button_of(p, left_half) is not None, "no library")
    assert library.get_size() == SIZE
    window.click(*button_of(library, left_half) or (0, 0))
    window.wait_for(lambda _: window.records(), "first line")
    wait_for_stage(window, "Brief")  # the file is there a moment before its screen is

    consult(window)
    scan(window)
    treat(window)
    follow_up(window)


def go_to(window: RealWindow, stage: str) -> None:
    """Click a stage and wait until it is the one that is shown, as a person would."""
    window.click(*STAGES[stage])
    wait_for_stage(window, stage)


def wait_for_stage(window: RealWindow, stage: str) -> None:
    """Wait until a stage is the one that is shown."""
    x, y = STAGES[stage]
    place = pygame.Rect(x - 50, y - 12, 100, 24)
    window.wait_for_picture(
        lambda p: (abs(rgb(p, place) - CHOSEN) < 4).all(axis=2).sum() > 400, f"no {stage}"
    )


def consult(window: RealWindow) -> None:
    """Ask about allergies, clots and pregnancy."""
    go_to(window, "Assess")
    for y in (247, 279, 311):
        window.click(216, y)
    window.wait_for(window.acts, "AskHistory")


def scan(window: RealWindow) -> None:
    """Drag the probe over the thigh, see echoes, squeeze with the space bar."""
    go_to(window, "Duplex")
    window.wait_for_picture(lambda p: button_of(p, pygame.Rect(800, 600, 160, 60)) is not None,
                            "no scanner room")  # fmt: skip
    window.click(383, 634)  # standing
    window.wait_for(window.acts, "SetPosture")
    window.drag((150, 240), (158, 236))
    window.wait_for(lambda name: window.acts(name)[2:], "PlaceProbe")  # it follows the drag
    window.wait_for_picture(is_scan, "no echoes on the screen")
    window.move(640, 300)
    window.do("keydown", "space")
    window.wait_for(window.acts, "SqueezeCalf")
    window.do("keyup", "space")
    window.wait_for(window.acts, "ReleaseCalf")
    assert len(window.acts("SqueezeCalf")) == 1


def treat(window: RealWindow) -> None:
    """Make ready with number keys, then enter, press, withdraw, and drag a swab and tape on."""
    go_to(window, "Treat")
    window.wait_for_picture(is_skin, "no skin under the loupe", 60.0)
    window.key("1", "2", "3", "4", "5")
    dialog = window.wait_for_picture(
        lambda p: button_of(p, pygame.Rect(640, 530, 300, 80)) is not None, "no syringe to draw up"
    )
    window.click(*button_of(dialog, pygame.Rect(640, 530, 300, 80)) or (0, 0))
    window.wait_for(window.acts, "FillSyringe")
    window.key("7")
    x, y = 640, 300
    before = window.screenshot()
    window.click(x, y)
    window.wait_for(window.events, "needle_entered")
    window.press(x, y)
    window.wait_for(window.events, "injection_started")
    window.do("sleep", 1.0)
    window.release()
    window.wait_for(window.events, "injection_ended")
    window.key("r")
    window.wait_for(window.events, "needle_withdrawn")
    window.drag((110, 531), (400, 420), (x, y))
    window.wait_for(window.events, "swab_placed")
    window.drag((163, 531), (400, 420), (x, y))
    window.wait_for(window.events, "swab_taped")
    window.move(900, 560)
    window.do("sleep", 0.3)
    after = window.screenshot()
    place = pygame.Rect(x - 40, y - 30, 80, 60)
    assert rgb(after, place).min(axis=2).mean() > rgb(before, place).min(axis=2).mean() + 30, (
        "no white cotton where the swab was dropped"
    )
    assert window.program.poll() is None


def follow_up(window: RealWindow) -> None:
    """Let days pass by a key, ask her in with the mouse, and see her leg beside the one before."""
    go_to(window, "Follow-up")
    window.key("4")
    window.wait_for(window.acts, "PassDays")
    left, right = pygame.Rect(40, 280, 410, 240), pygame.Rect(480, 280, 410, 240)
    ask = window.wait_for_picture(
        lambda p: button_of(p, pygame.Rect(476, 540, 206, 50)) is not None, "nobody to ask in"
    )
    window.click(*button_of(ask, pygame.Rect(476, 540, 206, 50)) or (0, 0))
    window.wait_for(window.events, "leg_reviewed")
    for place in (left, right):
        window.wait_for_picture(lambda p, at=place: rgb(p, at).mean() > 100, "no leg", 60.0)
    window.key("t", "y")
    window.wait_for(window.events, "patient_telephoned")
    window.wait_for(window.events, "diary_opened")
    window.click(600, 400)  # a place on the skin of today
    window.click(812, 608)
    window.wait_for(window.events, "trapped_blood_let_out")
    assert window.program.poll() is None
