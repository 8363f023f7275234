"""The result of `check` or of `score` as Markdown, as the page of a workflow run shows it.

For `check` one row a scenario, then what is wrong, then what the mutation table leaves open;
for `score` the attempts that did not pass, and as many of the others as fit.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from simulator.base.complaints import Complaint

MOST_SAID: Final = 50
MOST_ATTEMPTS: Final = 200
WORDS: Final = {0: "ok", 1: "FAILED", 2: "unusable"}
ATTEMPTS: Final = {0: "passed", 1: "FAILED", 2: "unusable"}


@dataclass(frozen=True)
class Row:
    """One scenario in the summary."""

    name: str
    code: int
    expectations: str
    played: str
    time: str
    mistakes: str = ""


def step_summary(rows: Sequence[Row], complaints: Sequence[Complaint]) -> str:
    """Return the Markdown text, which ends with an empty line so that more can follow."""
    has_mistakes = any(row.mistakes for row in rows)
    heads = ["scenario", "result", "expectations", "played", "time"]
    heads += ["mistakes noticed"] if has_mistakes else []
    lines = ["### Filigrane", "", _row(heads), _row(["---"] * len(heads))]
    for row in rows:
        cells = [row.name, WORDS[row.code], row.expectations, row.played, row.time]
        lines.append(_row(cells + ([row.mistakes] if has_mistakes else [])))
    lines.append("")
    shown = sorted(complaints, key=lambda c: c.severity != "error")[:MOST_SAID]
    lines += [f"- {_safe(str(complaint))}" for complaint in shown]
    if len(complaints) > len(shown):
        lines.append(f"- and {len(complaints) - len(shown)} more")
    return "\n".join(lines) + "\n\n"


@dataclass(frozen=True)
class Line:
    """One attempt in the summary; `why` says what failed it, or what the file lacks."""

    name: str
    code: int
    score: str = ""
    why: str = ""


@dataclass
class Scores:
    """Takes attempts one by one, and keeps no more of them than a page can show."""

    counts: Counter[int] = field(default_factory=Counter)
    failed: list[Line] = field(default_factory=list)
    passed: list[Line] = field(default_factory=list)

    def add(self, line: Line) -> None:
        """Count an attempt, and keep it while there is room."""
        self.counts[line.code] += 1
        kept = self.failed if line.code else self.passed
        if len(kept) < MOST_ATTEMPTS:
            kept.append(line)

    def text(self) -> str:
        """Return the Markdown text, which ends with an empty line so that more can follow."""
        said = [f"{self.counts[code]} {word}" for code, word in ATTEMPTS.items()]
        lines = ["### Filigrane", "", f"{self.counts.total()} attempts: {', '.join(said)}", ""]
        lines += [_row(["attempt", "result", "score", "why"]), _row(["---"] * 4)]
        shown = [*self.failed, *self.passed][:MOST_ATTEMPTS]
        lines += [_row([one.name, ATTEMPTS[one.code], one.score, one.why]) for one in shown]
        if self.counts.total() > len(shown):
            lines += ["", f"and {self.counts.total() - len(shown)} more"]
        return "\n".join(lines) + "\n\n"


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(_safe(cell) for cell in cells)} |"


def _safe(text: str) -> str:
    """Return `text` on one line, with nothing that Markdown or HTML would take for its own."""
    for sign in "\\`*_[]|":
        text = text.replace(sign, f"\\{sign}")
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return " ".join(text.split())
