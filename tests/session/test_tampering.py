"""Whatever is done to a trace afterwards shows, and the line is named."""

import hashlib
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.base.complaints import UnusableInput
from simulator.session.trace import Tampered, TraceWriter, read_trace
from tests.session.short_play import brief_trace, lines_of


def objection(raw: bytes) -> UnusableInput | None:
    """Return what is said about `raw`, or None if it reads as a whole trace."""
    try:
        read_trace(raw, "t")
    except UnusableInput as error:
        return error
    return None


def test_the_untouched_trace_is_whole() -> None:
    assert objection(brief_trace()) is None
    kinds = {json.loads(line)["k"] for line in lines_of(brief_trace())}
    assert kinds == {"head", "clock", "do", "ev", "beat", "check", "end"}


def test_every_single_byte_counts() -> None:
    raw = brief_trace()
    unseen = [
        at
        for at in range(len(raw))
        if objection(raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :]) is None
    ]
    assert unseen == []


@settings(max_examples=400)
@given(st.data())
def test_a_changed_byte_is_found_on_its_own_line(data: st.DataObject) -> None:
    raw = brief_trace()
    at = data.draw(st.integers(0, len(raw) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda value: value != raw[at]))
    found = objection(raw[:at] + bytes([byte]) + raw[at + 1 :])
    assert found is not None
    own = raw[:at].count(b"\n") + 1
    is_at_an_end = raw[at : at + 1] == b"\n"
    assert found.complaints[0].line in ((own, own + 1, 1) if is_at_an_end else (own,))


def test_every_cut_of_bytes_at_the_end_is_found() -> None:
    raw = brief_trace()
    assert all(objection(raw[:at]) for at in range(len(raw)))


def test_every_cut_of_lines_is_found() -> None:
    lines = lines_of(brief_trace())
    for first in range(len(lines)):
        for after in range(first + 1, len(lines) + 1):
            assert objection(b"".join(lines[:first] + lines[after:])), (first, after)


def test_every_swap_of_two_lines_is_found() -> None:
    lines = lines_of(brief_trace())
    for one in range(len(lines)):
        for two in range(one + 1, len(lines)):
            mixed = list(lines)
            mixed[one], mixed[two] = lines[two], lines[one]
            assert mixed == lines or objection(b"".join(mixed)), (one, two)


def test_a_line_said_twice_is_found() -> None:
    lines = lines_of(brief_trace())
    for at in range(len(lines)):
        assert objection(b"".join(lines[: at + 1] + lines[at:])), at


def test_a_clock_line_from_elsewhere_is_found_where_none_was_written() -> None:
    lines = lines_of(brief_trace())
    head = json.loads(lines[0])
    del head["h"]
    writer = TraceWriter()
    bare = writer.line(head | {"clock": False}) + writer.line({"k": "end", "tick": 0})
    assert objection(bare.encode()) is None
    one, two = lines_of(bare.encode())
    with pytest.raises(Tampered, match="wall-clock"):
        read_trace(one + lines[1] + two, "t")


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "empty"),
        (b"\n\n", "empty"),
        (b"\x00\x01\x02" * 900, "not a trace"),
        (b"PNG\n" + b"\xff" * 100, "not a trace"),
        (b"[]\n", "not a trace"),
        (b'{"format":"trace/9","k":"head"}\n', "edited or cut"),
    ],
)
def test_what_is_no_trace_is_called_so(raw: bytes, said: str) -> None:
    with pytest.raises(UnusableInput, match=said):
        read_trace(raw, "t")


def test_a_newer_version_is_told_from_an_edited_one() -> None:
    writer = TraceWriter()
    head = json.loads(lines_of(brief_trace())[0])
    del head["h"]
    writer.last_hash = hashlib.sha256(b"trace/2").hexdigest()[:32]
    newer = writer.line(head | {"format": "trace/2"}).encode()
    with pytest.raises(UnusableInput, match="format 'trace/2'") as refused:
        read_trace(newer, "t")
    assert not isinstance(refused.value, Tampered)
    with pytest.raises(Tampered, match="format in the first line"):
        read_trace(brief_trace().replace(b"trace/1", b"trace/2"), "t")
