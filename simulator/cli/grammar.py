"""Command line: which words mean what, one function a command."""

import argparse
import sys
from math import isfinite
from typing import Any, Final, NoReturn

from simulator import __version__
from simulator.base.complaints import Complaint, UnusableInput

OPERATORS: Final = ("expert", "no-duplex", "hasty")
JSON_HELP: Final = "print one JSON document and nothing else (docs/headless.md)"
LARGEST_SEED: Final = 2**53 - 1
Commands = Any  # what argparse's add_subparsers returns has no public name


class _Parser(argparse.ArgumentParser):
    """Reports a misuse like any other unusable input, so that it can be told as JSON too."""

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        raise UnusableInput([Complaint(message, hint=f"see {self.prog} --help")])


def _seed(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 17 and int(text) <= LARGEST_SEED):
        raise argparse.ArgumentTypeError(f"'{text}' is no whole number from 0 to {LARGEST_SEED}")
    return int(text)


def _percent(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not (isfinite(value) and 0.0 <= value <= 100.0):
        raise argparse.ArgumentTypeError(f"'{text}' is no number from 0 to 100")
    return value


def _run(commands: Commands) -> None:
    run = commands.add_parser("run", help="play an attempt without a window")
    run.add_argument("scenario", help="scenario file, or the name of a shipped one")
    who = run.add_mutually_exclusive_group(required=True)
    who.add_argument("--operator", choices=OPERATORS, help="a scripted trainee")
    who.add_argument("--script", metavar="FILE", help="acts in YAML")
    run.add_argument("--seed", type=_seed, metavar="N", help="grow the patient from this seed")
    run.add_argument("--trace", metavar="OUT", help="write the trace here (JSON Lines)")
    run.add_argument("--json", action="store_true", help=JSON_HELP)


def _score(commands: Commands) -> None:
    score = commands.add_parser("score", help="score recorded attempts")
    score.add_argument("traces", nargs="+", metavar="TRACE")
    score.add_argument(
        "--scenario",
        dest="rules",
        metavar="SCENARIO",
        help="insist on these rules: a scenario file, or the name of a shipped one",
    )
    score.add_argument(
        "--recorded", action="store_true", help="trust the record: do not simulate again"
    )
    score.add_argument("--json", action="store_true", help=JSON_HELP)
    score.add_argument("--junit", metavar="OUT", help="write JUnit XML here")
    score.add_argument(
        "--pass-mark", type=_percent, metavar="N", help="percent, instead of the scenario's"
    )


def _verify(commands: Commands) -> None:
    verify = commands.add_parser("verify", help="are the traces intact, do they reproduce?")
    verify.add_argument("traces", nargs="+", metavar="TRACE")
    verify.add_argument("--json", action="store_true", help=JSON_HELP)


def _lint(commands: Commands) -> None:
    lint = commands.add_parser("lint", help="check scenario files")
    lint.add_argument("scenarios", nargs="+", metavar="SCENARIO")
    lint.add_argument("--json", action="store_true", help=JSON_HELP)


def _demo(commands: Commands) -> None:
    demo = commands.add_parser("demo", help="the expert plays the case; nothing is needed")
    demo.add_argument("--out", metavar="DIR", help="where trace, frames and report go")


def _gallery(commands: Commands) -> None:
    gallery = commands.add_parser("gallery", help="draw what is grown, for a person to look at")
    gallery.add_argument("what", choices=("vessels", "skin", "instruments", "duplex"))
    gallery.add_argument(
        "--seeds", default="1..20", metavar="A..B", help="of vessels; default 1..20"
    )
    gallery.add_argument("--out", required=True, metavar="DIR", help="where the sheets go")


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 8 and 1 <= int(text) <= 1_000_000):
        raise argparse.ArgumentTypeError(f"'{text}' is no whole number from 1 to 1000000")
    return int(text)


def _practice(commands: Commands) -> None:
    practice = commands.add_parser("practice", help="treat many grown legs and count what came")
    practice.add_argument("--operator", choices=("competent", "no-duplex"), required=True)
    practice.add_argument("--legs", type=_count, default=200, metavar="N", help="default 200")
    practice.add_argument("--seed", type=_seed, default=1, metavar="S", help="default 1")
    practice.add_argument(
        "--jobs", type=_count, metavar="J", help="processes; default: one for every core"
    )
    practice.add_argument("--scheduler", metavar="ADDRESS", help="of a Dask cluster, tcp://...")
    practice.add_argument("--json", action="store_true", help=JSON_HELP)


def parser() -> argparse.ArgumentParser:
    """Return the parser of every command."""
    whole = _Parser(
        prog="filigrane",
        description="Practise microsclerotherapy of leg thread veins: find the hidden feeder, "
        "have it treated, inject, compress, and live with the outcome.",
        epilog="Without a command the window opens; without a screen the demo is played.",
    )
    whole.add_argument("--version", action="version", version=f"filigrane {__version__}")
    whole.add_argument("--resume", action="store_true", help="go on with the last attempt")
    whole.add_argument(
        "--scenario", dest="opened", metavar="SCENARIO", help="open this scenario at once"
    )
    whole.add_argument(
        "--seed", dest="opened_seed", type=_seed, metavar="N", help="grow its patient from this"
    )
    commands = whole.add_subparsers(dest="command", metavar="COMMAND")
    for command in (_run, _score, _verify, _lint, _demo, _gallery, _practice):
        command(commands)
    return whole
