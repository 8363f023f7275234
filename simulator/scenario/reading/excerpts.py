"""Which line of a file a complaint shows, and how much of it is meant."""

import re
from collections.abc import Sequence
from typing import Any, Final

LONGEST: Final = 2000  # characters; a longer line helps nobody, its place is told anyway
_WORD: Final = re.compile(r"""[^\s,\[\]{}#]+""")
_CLOSED: Final = re.compile(r"""\{[^{}]*\}|\[[^\[\]]*\]|"(?:\\.|[^"\\])*"|'(?:''|[^'])*'""")


def excerpt(lines: Sequence[str], line: int) -> str:
    """Return line number `line` (from 1) as it was written, '' if it is not there or endless."""
    found = lines[line - 1] if 1 <= line <= len(lines) else ""
    return found.rstrip("\r") if len(found) <= LONGEST else ""


def token_width(written: str, column: int, value: Any = None) -> int:
    """Return how many characters of `written` from `column` (from 1) on belong to `value`.

    Without a value, or where it is written in another way, what ends at the next space,
    quote or bracket is meant.
    """
    rest = written[column - 1 :]
    if closed := _CLOSED.match(rest):
        return len(closed[0])
    if isinstance(value, str) and value and rest.startswith(value):
        return len(value)
    word = _WORD.match(rest)
    if word is None:
        return 1
    return max(len(word[0].removesuffix(":")), 1)
