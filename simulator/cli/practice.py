"""`practice`: treat many grown legs by one operator and print what became of them."""

import argparse
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from importlib import import_module
from typing import Any, TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from simulator.base.complaints import Complaint, UnusableInput
from simulator.cli.printing import print_json
from simulator.operators.practice import Figure, Treated, figures, to_json, work_of
from simulator.session.signature import engine_signature

T = TypeVar("T")
WORDS = {
    "hidden_source": "hidden source",
    "clearance": "clearance",
    "very_pleased": "very pleased",
    "excellent": "excellent",
    "unsuccessful": "unsuccessful",
    "unsuccessful_hidden": "unsuccessful, hidden source",
    "stain": "brown stain",
    "matting": "matting",
    "ulcer": "ulcer",
}


def over(
    numbers: Sequence[int],
    work: Callable[[int], T],
    executor: Executor,
    tell: Callable[[], Any] = lambda: None,
) -> list[T]:
    """Return `work` of every number, in their order, wherever each was done."""
    running = {executor.submit(work, number): place for place, number in enumerate(numbers)}
    found: dict[int, T] = {}
    for done in as_completed(running):
        found[running[done]] = done.result()
        tell()
    return [found[place] for place in range(len(numbers))]


@contextmanager
def pool(jobs: int, scheduler: str | None) -> Iterator[Executor]:
    """Lend an executor: processes of this machine, or those behind a Dask scheduler."""
    if scheduler is None:
        with ProcessPoolExecutor(jobs) as here:
            yield here
        return
    try:
        distributed: Any = import_module("distributed")
    except ModuleNotFoundError:
        what = "--scheduler needs the package 'distributed'"
        raise UnusableInput([Complaint(what, hint="pip install distributed")]) from None
    try:
        client = distributed.Client(scheduler, timeout="10s")
    except OSError as error:
        what = f"no scheduler answers at {scheduler}: {error}"
        raise UnusableInput([Complaint(what)]) from None
    with client:
        yield client.get_executor(retries=3)


def treated(options: argparse.Namespace) -> list[Treated]:
    """Treat every leg, with a bar for who watches."""
    jobs = options.jobs or os.cpu_count() or 1
    columns = (TextColumn("legs"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with (
        Progress(*columns, console=Console(stderr=True), transient=True) as bar,
        pool(jobs, options.scheduler) as executor,
    ):
        task = bar.add_task("legs", total=options.legs)
        work = work_of(options.operator, options.seed)
        return over(range(options.legs), work, executor, lambda: bar.advance(task))


def spoken(name: str, figure: Figure) -> str:
    """Return one line: 92.1 % (90.3 to 93.6)."""
    low, high = 100 * figure.low, 100 * figure.high
    return f"  {WORDS[name]:<28}{100 * figure.value:5.1f} % ({low:.1f} to {high:.1f})"


def run(options: argparse.Namespace) -> int:
    """Treat, count, print."""
    legs = treated(options)
    found = figures(legs, options.seed)
    if options.json:
        print_json(
            {name: to_json(figure) for name, figure in found.items()}
            | {
                "operator": options.operator,
                "legs": options.legs,
                "seed": options.seed,
                "engine": engine_signature(),
            }
        )
        return 0
    print(f"{options.operator}: {options.legs} legs, seed {options.seed} (95 % intervals)")
    for name, figure in found.items():
        print(spoken(name, figure))
    return 0
