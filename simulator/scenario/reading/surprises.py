"""What an author probably meant: hints for the ways in which YAML and units surprise people."""

import re
from collections.abc import Sequence
from typing import Final

# How units are spoken and misspelt, in small letters -> as they are written here.
SPOKEN: Final[dict[str, str]] = {
    **dict.fromkeys(("sec", "secs", "second", "seconds", "sek"), "s"),
    **dict.fromkeys(("msec", "millisecond", "milliseconds"), "ms"),
    **dict.fromkeys(("mins", "minute", "minutes", "'"), "min"),
    **dict.fromkeys(("hr", "hrs", "hour", "hours"), "h"),
    **dict.fromkeys(("d",), "days"),
    **dict.fromkeys(("wk", "wks", "w"), "weeks"),
    **dict.fromkeys(("y", "yr", "yrs", "year"), "years"),
    **dict.fromkeys(("cc", "mls", "milliliter", "milliliters", "millilitre", "millilitres"), "ml"),
    **dict.fromkeys(("microliter", "microliters", "microlitre", "microlitres"), "ul"),
    **dict.fromkeys(("mms", "millimeter", "millimeters", "millimetre", "millimetres"), "mm"),
    **dict.fromkeys(("milimeter", "milimeters", "milimetre", "milimetres"), "mm"),
    **dict.fromkeys(("centimeter", "centimeters", "centimetre", "centimetres"), "cm"),
    **dict.fromkeys(("percent", "per cent", "pct", "prozent"), "%"),
    **dict.fromkeys(("degree", "degrees", "grad"), "deg"),
    **dict.fromkeys(("torr", "mm hg"), "mmHg"),
}
USUAL: Final = {"share": "%", "age": "years", "angle": "deg", "pressure": "mmHg"}
PARTS: Final = re.compile(r"([-+]?[0-9]+)([.,]?)([0-9]*)\s*([^0-9\s].*)?")
CLOCK: Final = re.compile(r"([0-9]{1,3}):([0-5][0-9])(:[0-5][0-9])?")
DATE: Final = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}.*")
GLUED: Final = re.compile(r"\s*(?:- )?([A-Za-z_][A-Za-z0-9_-]*):([^\s:/].*)")
SEMICOLON: Final = re.compile(r"\s*(?:- )?([A-Za-z_][A-Za-z0-9_-]*)\s*;\s*(.*)")
LOOK_BACK: Final = 3  # lines above the one that the parser stumbles over


def meant(written: object, dimension: str, units: Sequence[str]) -> str:
    """Return `; did you mean '0.15 ml'?` for a quantity of one of `units` that went wrong."""
    text = str(written).strip()[:40]
    if isinstance(written, str) and (clock := CLOCK.fullmatch(text)) and dimension == "time":
        minutes = int(clock[1]) + int(clock[2]) / 60
        return f"; did you mean '{minutes:.4g} min'?"
    if DATE.fullmatch(text):
        return "; this is a date"
    match = PARTS.fullmatch(text)
    if match is None:
        return ""
    whole, _, decimals, unit = match.groups()
    known = {u.lower(): u for u in units} | {k: u for k, u in SPOKEN.items() if u in units}
    found = known.get((unit or "").strip().rstrip(".").lower())
    if not unit:
        found = USUAL.get(dimension)
    if not found or (not isinstance(written, str) and found not in units):
        return ""
    figure = f"{whole}.{decimals}" if decimals else whole
    return f"; did you mean '{figure} {found}'?"


def about_number(text: str) -> str:
    """Return how to write the number that came as `text`, which is none that can be used."""
    bare = text.lstrip("+-")
    if "_" in text:
        return f"write it without '_', or put a text in quotes: '{text[:24]}'"
    if bare[:1] == "0" and bare.isdigit():
        return (
            f"a number does not begin with 0: write {bare.lstrip('0') or '0'}, or a text in quotes"
        )
    if bare.isdigit():
        return "a number has at most 15 digits; put a text in quotes"
    return "write plain numbers such as 12 or 0.5, or put text in quotes"


def about_key(key: str) -> str:
    """Return what is wrong with a key that looks like the rest of something else, or ''."""
    if key[:1].isdigit():
        return "inside { } a comma ends a value: write decimals with a point, like 1.8 s"
    name, colon, rest = key.partition(":")
    if colon and name:
        return f"a space is missing after the colon: write '{name}: {rest.strip()}'"
    if ";" in key:
        return "write ':' and a space between a key and its value, not ';'"
    return ""


def about_line(lines: Sequence[str], line: int) -> str:
    """Return which line, at or just above `line` (from 1), lacks a colon or the space after it."""
    if line <= len(lines) and "\t" in lines[line - 1]:
        return ""  # a surprise of its own, and told
    for number in range(min(line, len(lines)), max(line - 1 - LOOK_BACK, 0), -1):
        text = lines[number - 1]
        if "://" in text or text.lstrip()[:1] in ("#", '"', "'"):
            continue
        if glued := GLUED.fullmatch(text):
            said = f"{glued[1]}: {glued[2].strip()}"[:40]
            return f"line {number}: a space is missing after the colon: write '{said}'"
        if semicolon := SEMICOLON.fullmatch(text):
            said = f"{semicolon[1]}: {semicolon[2].strip()}"[:40]
            return f"line {number}: write ':' and not ';' after the key: '{said}'"
    return ""
