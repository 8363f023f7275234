"""Landmarks and territories of the leg: the names a clinician gives to a place on it.

Idea: the girth is divided into four aspects and the height into levels; both together name a
territory, and a territory says which vein usually stands behind thread veins there.

Sources: lateral thigh and knee drain to the lateral subdermic plexus (Albanese 1965);
anterior thigh to the anterior accessory, medial to the great, posterior calf to the small
saphenous vein and posterior thigh to its thigh extension (Cavezzi 2006).
"""

from typing import Final

from simulator.anatomy.patient import Leg

Place = tuple[float, float]  # u, s in mm

# Vessel behind a patch, by (aspect, is above the knee).
USUAL_SOURCE: Final = {
    ("anterior", True): "aasv",
    ("medial", True): "gsv",
    ("lateral", True): "lateral_subdermic",
    ("posterior", True): "thigh_extension",
    ("anterior", False): "gsv",
    ("medial", False): "gsv",
    ("lateral", False): "lateral_subdermic",
    ("posterior", False): "ssv",
}


def landmarks(leg: Leg) -> dict[str, Place]:
    """Return the places (u, s) that can be seen or felt through the skin."""
    knee, ankle = (leg.circumference_mm(s) for s in (leg.knee_s_mm, leg.ankle_s_mm))
    return {
        "groin crease": (-25.0, leg.groin_s_mm),
        "patella": (0.0, leg.knee_s_mm + 10.0),
        "medial joint line": (-0.25 * knee, leg.knee_s_mm),
        "lateral joint line": (0.25 * knee, leg.knee_s_mm),
        "popliteal crease": (0.5 * knee, leg.knee_s_mm),
        "tibial tuberosity": (0.0, leg.knee_s_mm - 55.0),
        "medial malleolus": (-0.27 * ankle, leg.ankle_s_mm),
        "lateral malleolus": (0.27 * ankle, leg.ankle_s_mm - 10.0),
    }


def aspect(leg: Leg, u_mm: float, s_mm: float) -> str:
    """Return anterior, medial, lateral or posterior for a place on the leg."""
    around = u_mm / leg.circumference_mm(s_mm)
    if abs(around) >= 0.375:
        return "posterior"
    if abs(around) <= 0.125:
        return "anterior"
    return "lateral" if around > 0.0 else "medial"


def level(leg: Leg, s_mm: float) -> str:
    """Return ankle, calf, knee, distal thigh, mid thigh, proximal thigh or groin."""
    if s_mm < leg.ankle_s_mm + 55.0:
        return "ankle"
    if abs(s_mm - leg.knee_s_mm) <= 40.0:
        return "knee"
    if s_mm < leg.knee_s_mm:
        return "calf"
    up = (s_mm - leg.knee_s_mm) / (leg.groin_s_mm - leg.knee_s_mm)
    if up > 0.93:
        return "groin"
    return ("distal thigh", "mid thigh", "proximal thigh")[min(2, int(3.0 * up))]


def territory(leg: Leg, u_mm: float, s_mm: float) -> str:
    """Return the name of a place, as `lateral mid thigh`."""
    return f"{aspect(leg, u_mm, s_mm)} {level(leg, s_mm)}"


def usual_source(leg: Leg, u_mm: float, s_mm: float) -> str:
    """Return the id of the vessel that usually stands behind thread veins at (u, s)."""
    if level(leg, s_mm) == "ankle" and aspect(leg, u_mm, s_mm) == "lateral":
        return "ssv"  # it begins behind the lateral malleolus
    return USUAL_SOURCE[aspect(leg, u_mm, s_mm), s_mm > leg.knee_s_mm]
