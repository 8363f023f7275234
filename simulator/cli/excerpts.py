"""A complaint as a person sees it: one line, the line of the file, and a caret under the slip.

The words alone say everything; colour only helps to find them, and stays away when output
does not go to a terminal or NO_COLOR is set (no-color.org).
"""

import os
import sys
import unicodedata
from typing import Final, TextIO

from simulator.base.complaints import Complaint

WIDEST: Final = 96  # columns of the file's line that are shown
TAB: Final = 4
MARGIN: Final = "    "
COLOURS: Final = {"error": "\x1b[1;31m", "warning": "\x1b[1;33m"}
PLAIN: Final = "\x1b[0m"


def harmless(text: str) -> str:
    """Return `text` without anything that could move a cursor, hide or turn round what follows."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)


def is_coloured(stream: TextIO) -> bool:
    """Say whether `stream` is a terminal whose reader wants colour."""
    return not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb" and stream.isatty()


def told(complaint: Complaint, *, in_colour: bool = False) -> str:
    """Return the complaint as one line, and two more where its place in the file is known."""
    first = harmless(str(complaint))
    if in_colour and complaint.severity in COLOURS:
        word = f"{complaint.severity}{f' {complaint.code}' if complaint.code else ''}:"
        first = first.replace(word, f"{COLOURS[complaint.severity]}{word}{PLAIN}", 1)
    if not complaint.excerpt.strip():
        return first
    line, caret = pointed_at(complaint.excerpt, complaint.column, complaint.width)
    if in_colour:
        caret = caret.replace("^", f"{COLOURS.get(complaint.severity, '')}^", 1) + PLAIN
    return f"{first}\n{MARGIN}{line}\n{MARGIN}{caret}"


def pointed_at(written: str, column: int, width: int) -> tuple[str, str]:
    """Return `written` fit for a terminal, and below it `^~~~` under what is meant.

    The indent goes, tabs become spaces, and a long line is cut around the caret.
    """
    start = min(max(column - 1, 0), len(written))
    end = min(start + max(width, 1), len(written))
    cells = [_cell(c) for c in written]
    widths = [_columns(c) for c in cells]
    first = indent = min(len(written) - len(written.lstrip()), start)
    while sum(widths[first:end]) > WIDEST and sum(widths[first:start]) > WIDEST // 3:
        first += 1
    last, used = first, 0
    while last < len(cells) and used + widths[last] <= WIDEST:
        used += widths[last]
        last += 1
    before = "..." if first > indent else ""
    after = "..." if last < len(cells) else ""
    offset = len(before) + sum(widths[first:start])
    length = max(sum(widths[start : min(end, last)]), 1)
    shown = "".join(cells[first:last])
    line = before + (shown if after else shown.rstrip()) + after
    return line, " " * offset + "^" + "~" * (length - 1)


def _cell(sign: str) -> str:
    return " " * TAB if sign == "\t" else harmless(sign)


def _columns(cell: str) -> int:
    """Return how many columns of a terminal `cell` takes."""
    if len(cell) > 1:
        return len(cell)
    if unicodedata.combining(cell):
        return 0
    return 2 if unicodedata.east_asian_width(cell) in "WF" else 1


def tell(complaint: Complaint, stream: TextIO | None = None) -> None:
    """Print `complaint` on `stream`, by default standard error."""
    stream = stream or sys.stderr
    print(told(complaint, in_colour=is_coloured(stream)), file=stream)
