"""What a person is told when their input cannot be used: where, what, what is allowed."""

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Complaint:
    """One problem in a file a person wrote; prints as `file:line:column: ...`.

    Line 0 means the file as a whole, and is not printed. `excerpt` is the line of the file
    as it was written, where it is known, and `width` how many of its characters, from
    `column` on, are meant.
    """

    what: str
    file: str = ""
    line: int = 0
    column: int = 0
    hint: str = ""
    severity: str = "error"
    code: str = ""
    excerpt: str = ""
    width: int = 1

    def __str__(self) -> str:
        numbers = f":{self.line}:{self.column}" if self.line else ""
        place = f"{self.file}{numbers}: " if self.file else ""
        code = f" {self.code}" if self.code else ""
        hint = f" ({self.hint})" if self.hint else ""
        return f"{place}{self.severity}{code}: {self.what}{hint}"


class UnusableInput(Exception):
    """Input from outside that cannot be used; carries every complaint, not only the first."""

    def __init__(self, complaints: Sequence[Complaint]) -> None:
        self.complaints = tuple(complaints)
        super().__init__("\n".join(str(c) for c in self.complaints))


def nearest(word: str, allowed: Iterable[str]) -> str:
    """Return `; did you mean 'x'?` for the nearest allowed spelling, or ''."""
    close = difflib.get_close_matches(str(word), sorted(str(a) for a in allowed), n=1, cutoff=0.55)
    return f"; did you mean '{close[0]}'?" if close else ""
