"""Where on the leg a finding lies, as it is dictated: level, and distance from a landmark."""

from simulator.anatomy.landmarks import level
from simulator.anatomy.patient import Leg


def place_words(leg: Leg, s_mm: float) -> str:
    """Return a height in words, as `mid thigh, 14 cm above knee`."""
    marks = {"groin": leg.groin_s_mm, "knee": leg.knee_s_mm, "ankle": leg.ankle_s_mm}
    name = min(marks, key=lambda mark: abs(s_mm - marks[mark]))
    away_cm = round((s_mm - marks[name]) / 10.0)
    if away_cm == 0:
        return f"at the {name}"
    return f"{level(leg, s_mm)}, {abs(away_cm)} cm {'above' if away_cm > 0 else 'below'} {name}"
