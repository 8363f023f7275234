"""Everything a trainee can do, as frozen facts in integers and plain names.

A command says what the hand does, never what comes of it. Units are small enough that
rounding at the door loses nothing: um, mrad, mN, nl, permille, Pa.
"""

from dataclasses import dataclass, fields
from typing import Any, Final

LARGEST: Final = 1_000_000_000  # of any number in a command: a kilometre, a ton


@dataclass(frozen=True)
class Command:
    """One act; subclasses carry integers and plain names only."""


# --- consultation -----------------------------------------------------------------------
@dataclass(frozen=True)
class AskHistory(Command):
    item: str


@dataclass(frozen=True)
class Examine(Command):
    item: str


@dataclass(frozen=True)
class Classify(Command):
    """Give the leg its clinical class of CEAP, C0 to C6."""

    ceap: str


@dataclass(frozen=True)
class PressGlass(Command):
    """Press a glass on patch point (x, y), until the colour under it is gone."""

    x_um: int
    y_um: int


@dataclass(frozen=True)
class LiftGlass(Command):
    """Lift the glass and watch how soon the colour is back."""


@dataclass(frozen=True)
class DecideSuitability(Command):
    decision: str


@dataclass(frozen=True)
class Explain(Command):
    item: str


@dataclass(frozen=True)
class TeachBack(Command):
    """Ask the patient to say back, in their own words, what was explained or advised."""

    item: str


@dataclass(frozen=True)
class TakeConsent(Command):
    pass


@dataclass(frozen=True)
class TakePhotograph(Command):
    pass


@dataclass(frozen=True)
class MeasureStocking(Command):
    pass


@dataclass(frozen=True)
class DeclineTreatment(Command):
    """Say no, and why: `parting.REASONS`."""

    reason: str


@dataclass(frozen=True)
class ReferOn(Command):
    """Write to somebody who can help or ought to know: `parting.PLACES`."""

    to: str


@dataclass(frozen=True)
class WriteNotes(Command):
    """Write down what was found, said and decided."""


@dataclass(frozen=True)
class PassDays(Command):
    days: int


@dataclass(frozen=True)
class SetPosture(Command):
    posture: str


# --- duplex ultrasound ------------------------------------------------------------------
@dataclass(frozen=True)
class PlaceProbe(Command):
    """Hold the probe on the leg; yaw 0 is transverse, 1571 mrad longitudinal.

    Tilt fans the image plane, rock (heel-toe) turns it in itself; both reach 524 mrad, 30 degrees.
    """

    u_um: int
    s_um: int
    yaw_mrad: int = 0
    tilt_mrad: int = 0
    pressure_pa: int = 400
    rock_mrad: int = 0


@dataclass(frozen=True)
class LiftProbe(Command):
    pass


@dataclass(frozen=True)
class SetScanner(Command):
    """Turn one control of the scanner; names and units are in `physics.scanner`."""

    control: str
    value: int


@dataclass(frozen=True)
class SqueezeCalf(Command):
    """Start to squeeze the limb; strength rises to `strength_permille` over 0.4 s."""

    strength_permille: int = 1000
    is_above_probe: int = 0


@dataclass(frozen=True)
class ReleaseCalf(Command):
    """Let go of the limb; 0 ms snaps the hand open, as the test wants it."""

    duration_ms: int = 0


@dataclass(frozen=True)
class Strain(Command):
    """Ask her to bear down (Valsalva), 1, or to breathe again, 0; after 15 s she must breathe."""

    is_on: int


@dataclass(frozen=True)
class MoveFoot(Command):
    """Ask her to pull her foot up once and let it fall; her calf empties without a hand."""


@dataclass(frozen=True)
class SetAid(Command):
    """Choose the teaching aid beside the image: none, cue (a hint in words) or ghost (anatomy)."""

    level: str


@dataclass(frozen=True)
class MarkVein(Command):
    """Write a finding on the leg map at the probe: which vein, what it does, the figures.

    `finding` is refluxing, competent, closed, thrombosed or absent. The level and side of the
    leg go with it by themselves.
    """

    name: str
    finding: str
    reflux_ms: int = 0
    diameter_um: int = 0


@dataclass(frozen=True)
class ReferForTreatment(Command):
    """Have the vein of finding number `mark` treated by `method` before any thread."""

    mark: int
    method: str


# --- treatment room ---------------------------------------------------------------------
@dataclass(frozen=True)
class CheckKit(Command):
    pass


@dataclass(frozen=True)
class MarkSkin(Command):
    pass


@dataclass(frozen=True)
class WipeSkin(Command):
    pass


