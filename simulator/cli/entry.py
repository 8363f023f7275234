"""Command line: which words mean what. Commands are imported only when they run."""

import argparse
import importlib
import sys
from collections.abc import Sequence
from math import isfinite
from typing import Final, NoReturn

from simulator import __version__
from simulator.base.complaints import Complaint, UnusableInput

PASSED, FAILED, UNUSABLE = 0, 1, 2
OPERATORS: Final = ("expert", "no-duplex", "hasty")
JSON_HELP: Final = "print one JSON document and nothing else (docs/headless.md)"
LARGEST_SEED: Final = 2**53 - 1


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


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="filigrane",
        description="Practise microsclerotherapy of leg thread veins: find the hidden feeder, "
        "have it treated, inject, compress, and live with the outcome.",
        epilog="Without a command the window opens; without a screen the demo is played.",
    )
    parser.add_argument("--version", action="version", version=f"filigrane {__version__}")
    parser.add_argument("--resume", action="store_true", help="go on with the last attempt")
    parser.add_argument(
        "--scenario", dest="opened", metavar="SCENARIO", help="open this scenario at once"
    )
    parser.add_argument(
        "--seed", dest="opened_seed", type=_seed, metavar="N", help="grow its patient from this"
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")

    run = commands.add_parser("run", help="play an attempt without a window")
    run.add_argument("scenario", help="scenario file, or the name of a shipped one")
    who = run.add_mutually_exclusive_group(required=True)
    who.add_argument("--operator", choices=OPERATORS, help="a scripted trainee")
    who.add_argument("--script", metavar="FILE", help="acts in YAML")
    run.add_argument("--seed", type=_seed, metavar="N", help="grow the patient from this seed")
    run.add_argument("--trace", metavar="OUT", help="write the trace here (JSON Lines)")
    run.add_argument("--json", action="store_true", help=JSON_HELP)

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

    verify = commands.add_parser("verify", help="are the traces intact, do they reproduce?")
    verify.add_argument("traces", nargs="+", metavar="TRACE")
    verify.add_argument("--json", action="store_true", help=JSON_HELP)

    lint = commands.add_parser("lint", help="check scenario files")
    lint.add_argument("scenarios", nargs="+", metavar="SCENARIO")
    lint.add_argument("--json", action="store_true", help=JSON_HELP)

    demo = commands.add_parser("demo", help="the expert plays the case; nothing is needed")
    demo.add_argument("--out", metavar="DIR", help="where trace, frames and report go")

    gallery = commands.add_parser("gallery", help="draw what is grown, for a person to look at")
    gallery.add_argument("what", choices=("vessels", "skin", "instruments", "duplex"))
    gallery.add_argument(
        "--seeds", default="1..20", metavar="A..B", help="of vessels; default 1..20"
    )
    gallery.add_argument("--out", required=True, metavar="DIR", help="where the sheets go")
    return parser


def main(arguments: list[str] | None = None) -> int:
    """Run one command; return its exit code. No traceback ever reaches a user."""
    given = sys.argv[1:] if arguments is None else arguments
    options = argparse.Namespace(command="")
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a name may hold what this terminal cannot write
            stream.reconfigure(errors="backslashreplace")
    try:
        options = _parser().parse_args(given)
        _check(options)
        room = importlib.import_module(f"simulator.cli.{options.command or 'window'}")
        code = int(room.run(options))
        sys.stdout.flush()
        return code
    except UnusableInput as error:
        return _told(error.complaints, "--json" in given)
    except BrokenPipeError:  # the reader has had enough, as in `... | head`
        sys.stderr.close()
        return FAILED
    except OSError as error:
        what = f"{error.strerror or error}"
        return _told([Complaint(what, str(error.filename or ""))], "--json" in given)
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        return UNUSABLE
    except ModuleNotFoundError as error:
        if (error.name or "simulator").split(".")[0] == "simulator":
            return _told([_fault(error, given, options)], "--json" in given)
        what = f"'{error.name}' is not installed. Run this first: pip install -e ."
        return _told([Complaint(what)], "--json" in given)
    except Exception as error:
        return _told([_fault(error, given, options)], "--json" in given)


def _fault(error: Exception, given: list[str], options: argparse.Namespace) -> Complaint:
    from simulator.cli.fault import complaint_of

    return complaint_of(error, given, options)


def _check(options: argparse.Namespace) -> None:
    """Refuse options that would have no effect: nobody asks for what they do not want."""
    is_seeded = options.opened_seed is not None
    if options.command and (options.resume or options.opened or is_seeded):
        what = f"--resume, --scenario and --seed before '{options.command}' are for the window"
        raise UnusableInput([Complaint(what, hint=f"see filigrane {options.command} --help")])
    if is_seeded and not options.opened:
        what = "--seed needs --scenario: it grows the patient of a scenario that is opened at once"
        raise UnusableInput([Complaint(what, hint="for example --scenario hidden_feeder --seed 7")])
    if options.resume and options.opened:
        what = "--resume and --scenario ask for two different attempts"
        raise UnusableInput([Complaint(what, hint="an attempt carries its own scenario")])


def _told(complaints: Sequence[Complaint], is_json: bool) -> int:
    """Print what was wrong for a person, and for a program if it asked; return the exit code."""
    for complaint in complaints:
        print(complaint, file=sys.stderr)
    if is_json:
        from simulator.cli.printing import errors_json, print_json

        print_json(errors_json(complaints))
    return UNUSABLE
