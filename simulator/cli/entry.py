"""Running one command: it is imported only now, and what goes wrong is said in plain words."""

import argparse
import importlib
import sys
from collections.abc import Sequence

from simulator.base.complaints import Complaint, UnusableInput
from simulator.cli.grammar import parser

PASSED, FAILED, UNUSABLE = 0, 1, 2


def main(arguments: list[str] | None = None) -> int:
    """Run one command; return its exit code. No traceback ever reaches a user."""
    given = sys.argv[1:] if arguments is None else arguments
    options = argparse.Namespace(command="")
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a name may hold what this terminal cannot write
            stream.reconfigure(errors="backslashreplace")
    try:
        options = parser().parse_args(given)
        _check(options)
        room = importlib.import_module(f"simulator.cli.{options.command or 'window'}")
        code = int(room.run(options))
        sys.stdout.flush()
        return code
    except UnusableInput as error:
        return _told(error.complaints, _wants_json(given))
    except BrokenPipeError:  # the reader has had enough, as in `... | head`
        sys.stderr.close()
        return FAILED
    except OSError as error:
        what = f"{error.strerror or error}"
        return _told([Complaint(what, str(error.filename or ""))], _wants_json(given))
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        return UNUSABLE
    except ModuleNotFoundError as error:
        if (error.name or "simulator").split(".")[0] == "simulator":
            return _told([_fault(error, given, options)], _wants_json(given))
        what = f"'{error.name}' is not installed. Run this first: pip install -e ."
        return _told([Complaint(what)], _wants_json(given))
    except Exception as error:
        return _told([_fault(error, given, options)], _wants_json(given))


def _wants_json(given: Sequence[str]) -> bool:
    """Say whether the one document on standard output is to be JSON, also when nothing works."""
    pairs = zip(given, [*given[1:], ""], strict=True)
    is_format = ("--format", "json") in pairs or "--format=json" in given
    return "--json" in given or is_format


def _fault(error: Exception, given: list[str], options: argparse.Namespace) -> Complaint:
    from simulator.cli.fault import complaint_of

    return complaint_of(error, given, options)


def _check(options: argparse.Namespace) -> None:
    """Refuse options that would have no effect: nobody asks for what they do not want."""
    is_seeded = options.opened_seed is not None
    if options.command and (options.resume or options.opened or is_seeded or options.watch):
        options_said = "--resume, --scenario, --seed and --watch"
        what = f"{options_said} before '{options.command}' are for the window"
        raise UnusableInput([Complaint(what, hint=f"see filigrane {options.command} --help")])
    if is_seeded and not options.opened:
        what = "--seed needs --scenario: it grows the patient of a scenario that is opened at once"
        raise UnusableInput([Complaint(what, hint="for example --scenario hidden_feeder --seed 7")])
    if options.watch and not options.opened:
        what = "--watch needs --scenario: it watches the file of a scenario that is opened at once"
        raise UnusableInput([Complaint(what, hint="for example --scenario mine.yaml --watch")])
    if options.resume and options.opened:
        what = "--resume and --scenario ask for two different attempts"
        raise UnusableInput([Complaint(what, hint="an attempt carries its own scenario")])


def _told(complaints: Sequence[Complaint], is_json: bool) -> int:
    """Print what was wrong for a person, and for a program if it asked; return the exit code."""
    from simulator.cli.excerpts import tell

    for complaint in complaints:
        tell(complaint)
    if is_json:
        from simulator.cli.printing import errors_json, print_json

        print_json(errors_json(complaints))
    return UNUSABLE
