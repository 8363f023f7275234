"""Quantities as people write them, `0.15 ml`, `5 s`, `20 deg`, in core units or as integers.

Arithmetic is exact (fractions) until the last rounding, so `0.15 ml` is 150000 nl and not
149999. A quantity without a unit is refused: nobody should have to guess the unit.
"""

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from simulator.base.complaints import nearest
from simulator.base.units import TICKS_PER_SECOND
from simulator.scenario.reading.surprises import meant

NUMBER: Final = re.compile(r"([-+]?[0-9]{1,9}(?:\.[0-9]{1,9})?)\s*([^\s0-9].*)")
PA_PER_MMHG: Final = Fraction("133.322")
RAD_PER_DEG: Final = Fraction("0.017453292519943295")

# unit -> (dimension, factor to the core unit of that dimension)
UNITS: Final[dict[str, tuple[str, Fraction]]] = {
    "ms": ("time", Fraction(1, 1000)),
    "s": ("time", Fraction(1)),
    "min": ("time", Fraction(60)),
    "h": ("time", Fraction(3600)),
    "day": ("days", Fraction(1)),
    "days": ("days", Fraction(1)),
    "week": ("days", Fraction(7)),
    "weeks": ("days", Fraction(7)),
    "years": ("age", Fraction(1)),
    "um": ("length", Fraction(1, 1000)),
    "mm": ("length", Fraction(1)),
    "cm": ("length", Fraction(10)),
    "ul": ("volume", Fraction(1)),
    "ml": ("volume", Fraction(1000)),
    "Pa": ("pressure", Fraction(1)),
    "kPa": ("pressure", Fraction(1000)),
    "mmHg": ("pressure", PA_PER_MMHG),
    "deg": ("angle", RAD_PER_DEG),
    "%": ("share", Fraction(1, 100)),
    "N": ("force", Fraction(1_000_000)),
    "Hz": ("frequency", Fraction(1)),
    "kHz": ("frequency", Fraction(1000)),
    "kg": ("weight", Fraction(1)),
    "mg/kg": ("dose by weight", Fraction(1000)),
}
EXAMPLES: Final = {
    "time": "5 s",
    "days": "21 days",
    "age": "46 years",
    "length": "1.6 mm",
    "volume": "0.15 ml",
    "pressure": "60 mmHg",
    "angle": "20 deg",
    "share": "90 %",
    "force": "0.5 N",
    "frequency": "1000 Hz",
    "weight": "65 kg",
    "dose by weight": "2 mg/kg",
}
RATIO_EXAMPLE: Final = "0.6"


@dataclass(frozen=True)
class Scale:
    """How an integer field of a command or an event counts a dimension."""

    dimension: str
    per_core: Fraction

    def whole(self, core: Fraction) -> int:
        """Return the integer nearest to `core` (an exact value in core units)."""
        return round(core * self.per_core)


# ending of a field's name -> scale; the names `days`, `weeks`, `minutes` are their own unit
SCALES: Final[dict[str, Scale]] = {
    "um": Scale("length", Fraction(1000)),
    "nl": Scale("volume", Fraction(1000)),
    "ul": Scale("volume", Fraction(1)),
    "ms": Scale("time", Fraction(1000)),
    "ticks": Scale("time", Fraction(TICKS_PER_SECOND)),
    "minutes": Scale("time", Fraction(1, 60)),
    "mrad": Scale("angle", Fraction(1000)),
    "pa": Scale("pressure", Fraction(1)),
    "mmhg": Scale("pressure", 1 / PA_PER_MMHG),
    "ppm": Scale("share", Fraction(1_000_000)),
    "permille": Scale("share", Fraction(1000)),
    "day": Scale("days", Fraction(1)),
    "days": Scale("days", Fraction(1)),
    "weeks": Scale("days", Fraction(1, 7)),
    "mn": Scale("force", Fraction(1, 1000)),
    "hz": Scale("frequency", Fraction(1)),
    "khz": Scale("frequency", Fraction(1, 1000)),
}


# Of two pressures: a plain number, for nobody writes an ankle-brachial index as per cent.
RATIO: Final = Scale("ratio", Fraction(1000))


class QuantityError(ValueError):
    """The text is no quantity of the wanted dimension; the message says what is allowed."""


def quantity(written: Any, dimension: str) -> Fraction:
    """Return `written` (like 0.15 ml) in core units, exactly, or raise `QuantityError`."""
    if dimension == RATIO.dimension:
        return _ratio(written)
    wanted = f"write {_a(dimension)} with a unit, like '{EXAMPLES[dimension]}'"
    match = NUMBER.fullmatch(written.strip()) if isinstance(written, str) else None
    units = [u for u, (d, _) in UNITS.items() if d == dimension]
    if match is None:
        raise QuantityError(f"{wanted}, not {shown(written)}{meant(written, dimension, units)}")
    unit = unit_of(match)
    if unit not in units:
        close = meant(written, dimension, units) or nearest(unit, units)
        raise QuantityError(f"{wanted}, not {shown(written)}; units are {', '.join(units)}{close}")
    return Fraction(match[1]) * UNITS[unit][1]


def _ratio(written: Any) -> Fraction:
    """Return a plain number exactly, as it was written."""
    if isinstance(written, int | float) and not isinstance(written, bool):
        return Fraction(str(written))
    raise QuantityError(f"write a plain number, like {RATIO_EXAMPLE}, not {shown(written)}")


def unit_of(match: re.Match[str]) -> str:
    """Return the unit in a match of `NUMBER`, in the one spelling that `UNITS` has."""
    return match[2].strip().replace("\u00b5", "u").replace("\u03bc", "u").replace("\u00b0", "deg")


def shown(value: Any) -> str:
    """Return what came, short enough for one line of a complaint, in the file's own spelling."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "a group of keys"
    if isinstance(value, list):
        return "a list"
    text = str(value)
    text = text if len(text) <= 40 else text[:37] + "..."
    return f"'{text}'" if isinstance(value, str) else text


def _a(dimension: str) -> str:
    words = {"days": "a number of days", "age": "an age", "angle": "an angle"}
    return words.get(dimension, f"a {dimension}")
