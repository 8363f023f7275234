"""Whatever lies in the place of a trace gets one clear line, an exit code, and no traceback."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulator.session.commands import COMMANDS
from simulator.session.trace import TraceWriter
from tests.cli.playing import said, small_trace

RAW = small_trace()
Record = dict[str, Any]


def chained(records: list[Record]) -> bytes:
    """Return a trace of `records` whose chain is whole, as any forger can write it."""
    writer = TraceWriter()

    def line(record: Record) -> str:
        return writer.clock_line("never") if record["k"] == "clock" else writer.line(record)

    return "".join(map(line, records)).encode()


def genuine() -> list[Record]:
    """Return the records of the small attempt, without their hashes."""
    records = [json.loads(line) for line in RAW.splitlines()]
    return [{key: value for key, value in r.items() if key not in ("h", "own")} for r in records]


def answers(path: Path) -> list[int]:
    """Return the exit codes of every command that reads traces; each says something."""
    codes = []
    for arguments in (("verify",), ("score",), ("score", "--recorded")):
        answer = said(*arguments, path)
        assert answer.out.strip() or answer.err.strip()
        codes.append(answer.code)
    return codes


def test_a_trace_rebuilt_from_its_own_records_is_the_same() -> None:
    assert chained(genuine()).splitlines()[2:] == RAW.splitlines()[2:]


@pytest.mark.parametrize(
    ("name", "raw", "codes"),
    [
        ("empty", b"", [2, 2, 2]),
        ("binary", bytes(range(256)) * 40, [2, 2, 2]),
        ("not json", b"hello\n", [2, 2, 2]),
        ("another json", b'{"a": 1}\n', [2, 2, 2]),
        ("cut in a line", RAW[:-9], [1, 2, 2]),
        ("cut at a line", b"".join(RAW.splitlines(True)[:-1]), [1, 2, 2]),
        ("edited", RAW.replace(b'"tick":480', b'"tick":481', 1), [1, 2, 2]),
        ("clock edited", RAW.replace(b'"at":"2', b'"at":"1', 1), [1, 2, 2]),
        ("clock gone", b"".join(RAW.splitlines(True)[:1] + RAW.splitlines(True)[2:]), [1, 2, 2]),
        ("newer", RAW.replace(b"trace/1", b"trace/7", 1), [1, 2, 2]),
        ("twice", RAW + RAW, [1, 2, 2]),
    ],
)
def test_damage_is_named(name: str, raw: bytes, codes: list[int], tmp_path: Path) -> None:
    assert raw != RAW, name
    path = tmp_path / "trace.jsonl"
    path.write_bytes(raw)
    assert answers(path) == codes
    assert f"{path}:" in said("verify", path).out


def test_what_is_no_file_is_named(tmp_path: Path) -> None:
    closed = tmp_path / "closed.jsonl"
    closed.write_bytes(RAW)
    closed.chmod(0)
    empty = tmp_path / "empty"
    empty.mkdir()
    places = [empty, tmp_path / "missing.jsonl"]
    if not os.access(closed, os.R_OK):
        places.append(closed)
    for place in places:
        assert answers(place) == [2, 2, 2]
        assert "cannot read the file" in said("verify", place).out
    closed.chmod(0o600)


ANY = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(-(10**40), 10**40)
    | st.floats()
    | st.text(st.characters(exclude_categories=()), max_size=6)
    | st.sampled_from(["\ud800", "\x1b[2J", "9" * 400, 10**30, -1, 0.5, True]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=4,
)
KINDS = st.sampled_from(["do", "ev", "beat", "check", "end", "head", "clock", "zzz"])
COMMAND = st.builds(
    lambda name, fields, tick: {"k": "do", "tick": tick, "do": name} | fields,
    st.sampled_from(sorted(COMMANDS)),
    st.dictionaries(
        st.sampled_from(
            sorted({f for kind in COMMANDS.values() for f in kind.__dataclass_fields__})
        ),
        st.integers(-(2**60), 2**60) | st.sampled_from(["polidocanol", "AASV", "lying", ""]),
        max_size=5,
    ),
    st.integers(0, 40),
)


@st.composite
def forged(draw: st.DrawFn) -> tuple[str, bytes]:
    """Return what was done to the genuine records, and the trace with a whole chain."""
    records = genuine()
    change = draw(st.sampled_from(["head", "field", "record", "command", "drop"]))
    at = 0 if change == "head" else draw(st.integers(2, len(records) - 1))
    if change in ("head", "field"):
        key = draw(st.sampled_from(sorted(records[at])).filter(lambda key: key != "k"))
        records[at] = records[at] | {key: draw(ANY)}
    elif change == "record":
        absurd = draw(st.dictionaries(st.text(max_size=5), ANY, max_size=4))
        records.insert(at, absurd | {"k": draw(KINDS)} | {"tick": draw(st.integers(0, 2**70))})
    elif change == "command":
        records.insert(2, draw(COMMAND))
    else:
        del records[at]
    if records == genuine():
        change = "nothing"
    return change, chained(without_odd_numbers(records))


def without_odd_numbers(records: list[Record]) -> list[Record]:
    """Return `records` without what the writer itself refuses: no number, or infinitely many."""
    return json.loads(json.dumps(records).replace("NaN", "0").replace("Infinity", "1"))


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(what=forged())
def test_a_forged_trace_with_a_whole_chain_never_breaks_anything(
    what: tuple[str, bytes], tmp_path: Path
) -> None:
    change, raw = what
    path = tmp_path / "forged.jsonl"
    path.write_bytes(raw)
    verify, *_ = answers(path)
    if change in ("field", "record"):
        assert verify in (1, 2)
    else:  # another player, or a command more or less that left no mark: an attempt like any other
        assert verify in (0, 1, 2)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(records=st.lists(st.dictionaries(st.text(max_size=5), ANY, max_size=4), max_size=3))
def test_records_of_anything_are_refused(records: list[Record], tmp_path: Path) -> None:
    path = tmp_path / "anything.jsonl"
    writer = TraceWriter()
    head = {"k": "head", "format": "trace/1"}
    path.write_text("".join(map(writer.line, [head, *without_odd_numbers(records)])))
    assert all(code in (1, 2) for code in answers(path))


@pytest.mark.parametrize("seed", [-1, 1.5, True, "7", None, 2**200, 10**300])
def test_a_seed_that_is_none_is_named(seed: Any, tmp_path: Path) -> None:
    records = genuine()
    records[0]["seed"] = seed
    path = tmp_path / "seed.jsonl"
    path.write_bytes(chained(records))
    assert answers(path) == [2, 2, 2]
    assert "the seed must be a whole number" in said("verify", path).out


def test_a_tick_far_away_costs_nothing(tmp_path: Path) -> None:
    records = genuine()
    records[-1]["tick"] = 2**50
    path = tmp_path / "far.jsonl"
    path.write_bytes(chained(records))
    answer = said("verify", path)
    assert answer.code == 1
    assert "no beat was recorded after tick" in answer.out


def test_forged_events_do_not_move_a_score(tmp_path: Path) -> None:
    """The chain is public; the score stands on what the commands do when played again."""
    records = genuine()
    asked = next(r for r in records if r.get("ev") == "history_asked")
    records.remove(asked)
    records = [r for r in records if r.get("do") != "AskHistory"]
    records.insert(2, asked)
    path = tmp_path / "invented.jsonl"
    path.write_bytes(chained(records))
    answer = said("score", path)
    assert "40.0 of 100" in answer.out
    assert "the re-simulation diverges at line 3" in answer.out
    assert said("verify", path).code == 1
