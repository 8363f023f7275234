"""The program in a real window: its own X server, real mouse and keys, real pixels."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pygame

ROOT = Path(__file__).resolve().parents[2]
SIZE = (1280, 720)
NEEDED = ("Xvfb", "xdotool")
STEP_S = 0.04  # between two movements of the mouse: more than a frame


def what_is_missing() -> str:
    """Return why no window can be opened here, or ''."""
    missing = [tool for tool in NEEDED if shutil.which(tool) is None]
    return f"no {' and no '.join(missing)} on this machine" if missing else ""


def wait_until(is_true: Callable[[], Any], what: str, within_s: float = 20.0) -> Any:
    """Return the first true answer; fail with `what` when none comes in time."""
    end = time.monotonic() + within_s
    while time.monotonic() < end:
        found = is_true()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError(f"waited {within_s:g} s in vain: {what}")


class RealWindow:
    """The program on a screen of its own, and a hand with a mouse and a keyboard."""

    def __init__(self, home: Path, *options: str) -> None:
        self.home = home
        self._frame_folder = home / "screen"
        self._frame_folder.mkdir()
        asked, told = os.pipe()
        geometry = f"{SIZE[0]}x{SIZE[1]}x24"
        quiet = ("-nolisten", "tcp", "-fbdir", str(self._frame_folder))
        self.server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(told), "-screen", "0", geometry, *quiet],
            pass_fds=(told,),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(told)
        with os.fdopen(asked) as pipe:
            self.display = f":{pipe.readline().strip()}"
        self.environment = {k: v for k, v in os.environ.items() if not k.startswith("SDL_")}
        self.environment |= {"DISPLAY": self.display, "FILIGRANE_HOME": str(home)}
        self.program = subprocess.Popen(
            [sys.executable, str(ROOT / "main.py"), *options],
            env=self.environment,
            cwd=home,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )

    def close(self) -> str:
        """End program and server; return what the program printed."""
        self.program.terminate()
        printed, _ = self.program.communicate(timeout=20)
        self.server.terminate()
        self.server.wait(timeout=20)
        return printed.decode(errors="replace")

    # --- the hand ------------------------------------------------------------------------
    def do(self, *words: object) -> None:
        """Give xdotool a command."""
        command = ["xdotool", *(str(word) for word in words)]
        subprocess.run(command, env=self.environment, check=True, stdout=subprocess.DEVNULL)

    def move(self, x: float, y: float) -> None:
        self.do("mousemove", round(x), round(y))
        time.sleep(STEP_S)

    def press(self, x: float, y: float, button: int = 1) -> None:
        self.move(x, y)
        self.do("mousedown", button)
        time.sleep(STEP_S)

    def release(self, button: int = 1) -> None:
        self.do("mouseup", button)
        time.sleep(STEP_S)

    def click(self, x: float, y: float) -> None:
        self.press(x, y)
        self.release()

    def drag(self, *way: tuple[float, float]) -> None:
        """Press at the first place, pass the others, let go at the last."""
        self.press(*way[0])
        for (ax, ay), (bx, by) in pairwise(way):
            for k in range(1, 6):
                self.move(ax + (bx - ax) * k / 5, ay + (by - ay) * k / 5)
        self.release()

    def key(self, *names: str) -> None:
        for name in names:
            self.do("key", name)
            time.sleep(STEP_S)

    # --- what came of it -----------------------------------------------------------------
    def records(self) -> list[dict[str, Any]]:
        """Return the whole lines of the newest attempt's file."""
        files = sorted(self.home.glob("**/attempts/*.jsonl"))
        if not files:
            return []
        lines = files[-1].read_bytes().split(b"\n")[:-1]
        return [json.loads(line) for line in lines]

    def acts(self, name: str) -> list[dict[str, Any]]:
        """Return the commands called `name` in the attempt's file."""
        return [record for record in self.records() if record.get("do") == name]

    def events(self, name: str) -> list[dict[str, Any]]:
        """Return the events called `name` in the attempt's file."""
        return [record for record in self.records() if record.get("ev") == name]

    def wait_for(self, look: Callable[[str], list[Any]], name: str, within_s: float = 20.0) -> Any:
        """Return the last record `look` finds under `name`, as soon as there is one."""
        return wait_until(lambda: look(name), f"no {name} in the attempt", within_s)[-1]

    def screenshot(self) -> pygame.Surface:
        """Return what is on the screen now: Xvfb keeps it in a file, as an X window dump."""
        dump = (self._frame_folder / "Xvfb_screen0").read_bytes()
        words = [int.from_bytes(dump[k : k + 4], "big") for k in range(0, 100, 4)]
        header, wide, tall, line, colours = words[0], words[4], words[5], words[12], words[19]
        start = header + colours * 12
        pixels = dump[start : start + line * tall]
        picture = pygame.image.frombuffer(pixels, (line // 4, tall), "BGRA")
        return picture.subsurface((0, 0, wide, tall)).copy()

    def wait_for_picture(
        self, is_there: Callable[[pygame.Surface], bool], what: str, within_s: float = 30.0
    ) -> pygame.Surface:
        """Return the first screenshot that satisfies `is_there`."""

        def look() -> pygame.Surface | None:
            picture = self.screenshot()
            return picture if is_there(picture) else None

        return wait_until(look, what, within_s)  # type: ignore[no-any-return]
