"""A playthrough as text that a person can read, and the file it is held against.

`python -m tests.golden.playthrough` writes the goldens anew; read the difference before
committing it: it says what a change of the body has done to a whole case.
"""

from pathlib import Path

from simulator.base.units import TICKS_PER_SECOND
from tests.operators.plays import played

FOLDER = Path(__file__).parent
OPERATORS = ("expert", "hasty", "no-duplex")


def path_of(operator: str) -> Path:
    """Return the golden file of an operator on the hidden feeder."""
    return FOLDER / f"hidden_feeder_{operator.replace('-', '_')}.txt"


def as_read(operator: str) -> list[str]:
    """Return the lines that a person has read."""
    return path_of(operator).read_text("utf-8").splitlines()


def text_of(operator: str) -> str:
    """Return every event of the operator's attempt, one a line, with its time in seconds."""
    lines = []
    for event in played(operator).attempt.events:
        facts = {k: v for k, v in event.items() if k not in ("k", "ev", "tick")}
        words = " ".join(f"{name}={value}" for name, value in facts.items())
        lines.append(f"{event['tick'] / TICKS_PER_SECOND:9.3f} {event['ev']} {words}".rstrip())
    score = played(operator).score
    lines.append(f"score {score.score} passed={score.passed} critical={','.join(score.critical)}")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    for name in OPERATORS:
        path_of(name).write_text(text_of(name), "utf-8")
        print(f"wrote {path_of(name)}")
