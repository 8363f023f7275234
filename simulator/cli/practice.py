"""`practice`: treat many grown legs by one operator and print what became of them."""

import argparse
import os
from typing import Final

from simulator.cli.batch import over, shown, workplace
from simulator.cli.printing import print_json
from simulator.operators.practice import Figure, Treated, figures, to_json, work_of
from simulator.session.signature import engine_signature

AT_A_TIME: Final = 4  # legs that one worker takes: a leg is seconds of work
ENOUGH: Final = 1000  # legs; with fewer the intervals decide nothing
UNCONFIRMED: Final = f"These figures are not yet confirmed: fewer than {ENOUGH:,} legs were run."
WORDS: Final = {
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


def treated(options: argparse.Namespace) -> list[Treated]:
    """Treat every leg, with a bar for who watches."""
    workers = min(options.jobs or os.cpu_count() or 1, options.legs)
    work = work_of(options.operator, options.seed)
    with workplace(workers, options.scheduler) as executor:
        legs = over(range(options.legs), work, executor, workers=workers, at_most=AT_A_TIME)
        return list(shown(legs, options.legs, "legs"))


def spoken(name: str, figure: Figure) -> str:
    """Return one line: 92.1 % (90.3 to 93.6)."""
    low, high = 100 * figure.low, 100 * figure.high
    return f"  {WORDS[name]:<28}{100 * figure.value:5.1f} % ({low:.1f} to {high:.1f})"


def run(options: argparse.Namespace) -> int:
    """Treat, count, print."""
    legs = treated(options)
    found = figures(legs, options.seed)
    note = UNCONFIRMED if options.legs < ENOUGH else ""
    if options.json:
        print_json(
            {name: to_json(figure) for name, figure in found.items()}
            | {
                "operator": options.operator,
                "legs": options.legs,
                "seed": options.seed,
                "engine": engine_signature(),
                "note": note,
            }
        )
        return 0
    print(f"{options.operator}: {options.legs} legs, seed {options.seed} (95 % intervals)")
    for name, figure in found.items():
        print(spoken(name, figure))
    if note:
        print(note)
    return 0
