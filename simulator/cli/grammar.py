"""Command line: which words mean what, one function a command."""

import argparse
import sys
from math import isfinite
from typing import Any, Final, NoReturn

from simulator import __version__
from simulator.base.complaints import Complaint, UnusableInput
from simulator.scenario.trainees import OPERATORS

PRACTISING: Final = (
    "competent", "no-duplex", "expert", "novice", "hasty", "timid", "wrong-strength", "saline",
)  # fmt: skip
KINDS: Final = ("scenario", "rubric", "patient", "protocol", "attempt", "telling")
TEMPLATES: Final = ("thread_veins", "hidden_feeder", "refer", "protocol")
JSON_HELP: Final = "print one JSON document and nothing else (docs/headless.md)"
LINT_FORMATS: Final = ("text", "json", "github", "sarif")
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


def _jobs(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 4 and int(text) > 0):
        raise argparse.ArgumentTypeError(f"'{text}' is no number of processes from 1 to 999")
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
    score.add_argument("traces", nargs="+", metavar="TRACE", help="files, or folders of them")
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
    _summary(score)
    score.add_argument(
        "--pass-mark", type=_percent, metavar="N", help="percent, instead of the scenario's"
    )
    score.add_argument(
        "--protocol",
        metavar="NAME",
        help="judge by this protocol pack too, as another school would",
    )
    _many(score)


def _summary(command: Any) -> None:
    command.add_argument(
        "--summary",
        metavar="OUT",
        help="append a summary in Markdown here; by default to $GITHUB_STEP_SUMMARY if it is set",
    )


def _many(command: Any) -> None:
    """Add what every command over many traces understands."""
    command.add_argument("--jobs", type=_jobs, metavar="J", help="processes; default: as needed")
    command.add_argument(
        "--scheduler", default="", metavar="ADDRESS", help="let a running Dask cluster do the work"
    )


def _rescore(commands: Commands) -> None:
    rescore = commands.add_parser(
        "rescore", help="which recorded attempts would pass or fail under other rules, and why"
    )
    rescore.add_argument("traces", nargs="+", metavar="TRACE", help="files, or folders of them")
    rescore.add_argument(
        "--rubric", metavar="FILE", help="the new rules: a rubric, or a scenario that has them"
    )
    rescore.add_argument("--protocol", metavar="NAME", help="the new protocol pack")
    rescore.add_argument(
        "--simulate", action="store_true", help="play every attempt again first (slow)"
    )
    rescore.add_argument("--json", action="store_true", help=JSON_HELP)
    _many(rescore)


def _verify(commands: Commands) -> None:
    verify = commands.add_parser("verify", help="are the traces intact, do they reproduce?")
    verify.add_argument("traces", nargs="+", metavar="TRACE")
    verify.add_argument("--json", action="store_true", help=JSON_HELP)


def _lint(commands: Commands) -> None:
    lint = commands.add_parser("lint", help="check scenario files")
    lint.add_argument("scenarios", nargs="+", metavar="SCENARIO")
    lint.add_argument(
        "--format",
        choices=LINT_FORMATS,
        default="text",
        help="text for people, json, github (annotations) or sarif (code scanning)",
    )
    lint.add_argument("--json", action="store_true", help="the same as --format json")
    lint.add_argument(
        "--deep",
        action="store_true",
        help="search too: can anybody pass, is every rule tested, can the essential be skipped?",
    )
    lint.add_argument(
        "--witness", action="store_true", help="print a short attempt that passes, as text"
    )
    lint.add_argument("--strict", action="store_true", help="warnings fail too, with 1")
    lint.add_argument(
        "--explain", action="store_true", help="print the filled-in scenarios that are fine"
    )


def _new(commands: Commands) -> None:
    new = commands.add_parser("new", help="write a scenario or a protocol pack to begin with")
    new.add_argument("name", help="small letters, digits and _; the file is NAME.scenario.yaml")
    new.add_argument("--template", choices=TEMPLATES, default=TEMPLATES[0])


def _schema(commands: Commands) -> None:
    schema = commands.add_parser("schema", help="print a JSON Schema, for editors that complete")
    schema.add_argument("kind", nargs="?", default="scenario", choices=KINDS)
    schema.add_argument("--out", metavar="DIR", help="write the schemas of all kinds here")


def _explain(commands: Commands) -> None:
    explain = commands.add_parser("explain", help="print a scenario with everything filled in")
    explain.add_argument("scenario", help="scenario file, or the name of a shipped one")


def _check(commands: Commands) -> None:
    check = commands.add_parser("check", help="lint, expectations and scripted trainees")
    check.add_argument(
        "paths", nargs="+", metavar="PATH", help="scenario files, folders, or shipped names"
    )
    check.add_argument(
        "--no-operators", action="store_true", help="only what needs no simulation: seconds"
    )
    check.add_argument(
        "--mutate", action="store_true", help="does any rule notice each single mistake?"
    )
    check.add_argument("--jobs", type=_jobs, default=1, metavar="J", help="processes that play")
    check.add_argument(
        "--fresh", action="store_true", help="play everything again, whatever is kept"
    )
    check.add_argument(
        "--format",
        choices=LINT_FORMATS,
        default="text",
        help="text for people, json, github (annotations) or sarif (code scanning)",
    )
    check.add_argument("--junit", metavar="OUT", help="write JUnit XML here")
    _summary(check)


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


def _preview(commands: Commands) -> None:
    preview = commands.add_parser("preview", help="one page of what a case holds, as a picture")
    preview.add_argument("scenario", help="scenario file, or the name of a shipped one")
    preview.add_argument("--out", required=True, metavar="PNG", help="where the picture goes")
    preview.add_argument("--seed", type=_seed, metavar="N", help="grow the patient from this seed")


def _legs(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 7 and int(text) > 0):
        raise argparse.ArgumentTypeError(f"'{text}' is no number of legs from 1 to 999999")
    return int(text)


def _practice(commands: Commands) -> None:
    practice = commands.add_parser("practice", help="treat many grown legs and count what came")
    practice.add_argument("--operator", choices=PRACTISING, required=True)
    practice.add_argument("--legs", type=_legs, default=200, metavar="N", help="default 200")
    practice.add_argument("--seed", type=_seed, default=1, metavar="S", help="default 1")
    practice.add_argument("--json", action="store_true", help=JSON_HELP)
    _many(practice)


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
    whole.add_argument(
        "--watch", action="store_true", help="take the scenario up again whenever its file changes"
    )
    commands = whole.add_subparsers(dest="command", metavar="COMMAND")
    for command in (
        _run,
        _score,
        _verify,
        _lint,
        _demo,
        _gallery,
        _check,
        _preview,
        _rescore,
        _explain,
        _schema,
        _new,
        _practice,
    ):
        command(commands)
    return whole
