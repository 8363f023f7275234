"""Where things are kept on this computer: attempts, reports, and pictures made once."""

import json
import os
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_cache_path, user_data_path

from simulator.scenario.find import assets_folder, shipped


def data_folder() -> Path:
    """Return the folder for attempts; FILIGRANE_HOME moves it."""
    home = os.environ.get("FILIGRANE_HOME")
    return Path(home) if home else user_data_path("filigrane", appauthor=False)


def attempts_folder() -> Path:
    """Return the folder of recorded attempts."""
    return data_folder() / "attempts"


def cache_folder() -> Path:
    """Return the folder of pictures that can be made again."""
    home = os.environ.get("FILIGRANE_HOME")
    return Path(home) / "cache" if home else user_cache_path("filigrane", appauthor=False)


def new_attempt_path(scenario_id: str, stamp: str) -> Path:
    """Return a file name that is not taken yet."""
    base = attempts_folder() / f"{stamp}-{scenario_id}.jsonl"
    number, path = 2, base
    while path.exists():
        path = base.with_stem(f"{base.stem}-{number}")
        number += 1
    return path


@dataclass(frozen=True)
class Kept:
    """A recorded attempt on the shelf."""

    path: Path
    scenario: str
    is_finished: bool
    player: str = "window"

    @property
    def stamp(self) -> str:
        """The part of the file name that says when it began."""
        return self.path.stem.removesuffix(f"-{self.scenario}")


def _last_line(path: Path) -> bytes:
    with path.open("rb") as file:
        file.seek(0, os.SEEK_END)
        file.seek(max(0, file.tell() - 400))
        lines = file.read().splitlines()
    return lines[-1] if lines else b""


def kept_attempts(limit: int = 50) -> tuple[list[Kept], int]:
    """Return the newest recorded attempts first, and how many files there cannot be read."""
    found: list[Kept] = []
    unreadable = 0
    try:
        paths = sorted(attempts_folder().glob("*.jsonl"), reverse=True)
    except OSError:
        return [], 0
    for path in paths[:limit]:
        try:
            with path.open("rb") as file:
                head = json.loads(file.readline(1_000_000))
            is_finished = b'"k":"end"' in _last_line(path)
            found.append(Kept(path, str(head["scenario"]), is_finished, str(head.get("player"))))
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            unreadable += 1
    return found, unreadable


def unfinished() -> Kept | None:
    """Return the newest attempt that was cut short, if any."""
    return next((kept for kept in kept_attempts()[0] if not kept.is_finished), None)


def case_picture(scenario_id: str) -> Path | None:
    """Return the shipped photograph of a case, if there is one."""
    path = assets_folder() / "pictures" / f"{Path(scenario_id).name}.jpg"
    return path if path.is_file() else None


def is_shipped(text: str) -> bool:
    """Return whether a scenario is, word for word, one that came with the program."""
    return any(path.read_bytes().decode("utf-8-sig") == text for path in shipped())
