"""The plain words from which a patient is grown; `scenario/` fills them in from YAML.

Leg frame: `u_mm` is the arc length around the leg from its anterior midline (+ lateral,
- medial, wrapping behind); `s_mm` is the height above the sole of the foot (+ towards the
heart); `d_mm` is the depth below the skin. Patch frame: `x_mm` grows laterally, `y_mm`
distally (down on the screen), `z_mm` with depth; the patch corner is the origin.
"""

from dataclasses import dataclass
from typing import Final

FITZPATRICK: Final = ("I", "II", "III", "IV", "V", "VI")
DILIGENCE: Final = ("careful", "ordinary", "careless")
COMFORT: Final = ("easy", "ordinary", "hot")
SIDES: Final = ("left", "right")
SITES: Final = ("anterior thigh", "lateral thigh", "medial ankle", "lateral ankle")  # of the leg
FACE: Final = "beside the nose"
LOWER_BACK: Final = "lower back"
CHEST: Final = "chest"
# Sites that are no leg, each with the vein that drains its threads. Below the heart blood stands
# in them as it does in a leg and they can be injected; face and chest are not for a needle.
DRAINS: Final = {FACE: "facial_vein", LOWER_BACK: "lumbar_vein", CHEST: "thoracic_vein"}
NOT_FOR_A_NEEDLE: Final = (FACE, CHEST)
PATTERNS: Final = ("linear", "arborising", "spider", "punctate", "mixed", "corona")
BY_CHANCE: Final = "by chance"  # published rates, drawn from the seed
ALLERGIES: Final = ("none", "hives", "anaphylaxis", BY_CHANCE)
CERTAINTIES: Final = ("no", "yes", BY_CHANCE)
NEEDLE_FEARS: Final = ("none", "uneasy", "phobic")
# AASV: anterior accessory saphenous vein; GSV, SSV: great and small saphenous vein.
SOURCE_KINDS: Final = ("AASV", "GSV", "SSV", "perforator", "reticular", "lateral_subdermic")
BARS: Final = ("absolute", "defer", "relative")  # how a contraindication bars, strictest first
PULSES: Final = ("present", "weak", "absent")  # of the foot
VARICOSE_MM: Final = 3.0  # standing; a wider vein that is seen is varicose (clinical.md 5)
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
    """What the patient answers when asked about `item`, and whether it bars the treatment.

    `bars` is one of `BARS`, or '': absolute never, defer not now, relative to be weighed up.
    """

    item: str
    answer: str
    bars: str = ""

    @property
    def is_contraindication(self) -> bool:
        """Whether nobody should be injected who answers this, today at least."""
        return self.bars in BARS[:2]


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
    diligence: str = "ordinary"  # careful, ordinary or careless
    comfort: str = "ordinary"  # in a stocking: easy, ordinary or hot
    abpi: float = 1.1  # ankle-brachial pressure index of the side treated; 0.9 to 1.3 is normal
    pulses: str = "present"  # of the foot, as a hand feels them
    has_matting: bool = False  # a blush from an earlier treatment, around the last thread
    weight_kg: int = 65
    allergy: str = BY_CHANCE  # to the solution; what the case makes certain is certain
    faint: str = BY_CHANCE
    visual: str = BY_CHANCE  # a visual disturbance after injections
    needle_fear: str = "none"

    @property
    def is_on_face(self) -> bool:
        """Whether the thread veins she came for are on the face."""
        return self.site == FACE

    @property
    def has_varicose_vein(self) -> bool:
        """Whether a vein bulges that anybody can see, so that the leg is C2."""
        return any(not s.is_hidden and s.diameter_mm >= VARICOSE_MM for s in self.sources)

    @property
    def bars(self) -> str:
        """How strictly anything in the history bars treatment: the strictest of `BARS`, or ''."""
        said = [item.bars for item in self.history]
        return next((bar for bar in BARS if bar in said), "")

    @property
    def is_off_leg(self) -> bool:
        """Whether they are on no leg, so that no vein of the leg feeds them."""
        return self.site in DRAINS

    @property
    def place(self) -> str:
        """Where the thread veins are, in words: `left anterior thigh`."""
        return f"{self.site}, {self.side} side" if self.is_off_leg else f"{self.side} {self.site}"