@dataclass(frozen=True)
class FillSyringe(Command):
    """Draw up; `air_nl` of air stays in front, to clear the vein first (air block)."""

    drug: str
    strength_ppm: int  # 5000 ppm = 0.5 %
    volume_nl: int
    size_ul: int = 3000
    air_nl: int = 0


@dataclass(frozen=True)
class LabelSyringe(Command):
    """Write drug and strength on the syringe in the hand."""


@dataclass(frozen=True)
class CheckDose(Command):
    """Add up what was given, and work out how much this solution allows today."""


@dataclass(frozen=True)
class Reassure(Command):
    """Talk to her: what comes next, look away, breathe. It holds for some minutes."""


@dataclass(frozen=True)
class Stay(Command):
    """Stay with her while minutes pass; what shows, worsens or passes ends it sooner."""

    minutes: int


@dataclass(frozen=True)
class TakeNeedle(Command):
    gauge: int = 30
    bend_mrad: int = 349


@dataclass(frozen=True)
class StretchSkin(Command):
    is_on: int


@dataclass(frozen=True)
class AimNeedle(Command):
    """Hold the tip over patch point (x, y); `heading_mrad` is the direction it will travel
    in the plane of the skin (0 = +x, turning towards +y), `angle_mrad` its angle to the skin,
    `bevel` where its opening looks: up, side or down.
    """

    x_um: int
    y_um: int
    heading_mrad: int
    angle_mrad: int
    bevel: str = "up"


@dataclass(frozen=True)
class InsertNeedle(Command):
    """Push the needle to `length_um` along its shaft, from the resting skin; 0 takes it out.

    The tip is there only once the skin, or the wall of a vein, has given way before it.
    """

    length_um: int


@dataclass(frozen=True)
class PressPlunger(Command):
    """Press with the thumb; 0 lets go. 1 N on a 3 ml syringe gives about 127 mmHg."""

    force_mn: int


@dataclass(frozen=True)
class PlaceSwab(Command):
    x_um: int
    y_um: int


@dataclass(frozen=True)
class TapeSwab(Command):
    swab: int
    heading_mrad: int = 0


@dataclass(frozen=True)
class Respond(Command):
    """React to a warning sign, with one of `responses.ACTIONS`."""

    action: str


# --- compression and aftercare ----------------------------------------------------------
@dataclass(frozen=True)
class FitStocking(Command):
    pressure_mmhg: int
    length: str


@dataclass(frozen=True)
class Walk(Command):
    minutes: int


@dataclass(frozen=True)
class Advise(Command):
    item: str
    days: int = 0


@dataclass(frozen=True)
class PlanFollowUp(Command):
    weeks: int


# --- at home, and coming back -----------------------------------------------------------
@dataclass(frozen=True)
class Telephone(Command):
    """Call her at home and ask how it goes."""


@dataclass(frozen=True)
class OpenDiary(Command):
    """Read what she has written down of her stocking."""


@dataclass(frozen=True)
class ReviewLeg(Command):
    """Look at the treated leg and feel along every thread."""


@dataclass(frozen=True)
class LetOutBlood(Command):
    """Stab and squeeze at a patch point, where old blood is trapped."""

    x_um: int
    y_um: int


@dataclass(frozen=True)
class UseHelp(Command):
    """Ask for a teaching aid; recorded, so that a score can say it was used."""

    aid: str


@dataclass(frozen=True)
class FinishAttempt(Command):
    pass


COMMANDS: Final[dict[str, type[Command]]] = {c.__name__: c for c in Command.__subclasses__()}


def to_record(command: Command) -> dict[str, Any]:
    """Return `command` as a flat JSON-ready mapping with its name under `do`."""
    return {"do": type(command).__name__} | {
        f.name: getattr(command, f.name) for f in fields(command)
    }


def from_record(record: dict[str, Any]) -> Command:
    """Return the command of `record`; raises `ValueError` with a sentence if it is none."""
    rest = dict(record)
    name = rest.pop("do", None)
    kind = COMMANDS.get(name) if isinstance(name, str) else None
    if kind is None:
        raise ValueError(f"there is no command {name!r}")
    known = {f.name: f.type for f in fields(kind)}
    for key, value in rest.items():
        if key not in known:
            raise ValueError(f"{name} has no field {key!r}")
        wanted = int if known[key] in (int, "int") else str
        if type(value) is not wanted:
            raise ValueError(f"{name}.{key} must be {wanted.__name__}, not {value!r}")
        if isinstance(value, int) and abs(value) > LARGEST:
            raise ValueError(f"{name}.{key} is beyond anything a hand can do")
    try:
        return kind(**rest)
    except TypeError as error:
        raise ValueError(f"{name} lacks a field: {error}") from None
