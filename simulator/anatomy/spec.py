"""The plain words from which a patient is grown; `scenario/` fills them in from YAML.

Leg frame: `u_mm` is the arc length around the leg from its anterior midline (+ lateral,
- medial, wrapping behind); `s_mm` is the height above the sole of the foot (+ towards the
heart); `d_mm` is the depth below the skin. Patch frame: `x_mm` grows laterally, `y_mm`
distally (down on the screen), `z_mm` with depth; the patch corner is the origin.
"""

from dataclasses import dataclass
from typing import Final

FITZPATRICK: Final = ("I", "II", "III", "IV", "V", "VI")
SIDES: Final = ("left", "right")
SITES: Final = ("anterior thigh", "lateral thigh", "medial ankle", "lateral ankle")  # of the leg
FACE: Final = "beside the nose"  # the one site that is no leg; nothing there is for a needle
PATTERNS: Final = ("linear", "arborising", "spider", "punctate", "mixed", "corona")
BY_CHANCE: Final = "by chance"  # published rates, drawn from the seed
ALLERGIES: Final = ("none", "hives", "anaphylaxis", BY_CHANCE)
CERTAINTIES: Final = ("no", "yes", BY_CHANCE)
NEEDLE_FEARS: Final = ("none", "uneasy", "phobic")
# AASV: anterior accessory saphenous vein; GSV, SSV: great and small saphenous vein.
SOURCE_KINDS: Final = ("AASV", "GSV", "SSV", "perforator", "reticular", "lateral_subdermic")
DEEP_KINDS: Final = ("femoral_vein", "popliteal_vein", "tibial_vein")
VEIN_KINDS: Final = (*SOURCE_KINDS, "tributary", *DEEP_KINDS)  # what a finding can name


@dataclass(frozen=True)
class SourceSpec:
    """One vein that feeds the patch, seen on the skin or not.

    `reflux_s` is the reversal after a full calf squeeze standing; below 0.5 s a superficial
    vein counts as competent (SVS/AVF 2011). `feeds` names a source or the patch.
    """

    id: str
    kind: str
    reflux_s: float
    diameter_mm: float
    feeds: str
    is_hidden: bool = True


@dataclass(frozen=True)
class ClotSpec:
    """A fresh clot in the vein `vein` of every leg, between two heights; all of it by default."""

    vein: str
    from_mm: float = 0.0
    to_mm: float = 1000.0


@dataclass(frozen=True)
class HistoryItem:
    """What the patient answers when asked about `item`."""

    item: str
    answer: str
    is_contraindication: bool = False


@dataclass(frozen=True)
class PatientSpec:
    """A person with thread veins; every field has a plain meaning on screen."""

    name: str = "A. Patient"
    age_years: int = 46
    occupation: str = ""
    words: str = ""
    fitzpatrick: str = "II"
    side: str = "left"
    site: str = "anterior thigh"
    pattern: str = "mixed"
    threads: int = 6
    sources: tuple[SourceSpec, ...] = ()
    clots: tuple[ClotSpec, ...] = ()
    history: tuple[HistoryItem, ...] = ()
    has_arteriole: bool | None = False  # joined to the threads; None: the dice say
    has_arteriole_near: bool | None = False  # under a thread, not joined
    is_overweight: bool = False
    takes_hormones: bool = False
    weight_kg: int = 65
    allergy: str = BY_CHANCE  # to the solution; what the case makes certain is certain
    faint: str = BY_CHANCE
    visual: str = BY_CHANCE  # a visual disturbance after injections
    needle_fear: str = "none"

    @property
    def is_on_face(self) -> bool:
        """Whether the thread veins she came for are on the face and not on the leg."""
        return self.site == FACE

    @property
    def place(self) -> str:
        """Where the thread veins are, in words: `left anterior thigh`."""
        return f"{FACE}, {self.side} side" if self.is_on_face else f"{self.side} {self.site}"
