"""Files nobody meant: random bytes, shipped files with damage, and shapes that are nearly right.

`outcome` reads one as a certain kind of file and says what came of it. Anything but a result
or `UnusableInput` escapes it.
"""

import signal
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any, Final

import yaml

from simulator.base.complaints import Complaint, UnusableInput
from simulator.cli.excerpts import told
from simulator.scenario.find import scenarios_folder, shipped
from simulator.scenario.form import ProtocolForm, RuleForm, ScenarioForm
from simulator.scenario.load import load
from simulator.scenario.protocol import read_protocol
from simulator.scenario.script import read_script

FOLDER: Final = scenarios_folder()
CASE: Final = load(shipped()[0])
Reader = Callable[[bytes], tuple[Complaint, ...]]


def _scenario(data: bytes) -> tuple[Complaint, ...]:
    return load(shipped()[0], data).warnings


def _deep(data: bytes) -> tuple[Complaint, ...]:
    return load(shipped()[0], data, is_deep=True).warnings


def _pack(data: bytes) -> tuple[Complaint, ...]:
    read_protocol(data, "pack.yaml")
    return ()


def _carried_pack(data: bytes) -> tuple[Complaint, ...]:
    return load(shipped()[0], CASE.text.encode(), protocol_bytes=data).warnings


def _script(data: bytes) -> tuple[Complaint, ...]:
    read_script("attempt.yaml", CASE, data)
    return ()


# what a file is read as -> how, and whole files of that kind
KINDS: Final[dict[str, tuple[Reader, list[bytes]]]] = {
    "scenario": (_scenario, [f.read_bytes() for f in shipped()]),
    "scenario, searched": (
        _deep,
        [f.read_bytes() for f in sorted((Path(__file__).parent / "broken").glob("*.yaml"))],
    ),
    "pack": (_pack, [f.read_bytes() for f in sorted((FOLDER / "protocols").glob("*.yaml"))]),
    "carried pack": (
        _carried_pack,
        [f.read_bytes() for f in sorted((FOLDER / "protocols").glob("*.yaml"))],
    ),
    "script": (_script, [f.read_bytes() for f in sorted(FOLDER.glob("attempts/*.yaml"))]),
}


def outcome(kind: str, data: bytes) -> tuple[Complaint, ...]:
    """Read `data` as `kind` and return what is complained of; each complaint can be shown."""
    try:
        complaints = KINDS[kind][0](data)
    except UnusableInput as refused:
        complaints = refused.complaints
        assert complaints
    for complaint in complaints:
        told(complaint).encode()
        assert complaint.width >= 1
        assert complaint.line >= 1
        assert complaint.column >= 1
    return complaints


def damaged(dice: Random, text: bytes) -> bytes:
    """Flip bytes, drop, double or swap lines, and swap words, a few times."""
    for _ in range(dice.randint(1, 4)):
        way = dice.randrange(6)
        lines = text.split(b"\n")
        if way == 0 and text:
            place = dice.randrange(len(text))
            text = text[:place] + bytes([dice.randrange(256)]) + text[place + 1 :]
        elif way in (1, 2):
            place = dice.randrange(len(lines))
            lines[place : place + 1] = lines[place : place + 1] * (0 if way == 1 else 2)
            text = b"\n".join(lines)
        elif way == 3:
            a, b = dice.randrange(len(lines)), dice.randrange(len(lines))
            lines[a], lines[b] = lines[b], lines[a]
            text = b"\n".join(lines)
        elif way == 4:
            words = text.split(b" ")
            a, b = dice.randrange(len(words)), dice.randrange(len(words))
            words[a], words[b] = words[b], words[a]
            text = b" ".join(words)
        else:
            place = dice.randrange(len(text) + 1)
            text = text[:place] + dice.choice(SIGNS) + text[place:]
    return text


SIGNS: Final = (
    *(b": ", b"- ", b"{", b"}", b"[", b"]", b"\t", b"'", b'"', b"#", b"|", b">", b"<<: "),
    *(b"&a ", b"*a ", b"!x ", b"---\n", b"0x1F", b"99999999999999999999", b".nan", b"\xff", b"$"),
    *(b"%", b"1e9", b"null", b"true", b"no", b"\x00", "\u00e9\u202e".encode()),
)
WORDS: Final = [
    *("aasv", "$vein", "5 s", "", "consent", "photographed", "patch", "vein_marked"),
    *("hidden_sources", "threads", "must_ask", "refluxing", "0.15 ml", "90 %", "x" * 300),
    *("injection_ended", "injection_started", "puncture", "duration", "volume", "scan"),
]
KEYS: Final = sorted({"step", "event", "in", "not", "vein", "protocol", "from", "to", "up_to",
                      "at_least", "above", "below", "thread", "for", "do", "value", "means",
                      "source", "confidence", *RuleForm.model_fields, *ScenarioForm.model_fields,
                      *ProtocolForm.model_fields})  # fmt: skip


def shape(dice: Random, depth: int = 0) -> Any:
    """Return a value such as files of ours hold, put together at random."""
    way = dice.randrange(8 if depth < 4 else 5)
    if way < 3:
        return dice.choice(WORDS)
    if way == 3:
        return dice.choice([0, 1, -1, 3.5, 10**14, True, False, None])
    if way == 4:
        return dice.choice(WORDS) + dice.choice(["", " ", "$", ": ", "'"])
    if way == 5:
        return [shape(dice, depth + 1) for _ in range(dice.randrange(4))]
    return {dice.choice(KEYS): shape(dice, depth + 1) for _ in range(dice.randrange(5))}


def nearly_right(dice: Random, text: bytes) -> bytes:
    """Return a whole file with some of its values replaced by random shapes."""
    try:
        value = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError):
        value = {}
    value = value if isinstance(value, dict) else {}
    for _ in range(dice.randint(1, 5)):
        here: Any = value
        while isinstance(here, dict | list) and here:
            key = dice.choice(list(here)) if isinstance(here, dict) else dice.randrange(len(here))
            if dice.random() < 0.3 or not isinstance(here[key], dict | list) or not here[key]:
                here[key] = shape(dice)
                break
            here = here[key]
    return yaml.safe_dump(value, allow_unicode=True).encode("utf-8", "replace")


def example(dice: Random, kind: str) -> bytes:
    """Return one file to be read as `kind`."""
    whole = dice.choice(KINDS[kind][1])
    way = dice.randrange(4)
    if way == 0:
        return dice.randbytes(dice.randrange(400))
    return damaged(dice, whole) if way < 3 else nearly_right(dice, whole)


def run(seed: int, count: int, kind: str, seconds_each: int = 10) -> int:
    """Read `count` files; return how many were refused. One that takes too long is an alarm."""

    def too_long(_signal: int, _frame: object) -> None:
        raise TimeoutError

    dice = Random(seed)
    refused = 0
    if hasattr(signal, "SIGALRM"):
        signal.signal(signal.SIGALRM, too_long)
    for number in range(count):
        data = example(dice, kind)
        if hasattr(signal, "SIGALRM"):
            signal.alarm(seconds_each)
        try:
            refused += any(c.severity == "error" for c in outcome(kind, data))
        except BaseException as error:
            raise AssertionError(
                f"{kind}, seed {seed}, number {number}: {data[:2000]!r}"
            ) from error
        if hasattr(signal, "SIGALRM"):
            signal.alarm(0)  # to make the next one is not on its time
    return refused


if __name__ == "__main__":
    import sys

    which, first, how_many = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    print(run(first, how_many, which))
