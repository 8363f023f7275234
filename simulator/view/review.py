"""What a review of the leg found and what came of it, from what the attempt has told so far."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from simulator.view.calendar import dated

Record = dict[str, Any]

SAME_CORD_UM: Final = 100  # two findings this near are the same cord


@dataclass(frozen=True)
class Look:
    """A review of the leg: its day, and how often blood was let out before it was over."""

    day: int
    let_out: int


@dataclass(frozen=True)
class Cord:
    """Trapped blood that a review found: a dark, tender cord."""

    thread: str
    x_um: int
    y_um: int


def looks(events: Sequence[Record]) -> tuple[Look, ...]:
    """Return the days on which the leg was reviewed, in order, as each was left."""
    found: dict[int, int] = {}
    let_out = 0
    for day, event in dated(events):
        if event["ev"] == "trapped_blood_let_out":
            let_out += 1
        if event["ev"] == "leg_reviewed" or day in found:
            found[day] = let_out
    return tuple(Look(day, count) for day, count in found.items())


def last_review(events: Sequence[Record], day: int) -> Record | None:
    """Return what the last review of `day` told, or None when there was none."""
    told = [e for at, e in dated(events) if e["ev"] == "leg_reviewed" and at == day]
    return told[-1] if told else None


def cords(events: Sequence[Record], day: int) -> tuple[Cord, ...]:
    """Return the cords that the reviews of `day` found and that have not been let out since."""
    found: list[Cord] = []
    for at, event in dated(events):
        if at != day:
            continue
        if event["ev"] == "trapped_blood_found":
            cord = Cord(event["thread"], event["x_um"], event["y_um"])
            if all(not _is_same(cord, other) for other in found):
                found.append(cord)
        elif event["ev"] == "trapped_blood_let_out":
            found = [cord for cord in found if cord.thread != event["thread"]]
    return tuple(found)


def _is_same(one: Cord, other: Cord) -> bool:
    return (
        one.thread == other.thread
        and abs(one.x_um - other.x_um) < SAME_CORD_UM
        and abs(one.y_um - other.y_um) < SAME_CORD_UM
    )


def injected_threads(events: Sequence[Record]) -> tuple[str, ...]:
    """Return the threads into which anything was injected, in the order of their names."""
    names = {e["thread"] for e in events if e["ev"] == "injection_ended" and e["thread"]}
    return tuple(sorted(names))


def findings_words(review: Record, trapped: int) -> str:
    """Return what a review saw, in one sentence, the good first; `trapped` cords are left."""
    parts = [f"{review['cleared_permille'] / 10:.0f} % of the veins gone"]
    if review["stain_permille"]:
        parts.append(f"{review['stain_permille'] / 10:.0f} % brown")
    if review["matting_permille"]:
        parts.append("a blush of fine red vessels")
    if review["ulcers"]:
        parts.append("one sore" if review["ulcers"] == 1 else f"{review['ulcers']} sores")
    parts.append(
        "no tender cord"
        if not trapped
        else "one dark, tender cord"
        if trapped == 1
        else f"{trapped} dark, tender cords"
    )
    return ", ".join(parts) + "."
