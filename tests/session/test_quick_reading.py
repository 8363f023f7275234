"""A sound trace is read in one go; the careful reading, line by line, never says otherwise."""

import hashlib
from random import Random

import pytest

from simulator.base.complaints import UnusableInput
from simulator.session import trace as tracing
from simulator.session.trace import TraceWriter, read_trace
from tests.cli import hostile
from tests.cli.playing import small_trace


def carefully(monkeypatch, raw):
    """Read `raw` line by line, whatever the quick reading thinks of it."""
    with monkeypatch.context() as patch:
        patch.setattr(tracing, "_sound", lambda raw, name: None)
        return outcome(raw)


def outcome(raw):
    try:
        return read_trace(raw, "t")
    except UnusableInput as error:
        return [str(complaint) for complaint in error.complaints]


def test_a_sound_trace_is_read_quickly_and_the_same(monkeypatch):
    raw = small_trace()
    assert tracing._sound(raw, "t") is not None
    assert outcome(raw) == carefully(monkeypatch, raw)


def test_both_readings_agree_on_what_is_hostile(monkeypatch):
    dice, raw = Random(5), small_trace()
    for _ in range(150):
        data = hostile.KINDS[dice.choice(("mutated", "forged"))](dice, raw)
        assert outcome(data) == carefully(monkeypatch, data)


def linked(lines):
    """Return lines as they stand, each under the hash of the chain; no JSON is looked at."""
    last, out = tracing._START, []
    for line in lines:
        last = hashlib.sha256((last + line).encode()).hexdigest()[:32]
        out.append(f'{line[:-1]},"h":"{last}"}}\n')
    return "".join(out).encode()


HEAD = TraceWriter().line(
    {
        "k": "head",
        "format": "trace/1",
        "engine": "e",
        "scenario": "s",
        "scenario_name": "n",
        "scenario_sha256": "0",
        "scenario_text": "",
        "protocol_text": "",
        "mode": "exam",
        "player": "p",
        "seed": 1,
        "clock": False,
    }
)
BODY = f"{HEAD[:-41]}}}"  # as the recorder encodes it, without its hash


@pytest.mark.parametrize(
    "lines",
    [
        ['{"k":"ev","x":[{"a":1}', '{"b":2}],"ev":"e","tick":0}', '{"k":"end","tick":0}'],
        ['{"k":"ev","ev":"e","tick":0},{"k":"ev"}', '{"k":"end","tick":0}'],
        ['{"k":"ev","ev":"e","tick":1e3}', '{"k":"end","tick":0}'],
        ['{"k":"ev","ev":"e","tick":99999999999999999999}', '{"k":"end","tick":0}'],
        ['{"k":"ev","ev":"\\ud800","tick":0}', '{"k":"end","tick":0}'],
        ['{"k":"end","tick":0}', '{"k":"ev","ev":"e","tick":0}'],
        ['{"k":"strange"}', '{"k":"end","tick":0}'],
        ['{"k":["ev"]}', '{"k":"end","tick":0}'],
    ],
    ids=["a list over two lines", "two records a line", "a float", "too large", "half a character",
         "after the end", "another kind", "a kind that is a list"],
)  # fmt: skip
def test_lines_under_a_whole_chain_are_no_records_for_either_reading(lines, monkeypatch):
    raw = linked([BODY, *lines])
    assert isinstance(carefully(monkeypatch, raw), list)
    assert outcome(raw) == carefully(monkeypatch, raw)


def test_the_plainest_trace_is_read_by_both(monkeypatch):
    raw = linked([BODY, '{"ev":"e","k":"ev","tick":0}', '{"k":"end","tick":0}'])
    assert tracing._sound(raw, "t") == carefully(monkeypatch, raw)
