"""Many files, one after the other or side by side: the one seam through which batches go.

`over` works through chunks of paths on any `concurrent.futures.Executor`, and gives results in
the order of the paths whatever finishes first. Only a bounded number of chunks is under way,
so memory does not grow with the number of files.
"""

import os
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future
from contextlib import AbstractContextManager, contextmanager, nullcontext
from itertools import islice
from typing import Final, TypeVar

from simulator.base.complaints import Complaint, UnusableInput

Item = TypeVar("Item")
Result = TypeVar("Result")
CHUNK: Final = 100  # files that one worker takes at a time, at most
AHEAD: Final = 3  # chunks under way for each worker
MANY: Final = 48  # fewer files than this are not worth starting processes for
ENDING: Final = ".jsonl"


def traces_in(names: Sequence[str]) -> list[str]:
    """Return the trace files that `names` mean: files as given, folders with all below them."""
    found: list[str] = []
    for name in names:
        if not os.path.isdir(name):  # which says no, and nothing else, of a name that is none
            found.append(name)
            continue
        walk = os.walk(name, onerror=_cannot_look_into)
        inside = sorted(
            os.path.join(folder, file)
            for folder, _, files in walk
            for file in files
            if file.endswith(ENDING)
        )
        if not inside:
            what = f"there is no trace (*{ENDING}) in this folder"
            raise UnusableInput([Complaint(what, name, code="T101")])
        found += inside
    return found


def _cannot_look_into(error: OSError) -> None:
    what = f"cannot look into this folder: {error.strerror}"
    raise UnusableInput([Complaint(what, str(error.filename), code="T101")])


def over(
    paths: Sequence[Item],
    work: Callable[[Sequence[Item]], list[Result]],
    executor: Executor | None,
    *,
    workers: int = 1,
    at_most: int = CHUNK,
) -> Iterator[Result]:
    """Yield what `work` makes of every path, in order; without an executor, in this process.

    A path may be anything that can be sent to a worker. A chunk holds `at_most` so many.
    A chunk that a worker could not finish (it died, or was out of reach) is done again here, so
    nothing is lost.
    """
    size = min(at_most, max(1, -(-len(paths) // (4 * workers))))
    chunks = iter([paths[at : at + size] for at in range(0, len(paths), size)])
    if executor is None:
        for chunk in chunks:
            yield from work(chunk)
        return
    waiting: deque[tuple[Sequence[Item], Future[list[Result]] | None]] = deque()

    def submit(more: Iterable[Sequence[Item]]) -> None:
        for chunk in more:
            try:
                waiting.append((chunk, executor.submit(work, chunk)))
            except BrokenExecutor:
                waiting.append((chunk, None))

    submit(islice(chunks, AHEAD * workers))
    while waiting:
        chunk, future = waiting.popleft()
        try:
            found = work(chunk) if future is None else future.result()
        except Exception:  # the worker's; what is wrong with the work itself is raised by this
            found = work(chunk)
        submit(islice(chunks, 1))
        yield from found


def workers_for(jobs: int | None, count: int) -> int:
    """Return how many processes to use: as asked, else all cores when there is much to do."""
    if jobs is not None:
        return min(jobs, max(count, 1))
    return (os.cpu_count() or 1) if count > MANY else 1


def _leave_interrupts_to_the_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@contextmanager
def _pool(workers: int) -> Iterator[Executor]:
    from concurrent.futures import ProcessPoolExecutor

    pool = ProcessPoolExecutor(workers, initializer=_leave_interrupts_to_the_parent)
    try:
        yield pool
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


@contextmanager
def _cluster(address: str) -> Iterator[Executor]:
    """Yield the workers of a running Dask scheduler, as an ordinary executor."""
    try:
        from distributed import Client
    except ModuleNotFoundError:
        hint = "pip install 'filigrane[dask]'"
        raise UnusableInput([Complaint("--scheduler needs dask", hint=hint)]) from None
    try:
        client = Client(address, timeout="10s", set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        what = f"no scheduler answers at '{address}'"
        hint = f"start one with 'dask scheduler' ({type(error).__name__})"
        raise UnusableInput([Complaint(what, hint=hint)]) from None
    try:
        with client.get_executor(retries=3) as pool:
            yield pool
    finally:
        client.close()


def workplace(workers: int, scheduler: str = "") -> AbstractContextManager[Executor | None]:
    """Return where the work is done: here, in processes of this machine, or on a cluster."""
    if scheduler:
        return _cluster(scheduler)
    return _pool(workers) if workers > 1 else nullcontext()


def shown(results: Iterator[Result], count: int, what: str) -> Iterator[Result]:
    """Pass `results` on, with a bar while they come if somebody is looking at a terminal."""
    if count <= 1 or not sys.stderr.isatty():
        yield from results
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(
        *columns, console=console, transient=True, redirect_stdout=sys.stdout.isatty()
    ) as bar:
        task = bar.add_task(what, total=count)
        for result in results:
            yield result
            bar.advance(task)
