"""The result of a check as Markdown, as the page of a workflow run shows it.

One row a scenario, then what is wrong, then what the mutation table leaves open.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from simulator.base.complaints import Complaint

MOST_SAID: Final = 50
WORDS: Final = {0: "ok", 1: "FAILED", 2: "unusable"}


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


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(_safe(cell) for cell in cells)} |"


def _safe(text: str) -> str:
    """Return `text` on one line, with nothing that Markdown or HTML would take for its own."""
    for sign in "\\`*_[]|":
        text = text.replace(sign, f"\\{sign}")
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return " ".join(text.split())
