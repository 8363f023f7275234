"""A folder of recorded attempts, as a course hands them in: all sound, or one of them damaged."""

from pathlib import Path

from tests.cli.test_unusable_traces import chained, genuine


def attempt(number: int, **head: object) -> bytes:
    """Return the small attempt as trainee `number` played it."""
    records = genuine()
    records[0] |= {"player": f"trainee {number}", **head}
    return chained(records)


def course(folder: Path, count: int, *, damaged: int | None = None) -> Path:
    """Write `count` attempts into `folder`, number `damaged` with one byte changed."""
    folder.mkdir(exist_ok=True)
    for number in range(count):
        raw = attempt(number)
        if number == damaged:
            raw = raw.replace(b'"item":"allergy"', b'"item":"surgery"', 1)
        (folder / f"{number:03d}.jsonl").write_bytes(raw)
    return folder
