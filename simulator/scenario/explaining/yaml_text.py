"""Plain values to YAML that reads back as the same values, with a comment where one is wanted.

Only for values that `yaml_events` can give: groups, lists, texts, numbers, true, false and
nothing. Texts are quoted whenever they could be read as anything else.
"""

import re
import textwrap
from collections.abc import Callable
from typing import Any, Final

from simulator.scenario.reading.places import Path

WIDTH: Final = 96
LEAST_WIDTH: Final = 40
# What stays text without quotes: words and quantities, as most texts of a scenario are.
BARE: Final = re.compile(r"\$?[A-Za-z][A-Za-z0-9_./-]*( [A-Za-z0-9_./%-]+)*|[0-9.]+ [A-Za-z%]+")
NOT_BARE: Final = ("true", "false", "null", "yes", "no", "on", "off", "y", "n")
Comment = Callable[[Path], str]


def written(value: Any, comment: Comment) -> str:
    """Return `value`, a group of keys, as YAML; `comment` gives the remark for a path, or ''.

    A remark that begins with a line end stands above its key or item, others behind it; an
    item of a list that has one stands on lines of its own.
    """
    return "".join(f"{line}\n" for line in _group(value, (), 0, comment))


def scalar(value: Any) -> str:
    """Return a text, number, truth or nothing on one line."""
    if value is None:
        return "~"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return number(value)
    if BARE.fullmatch(value) and value.lower() not in NOT_BARE:
        return str(value)
    return '"' + "".join(map(_escaped, value)) + '"'


def number(value: float) -> str:
    """Return a plain decimal without an exponent, or a whole number."""
    return str(value) if isinstance(value, int) else f"{value:.15f}".rstrip("0").rstrip(".")


def _escaped(sign: str) -> str:
    if sign in '"\\':
        return f"\\{sign}"
    if sign == "\n":
        return "\\n"
    if sign == "\t":
        return "\\t"
    if sign.isprintable():
        return sign
    return f"\\u{ord(sign):04X}" if ord(sign) < 0x10000 else f"\\U{ord(sign):08X}"


def _flow(value: Any) -> str:
    """Return `value` on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{scalar(k)}: {_flow(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return scalar(value)


def _group(value: dict[str, Any], path: Path, depth: int, comment: Comment) -> list[str]:
    lines: list[str] = []
    for key, inner in value.items():
        lines += _entry(f"{scalar(key)}:", inner, (*path, key), depth, comment)
    return lines


def _entry(head: str, value: Any, path: Path, depth: int, comment: Comment) -> list[str]:
    """Return the lines of one key or item, short groups and lists on one line."""
    pad, remark = "  " * depth, comment(path)
    above = []
    if remark[:1] == "\n":
        room = max(WIDTH - len(pad) - 2, LEAST_WIDTH)
        for line in remark.split("\n")[1:]:
            cut = textwrap.wrap(line, room, subsequent_indent="  ") if line else [""]
            above += [f"{pad}# {piece}" if piece else "" for piece in cut]
    behind = f"  # {remark}" if remark and not above else ""
    flow = f"{pad}{head} {_flow(value)}"
    is_open = isinstance(value, dict | list) and value and _is_open(value, path, comment)
    is_open = is_open or (head == "-" and above and isinstance(value, dict))
    if isinstance(value, str) and len(flow) > WIDTH and (fold := _fold(value)):
        room = max(WIDTH - len(pad) - 2, LEAST_WIDTH)
        body = textwrap.wrap(value, room, break_long_words=False, break_on_hyphens=False)
        return [*above, f"{pad}{head} {fold}{behind}", *(f"{pad}  {line}" for line in body)]
    if not is_open and (not isinstance(value, dict | list) or len(flow + behind) <= WIDTH):
        return [*above, flow + behind]
    if isinstance(value, dict) and value:
        inner = _group(value, path, depth + 1, comment)
        if head == "-":  # the first key stands beside the dash
            first = _leading(inner)
            above, inner = above + [line[2:] for line in first], inner[len(first) :]
            return [*above, f"{pad}- {inner[0].lstrip()}", *inner[1:]]
        return [*above, f"{pad}{head}{behind}", *inner]
    if isinstance(value, list) and value:
        lines = [*above, f"{pad}{head}{behind}"]
        for number_, item in enumerate(value):
            lines += _entry("-", item, (*path, number_), depth + 1, comment)
        return lines
    return [*above, flow + behind]


def _leading(lines: list[str]) -> list[str]:
    """Return the comment lines that stand before the first key."""
    count = next(n for n, line in enumerate(lines) if line and line.lstrip()[0] != "#")
    return lines[:count]


def _is_open(value: Any, path: Path, comment: Comment) -> bool:
    """Say whether something inside wants a comment, and so a line of its own."""
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
        if comment((*path, key)):
            return True
        if isinstance(inner, dict | list) and _is_open(inner, (*path, key), comment):
            return True
    return False


def _fold(text: str) -> str:
    """Return the sign of a folded block that gives exactly this text back, or ''."""
    words = " ".join(text.split())
    if not all(sign.isprintable() and sign.isascii() for sign in words):
        return ""
    return {words: ">-", f"{words}\n": ">"}.get(text, "")
