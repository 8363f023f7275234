"""The last resort: a fault of Filigrane's own becomes one sentence, and a file to report."""

import argparse
import sys
import traceback
from pathlib import Path

from simulator import __version__
from simulator.base.complaints import Complaint


def complaint_of(error: Exception, arguments: list[str], options: argparse.Namespace) -> Complaint:
    """Write `error` down for a report; return what to tell, and where the attempt is kept."""
    what = f"something went wrong inside Filigrane: {type(error).__name__}"
    words = " ".join(str(error).split())[:300]
    hints = []
    try:
        kept = _kept(options)
        if kept is not None:
            hints.append(f"the attempt so far is kept in {kept}")
        hints.append(f"please report this, with {_written_down(error, arguments)}")
    except Exception as second:  # a full disk, or the same broken installation once more
        hints.append(f"please report this; the traceback cannot be kept ({type(second).__name__})")
    return Complaint(f"{what}: {words}" if words else what, hint="; ".join(hints))


def _kept(options: argparse.Namespace) -> Path | None:
    """Return where the command was keeping its attempt, if it was."""
    from simulator.app.shelf import attempts_folder, data_folder

    command = getattr(options, "command", None)
    if command == "run":
        return Path(options.trace) if options.trace else None
    if command == "demo":
        return Path(options.out) if options.out else data_folder() / "demo"
    return attempts_folder() if command is None else None


def _written_down(error: Exception, arguments: list[str]) -> Path:
    """Write the traceback into the folder of faults; return the file."""
    from simulator.app.clock import clock_text, file_stamp
    from simulator.app.shelf import data_folder

    folder = data_folder() / "faults"
    folder.mkdir(parents=True, exist_ok=True)
    base = folder / f"{file_stamp()}.txt"
    number, path = 2, base
    while path.exists():
        path = base.with_stem(f"{base.stem}-{number}")
        number += 1
    lines = [f"filigrane {__version__}", clock_text(), f"{sys.platform}: {arguments}", ""]
    told = "".join(traceback.format_exception(error))
    path.write_text("\n".join(lines) + "\n" + told, "utf-8", errors="backslashreplace")
    return path
