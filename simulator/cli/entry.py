"""Command line: which words mean what. Commands are imported only when they run."""

import argparse
import importlib
import sys
from typing import Final

from simulator import __version__
from simulator.base.complaints import UnusableInput

PASSED, FAILED, UNUSABLE = 0, 1, 2
OPERATORS: Final = ("expert", "no-duplex", "hasty")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="filigrane",
        description="Practise microsclerotherapy of leg thread veins: find the hidden feeder, "
        "have it treated, inject, compress, and live with the outcome.",
        epilog="Without a command the window opens; without a screen the demo is played.",
    )
    parser.add_argument("--version", action="version", version=f"filigrane {__version__}")
    parser.add_argument("--resume", action="store_true", help="go on with the last attempt")
    parser.add_argument("--scenario", metavar="FILE", help="open this scenario at once")
    parser.add_argument("--seed", type=int, help="grow the patient from this seed")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")

    run = commands.add_parser("run", help="play an attempt without a window")
    run.add_argument("scenario", help="scenario file, or the name of a shipped one")
    who = run.add_mutually_exclusive_group(required=True)
    who.add_argument("--operator", choices=OPERATORS, help="a scripted trainee")
    who.add_argument("--script", metavar="FILE", help="acts in YAML")
    run.add_argument("--seed", type=int)
    run.add_argument("--trace", metavar="OUT", help="write the trace here (JSON Lines)")
    run.add_argument("--json", action="store_true", help="one JSON document, nothing else")

    score = commands.add_parser("score", help="score recorded attempts")
    score.add_argument("traces", nargs="+", metavar="TRACE")
    score.add_argument("--recorded", action="store_true", help="do not simulate again")
    score.add_argument("--json", action="store_true")
    score.add_argument("--junit", metavar="OUT", help="write JUnit XML here")
    score.add_argument("--pass-mark", type=float, metavar="N", help="instead of the scenario's")

    verify = commands.add_parser("verify", help="are the traces intact, do they reproduce?")
    verify.add_argument("traces", nargs="+", metavar="TRACE")
    verify.add_argument("--json", action="store_true")

    lint = commands.add_parser("lint", help="check scenario files")
    lint.add_argument("scenarios", nargs="+", metavar="SCENARIO")
    lint.add_argument("--json", action="store_true")

    demo = commands.add_parser("demo", help="the expert plays the case; nothing is needed")
    demo.add_argument("--out", metavar="DIR", help="where trace, frames and report go")

    gallery = commands.add_parser("gallery", help="draw what is grown, for a person to look at")
    gallery.add_argument("what", choices=("vessels",))
    gallery.add_argument("--seeds", default="1..20", metavar="A..B", help="default 1..20")
    gallery.add_argument("--out", required=True, metavar="DIR", help="where the sheets go")
    return parser


def main(arguments: list[str] | None = None) -> int:
    """Run one command; return its exit code. No traceback ever reaches a user."""
    options = _parser().parse_args(arguments)
    room = importlib.import_module(f"simulator.cli.{options.command or 'window'}")
    try:
        return int(room.run(options))
    except UnusableInput as error:
        for complaint in error.complaints:
            print(complaint, file=sys.stderr)
        return UNUSABLE
    except BrokenPipeError:  # the reader has had enough, as in `... | head`
        sys.stderr.close()
        return FAILED
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        return UNUSABLE
