"""Heavy pictures made behind the briefing, in one background thread, with their progress."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

NEARLY: Final = 0.99  # only what is done counts as whole
Maker = Callable[[Callable[[float], None]], Any]


@dataclass
class Job:
    """One thing to make, and how far it is."""

    name: str
    words: str
    make: Maker
    share: float = 0.0
    result: Any = None
    error: BaseException | None = None
    is_done: bool = False


class Workshop:
    """Makes jobs one after another; `get` never waits."""

    def __init__(self) -> None:
        self._jobs: dict[str, Job] = {}
        self._lock = threading.Lock()  # so that an order cannot fall behind a thread that ends
        self._thread: threading.Thread | None = None
        self._is_closing = False

    def order(self, name: str, words: str, make: Maker) -> None:
        """Add a job; orders of one moment are worked off in their order."""
        with self._lock:
            self._jobs[name] = Job(name, words, make)
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="workshop", daemon=True)
                self._thread.start()

    def _next(self) -> Job | None:
        """Return the next job; when there is none, this thread is no more."""
        with self._lock:
            job = next((j for j in self._jobs.values() if not j.is_done), None)
            if job is None or self._is_closing:
                self._thread = None
                return None
            return job

    def _work(self) -> None:
        while (job := self._next()) is not None:

            def tell(share: float, job: Job = job) -> None:
                job.share = min(share, NEARLY)

            try:
                job.result = job.make(tell)
            except Exception as error:
                job.error = error
            job.share, job.is_done = 1.0, True

    def share_of(self, name: str) -> float:
        """Return how far one order is, 0 to 1."""
        job = self._jobs.get(name)
        return 0.0 if job is None else job.share

    def has(self, name: str) -> bool:
        """Return whether `name` was ordered."""
        return name in self._jobs

    def get(self, name: str) -> Any:
        """Return what was made, or None while it is not ready; re-raises what went wrong."""
        job = self._jobs.get(name)
        if job is None or not job.is_done:
            return None
        if job.error is not None:
            raise job.error
        return job.result

    def forget(self, is_unwanted: Callable[[str], bool]) -> None:
        """Let go of finished things by their names, so that memory does not grow."""
        with self._lock:
            for name in [n for n, job in self._jobs.items() if job.is_done and is_unwanted(n)]:
                del self._jobs[name]

    def wait(self, name: str) -> Any:
        """Return what was made, waiting for it; for headless pictures."""
        while not self._jobs[name].is_done and (thread := self._thread) is not None:
            thread.join(0.02)
        return self.get(name)

    def wait_for_all(self) -> None:
        """Wait until everything that was ordered is made."""
        for name in list(self._jobs):
            self.wait(name)

    def progress(self) -> tuple[float, str]:
        """Return (share done of all orders, what is being made now)."""
        jobs = list(self._jobs.values())
        if not jobs:
            return 1.0, ""
        now = next((j.words for j in jobs if not j.is_done), "")
        return sum(j.share for j in jobs) / len(jobs), now

    def close(self) -> None:
        """Stop after the job at hand."""
        self._is_closing = True
