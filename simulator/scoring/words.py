"""How a recorded integer is said to a person: a number, a space, a unit."""

import re
from collections.abc import Mapping
from string import Template
from typing import Any, Final

from simulator.base.units import TICKS_PER_SECOND

# suffix of a field -> how many of its steps make one of the unit, the unit, decimals shown
UNITS: Final[dict[str, tuple[float, str, int]]] = {
    "nl": (1_000_000, "ml", 2),
    "ul": (1000, "ml", 2),
    "um": (1000, "mm", 1),
    "ms": (1000, "s", 1),
    "mrad": (17.453292519943295, "degrees", 0),
    "pa": (133.322, "mmHg", 0),
    "mmhg": (1, "mmHg", 0),
    "ppm": (10_000, "%", 2),
    "permille": (10, "%", 0),
    "ticks": (TICKS_PER_SECOND, "s", 1),
}
RATIOS: Final = ("abpi_permille",)  # said as a plain number, like 0.55


LITTLE_ML: Final = 100  # a hundredth of a millilitre and less is said in microlitres
ABBREVIATIONS: Final = ("aasv", "gsv", "ssv", "sfj", "spj", "gp", "sts", "dvt")
WHOLE: Final = {"reticular": "reticular vein"}  # names that are half of one
_ABBREVIATION: Final = re.compile(rf"\b(?:{'|'.join(ABBREVIATIONS)})\b")


def clock(tick: int) -> str:
    """Return the time of `tick` as minutes and seconds, as on the debrief's timeline."""
    whole_s = tick // TICKS_PER_SECOND
    return f"{whole_s // 60}:{whole_s % 60:02d}"


def plain(name: str) -> str:
    """Return an identifier as words: `aasv_left_treated` becomes `AASV left treated`."""
    words = WHOLE.get(name, name).replace("_", " ").split()
    return " ".join(word.upper() if word in ABBREVIATIONS else word for word in words)


def title(rule_id: str) -> str:
    """Return the id of a rule as a heading: `swab-each` becomes `Swab each`."""
    words = plain(rule_id.replace("-", " "))
    return words[:1].upper() + words[1:]


def said(field: str, value: Any) -> str:
    """Return `value` of the event field `field` with its unit, or in plain words."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if field in RATIOS:
        return f"{value / 1000:.2f}"
    scale, unit, decimals = UNITS.get(field.rpartition("_")[2], (1, "", 0))
    if unit and isinstance(value, int | float):
        if unit == "ml" and 0 < value * LITTLE_ML < scale:
            return f"{1000 * value / scale:.0f} \N{MICRO SIGN}l"
        return f"{value / scale:.{decimals}f} {unit}"
    return plain(str(value))


def filled(text: str, subject: str, event: Mapping[str, Any]) -> str:
    """Fill `$subject` and `$field` of `text` from the event that kept or broke the rule.

    A field with a unit answers to its short name too: `$volume` is `volume_nl` in ml.
    """
    if "$" in text:
        text = _substituted(text, subject, event)
    return _ABBREVIATION.sub(lambda found: found[0].upper(), text)


def _substituted(text: str, subject: str, event: Mapping[str, Any]) -> str:
    words = {name: said(name, value) for name, value in event.items()}
    for name, value in tuple(words.items()):
        stem, _, suffix = name.rpartition("_")
        if suffix in UNITS:
            words.setdefault(stem, value)
    if subject:
        words["subject"] = plain(subject)
    return Template(text).safe_substitute(words)
