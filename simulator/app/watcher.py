"""Looks at a scenario's files while a window shows it, and loads them again when they change.

The looking and the loading happen on a thread of their own; the window only asks whether there
is news, once a frame. A file that cannot be used is news too: what is shown stays, and the
first complaint is told.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from simulator.base.complaints import Complaint, UnusableInput
from simulator.scenario.find import scenarios_folder
from simulator.scenario.load import Scenario, load

LOOK_EVERY_S: Final = 0.25
OTHERS: Final = (".scenario.yaml", ".attempt.yaml", ".telling.yaml")  # no part of any scenario
SHELVES: Final = ("protocols", "rubrics", "patients")  # where parts ship
MOST_FILES: Final = 500
Stamps = dict[Path, tuple[int, int, int]]  # when it changed (ns), its size, its place on disk


@dataclass(frozen=True)
class News:
    """What a look has found: a scenario that differs from the last good one, or complaints.

    Neither: the files are as they were when they were last good.
    """

    scenario: Scenario | None = None
    complaints: tuple[Complaint, ...] = ()

    @property
    def words(self) -> str:
        """The first complaint with its place, and how many more there are; '' if there is none."""
        if not self.complaints:
            return ""
        first, more = self.complaints[0], len(self.complaints) - 1
        place = f"{Path(first.file).name}:{first.line}:{first.column}: " if first.file else ""
        return f"{place}{first.what}" + (f" (and {more} more)" if more else "")


class Watcher:
    """Watches one scenario file and what it may refer to; `wait(seconds)` is true at the end."""

    def __init__(
        self, path: Path, good: Scenario, wait: Callable[[float], bool] | None = None
    ) -> None:
        self._path, self._good = path, good
        self._stamps = stamps_of(path)
        self._is_broken = False
        self._news: News | None = None
        self._lock = threading.Lock()
        self._end = threading.Event()
        self._wait = wait or self._end.wait

    def start(self) -> None:
        """Begin to look, four times a second, until `stop`."""
        threading.Thread(target=self._run, name="watcher", daemon=True).start()

    def stop(self) -> None:
        """Look no more."""
        self._end.set()

    def take(self) -> News | None:
        """Return the latest news once; None if there is none."""
        with self._lock:
            news, self._news = self._news, None
        return news

    def look(self) -> None:
        """Look once; if a file changed, load them all and keep what is to be told."""
        stamps = stamps_of(self._path)
        if stamps == self._stamps:
            return
        try:
            news = self._changed(load(self._path))
        except UnusableInput as error:
            news = News(complaints=tuple(error.complaints))
        except OSError as error:
            what = f"cannot read the file: {error.strerror or error}"
            news = News(complaints=(Complaint(what, str(self._path), 1, 1),))
        if stamps_of(self._path) != stamps:
            return  # somebody is still writing; the next look sees the whole
        self._stamps = stamps
        if news is None:
            return
        self._is_broken = bool(news.complaints)
        self._good = news.scenario or self._good
        with self._lock:
            self._news = news

    def _run(self) -> None:
        while not self._wait(LOOK_EVERY_S):
            self.look()

    def _changed(self, scenario: Scenario) -> News | None:
        """Return `scenario` as news, if it differs or if what was broken is mended."""
        if is_same(scenario, self._good):
            return News() if self._is_broken else None
        return News(scenario)


def is_same(first: Scenario, second: Scenario) -> bool:
    """Return whether two scenarios were made from the same texts."""
    return (first.text_sha256, first.protocol_sha256) == (
        second.text_sha256,
        second.protocol_sha256,
    )


def stamps_of(path: Path) -> Stamps:
    """Return what tells one version of a scenario's files from the next.

    A part can lie in the scenario's folder or in one below it, or ship with the program.
    """
    parts = [*path.parent.glob("*.yaml"), *path.parent.glob("*/*.yaml")]
    for shelf in SHELVES:
        parts += (scenarios_folder() / shelf).glob("*.yaml")
    found = {part for part in parts if not part.name.endswith(OTHERS)}
    stamps: Stamps = {}
    for file in (path, *sorted(found)[:MOST_FILES]):
        try:
            stat = file.stat()
        except OSError:
            continue  # taken away, or being replaced: it has no stamp
        stamps[file] = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
    return stamps
