"""Bytes in the place of a trace, from noise to forgeries with a whole chain, and what each gets.

    python -m tests.cli.hostile SECONDS [SEED]

tries as many as it can in a process of bounded memory, and prints what they were answered.
"""

import json
import resource
import sys
import time
from collections import Counter
from random import Random
from typing import Any

from simulator.base.complaints import UnusableInput
from simulator.cli.loading import judge_trace
from simulator.cli.rescore import NewRules, row_of
from simulator.scoring.engine import to_json
from simulator.session.events import EVENTS
from simulator.session.trace import TraceWriter, read_trace

MEMORY_BYTES = 1_500_000_000
SLOWEST_S = 10.0
ODD: tuple[Any, ...] = (
    0, 1, -1, 2**53 - 1, -(2**53), 2**53, 10**400, True, False, "", "x", "\ud800", None, 0.5,
    [], {}, [1], "aasv", "9" * 2000, float("1e308"),
)  # fmt: skip
FIELDS = tuple(
    "tick started_tick puncture volume_nl thread vein evidence day k ev do h duration_ms sign item "
    "fed_by x_um y_um".split()
)
Records = list[dict[str, Any]]


def chained(records: Records) -> bytes:
    """Return a trace of `records` with a whole chain, as any forger can write it."""
    writer = TraceWriter()
    lines = []
    for record in records:
        try:
            if record.get("k") == "clock":
                lines.append(writer.clock_line("never"))
            else:
                lines.append(writer.line(record))
        except (ValueError, TypeError):
            lines.append(json.dumps(record) + "\n")
    return "".join(lines).encode("utf-8", "surrogatepass")


def noise(dice: Random, raw: bytes) -> bytes:
    """Return random bytes, sometimes behind the beginning of a real trace."""
    begin = raw[: dice.choice((0, 0, 60, len(raw.split(b"\n")[0]) + 1))]
    return begin + dice.randbytes(dice.randrange(3000))


def mutated(dice: Random, raw: bytes) -> bytes:
    """Return the trace with bytes changed, cut, doubled or moved."""
    data = bytearray(raw)
    for _ in range(dice.randint(1, 4)):
        at, to = sorted((dice.randrange(len(data) + 1), dice.randrange(len(data) + 1)))
        match dice.randrange(5):
            case 0 if data:
                data[at % len(data)] ^= 1 << dice.randrange(8)
            case 1:
                del data[at : at + dice.randrange(1, 400)]
            case 2:
                data[at:at] = data[at : min(to, at + 3000)]
            case 3:
                data[at:at] = dice.choice((b"\n", b"}\n{", b'"', b"\\ud800", b"[" * 3000, b"\0"))
            case _:
                del data[at:]
        if not data:
            break
    return bytes(data)


def forged(dice: Random, raw: bytes) -> bytes:
    """Return records that no attempt writes, under a chain that is whole."""
    records = [json.loads(line) for line in raw.splitlines()]
    records = [{k: v for k, v in r.items() if k not in ("h", "own")} for r in records]
    for _ in range(dice.randint(1, 8)):
        at = dice.randrange(len(records))
        match dice.randrange(6):
            case 0:
                records[at][dice.choice(FIELDS)] = dice.choice(ODD)
            case 1:
                key = dice.choice(list(records[at]) or ["k"])
                records[at][key] = dice.choice(ODD)
            case 2:
                records[at].pop(dice.choice(list(records[at]) or ["k"]), None)
            case 3:
                records.insert(at, dict(dice.choice(records)))
            case 4:
                del records[at]
            case _:
                records.insert(at, invented(dice, records[at].get("tick", 0)))
        if not records:
            return b""
    return chained(records)


def invented(dice: Random, tick: Any) -> dict[str, Any]:
    """Return an event of the real vocabulary, with fields at random."""
    kind = dice.choice(sorted(EVENTS))
    names = [name for name in EVENTS[kind].__dataclass_fields__ if name != "tick"]
    return {"k": "ev", "ev": kind, "tick": tick} | {n: dice.choice(ODD[:16]) for n in names}


def crowd(dice: Random, raw: bytes) -> bytes:
    """Return a great many equal events at one tick, under a chain that is whole."""
    head = json.loads(raw.split(b"\n")[0])
    head = {k: v for k, v in head.items() if k not in ("h", "clock")} | {"clock": False}
    kinds = dice.sample(sorted(EVENTS), 3)
    events = [invented(dice, 0) | {"started_tick": 0} for _ in range(3)]
    many = [events[n % 3] | {"ev": kinds[n % 3], "tick": 0} for n in range(30_000)]
    clean = [{k: 0 if type(v) not in (str, bool) else v for k, v in e.items()} for e in many]
    clean = [e | {"k": "ev"} for e in clean]
    return chained([head, *clean, {"k": "end", "tick": 0}])


KINDS = {"noise": noise, "mutated": mutated, "forged": forged, "crowd": crowd}
SHARES = ("noise", "mutated", "mutated", "forged", "forged", "forged")


def answer(raw: bytes) -> str:
    """Return how a trace of these bytes is answered: a code of a complaint, or a result."""
    try:
        trace = read_trace(raw, "hostile")
        judged = judge_trace(trace, is_recorded=True)
        json.dumps(to_json(judged.score))
        json.dumps(judged.metrics())
        row_of(trace, NewRules(None, {}, "", judged.scenario.protocol_text, False))
    except UnusableInput as error:
        return error.complaints[0].code or "complaint"
    return "result"


def main() -> None:
    """Try hostile bytes for some seconds, in bounded memory."""
    from tests.cli.playing import small_trace

    seconds, seed = float(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1
    raw, dice, found, slowest = small_trace(), Random(seed), Counter(), 0.0
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    end = time.perf_counter() + seconds
    count = 0
    while time.perf_counter() < end:
        kind = "crowd" if count % 500 == 499 else dice.choice(SHARES)
        count += 1
        data = KINDS[kind](dice, raw)
        begun = time.process_time()
        found[kind, answer(data)] += 1
        slowest = max(slowest, time.process_time() - begun)
    print(f"{count} tried, slowest {slowest:.2f} s")
    for (kind, said), times in sorted(found.items()):
        print(f"  {kind}: {said} {times}")
    assert slowest < SLOWEST_S


if __name__ == "__main__":
    main()
