"""What a scripted trainee does, by meaning: `Inject(thread="thread-3", at="feeding_arm", ...)`.

An act names things the way a teacher would; `operators` turns it into commands of hand and
probe. The keys of a script are the names of the fields here without their units, so the
classes are the whole grammar.
"""

from dataclasses import dataclass
from typing import ClassVar, Final

from simulator.anatomy.spec import VEIN_KINDS
from simulator.scenario.act_fields import Act, amount, flag, many, one, words
from simulator.scenario.vocabulary import NAMES, POSTURES


# --- consultation -----------------------------------------------------------------------
@dataclass(init=False, repr=False, eq=False)
class Ask(Act):
    SHORT: ClassVar[str] = "items"
    items: tuple[str, ...] = many(words(*NAMES["history_asked.item"]))


@dataclass(init=False, repr=False, eq=False)
class Examine(Act):
    SHORT: ClassVar[str] = "items"
    items: tuple[str, ...] = many(words(*NAMES["examined.item"]))


@dataclass(init=False, repr=False, eq=False)
class Classify(Act):
    """Give the leg its clinical class of CEAP."""

    SHORT: ClassVar[str] = "ceap"
    ceap: str = one(words(*NAMES["leg_classified.ceap"]))


@dataclass(init=False, repr=False, eq=False)
class GlassTest(Act):
    """Press a glass on `thread`, let go, and watch for `watch_s` how soon it is red again."""

    SHORT: ClassVar[str] = "thread"
    thread: str = one(lambda world: world.threads)
    at: str = one(words("feeding_arm", "middle", "tip"), "feeding_arm")
    watch_s: float = amount("time", 6.0, "1 s", "60 s")


@dataclass(init=False, repr=False, eq=False)
class Decide(Act):
    SHORT: ClassVar[str] = "decision"
    decision: str = one(words(*NAMES["suitability_decided.decision"]))


@dataclass(init=False, repr=False, eq=False)
class Explain(Act):
    SHORT: ClassVar[str] = "items"
    items: tuple[str, ...] = many(lambda world: world.consent)


@dataclass(init=False, repr=False, eq=False)
class TeachBack(Act):
    """Ask the patient to say back what was explained or advised."""

    SHORT: ClassVar[str] = "items"
    items: tuple[str, ...] = many(lambda world: world.allowed("taught_back", "item"))


@dataclass(init=False, repr=False, eq=False)
class Consent(Act):
    pass


@dataclass(init=False, repr=False, eq=False)
class Photograph(Act):
    pass


@dataclass(init=False, repr=False, eq=False)
class MeasureStocking(Act):
    pass


@dataclass(init=False, repr=False, eq=False)
class Decline(Act):
    """Say no, and why."""

    SHORT: ClassVar[str] = "reason"
    reason: str = one(words(*NAMES["treatment_declined.reason"]))


@dataclass(init=False, repr=False, eq=False)
class ReferOn(Act):
    """Write to somebody who can help or ought to know."""

    SHORT: ClassVar[str] = "to"
    to: str = one(words(*NAMES["patient_referred_on.to"]))


@dataclass(init=False, repr=False, eq=False)
class WriteNotes(Act):
    pass


@dataclass(init=False, repr=False, eq=False)
class Pass(Act):
    """The patient goes home and comes back."""

    SHORT: ClassVar[str] = "days"
    days: float = amount("days", low="1 day", high="400 days")


@dataclass(init=False, repr=False, eq=False)
class Posture(Act):
    SHORT: ClassVar[str] = "posture"
    posture: str = one(words(*POSTURES))


@dataclass(init=False, repr=False, eq=False)
class Wait(Act):
    SHORT: ClassVar[str] = "for_s"
    for_s: float = amount("time", low="0 s", high="60 min")


# --- duplex -----------------------------------------------------------------------------
@dataclass(init=False, repr=False, eq=False)
class Scan(Act):
    """Put the probe over `vein`, image, colour box and gate set on it.

    `height_mm` (above the sole) and `prf_hz` None: where and as an expert would.
    """

    SHORT: ClassVar[str] = "vein"
    vein: str = one(lambda world: world.veins)
    view: str = one(words("longitudinal", "transverse"), "longitudinal")
    colour: bool = flag(True)
    pulsed: bool = flag(False)
    height_mm: float | None = amount("length", None, "50 mm", "900 mm")
    prf_hz: float | None = amount("frequency", None, "200 Hz", "5000 Hz")
    pressure_pa: float | None = amount("pressure", None, "0 mmHg", "90 mmHg")


@dataclass(init=False, repr=False, eq=False)
class SqueezeAndRelease(Act):
    """Squeeze the limb, hold, let go at once, and watch for `watch_s`."""

    SHORT: ClassVar[str] = "strength_frac"
    strength_frac: float = amount("share", 1.0, "5 %", "100 %")
    hold_s: float = amount("time", 1.0, "0 s", "10 s")
    watch_s: float = amount("time", 4.0, "0 s", "30 s")
    above_probe: bool = flag(False)


@dataclass(init=False, repr=False, eq=False)
class BearDown(Act):
    """Have her bear down (Valsalva) for `for_s`, and breathe."""

    SHORT: ClassVar[str] = "for_s"
    for_s: float = amount("time", 4.0, "1 s", "15 s")


@dataclass(init=False, repr=False, eq=False)
class MoveFoot(Act):
    """Have her pull her foot up once, and watch for `watch_s`."""

    watch_s: float = amount("time", 4.0, "0 s", "30 s")


@dataclass(init=False, repr=False, eq=False)
class Press(Act):
    """Press with the probe where it stands, look, and let go again."""

    SHORT: ClassVar[str] = "pressure_pa"
    pressure_pa: float = amount("pressure", 11_500.0, "0 mmHg", "90 mmHg")


@dataclass(init=False, repr=False, eq=False)
class Aid(Act):
    SHORT: ClassVar[str] = "level"
    level: str = one(words(*NAMES["aid_set.level"]))


@dataclass(init=False, repr=False, eq=False)
class Mark(Act):
    """Write a finding at the probe; figures that are left out are read off the screen."""

    vein: str = one(lambda world: world.veins)
    finding: str = one(words(*NAMES["vein_marked.finding"]))
    called: str = one(words(*VEIN_KINDS), "")  # '' calls the vein what it is
    reflux_s: float | None = amount("time", None, "0 s", "20 s")
    diameter_mm: float | None = amount("length", None, "0 mm", "30 mm")


@dataclass(init=False, repr=False, eq=False)
class LiftProbe(Act):
    pass


@dataclass(init=False, repr=False, eq=False)
class Refer(Act):
    vein: str = one(lambda world: world.veins)
    method: str = one(words(*NAMES["vein_treated.method"]))


# --- treatment room ---------------------------------------------------------------------
@dataclass(init=False, repr=False, eq=False)
class CheckKit(Act):
    pass


@dataclass(init=False, repr=False, eq=False)
class MarkSkin(Act):
    pass


@dataclass(init=False, repr=False, eq=False)
class WipeSkin(Act):
    pass


@dataclass(init=False, repr=False, eq=False)
class FillSyringe(Act):
    drug: str = one(lambda world: world.drugs)
    strength_frac: float = amount("share", low="0.05 %", high="72 %")
    volume_ul: float = amount("volume", 2000.0, "0.1 ml", "10 ml")
    size_ul: float = amount("volume", 3000.0, "1 ml", "10 ml")
    air_ul: float = amount("volume", 0.0, "0 ml", "0.2 ml")


@dataclass(init=False, repr=False, eq=False)
class LabelSyringe(Act):
    pass


@dataclass(init=False, repr=False, eq=False)
class CheckDose(Act):
    pass


@dataclass(init=False, repr=False, eq=False)
class Reassure(Act):
    """Talk to her while the needle goes in."""


@dataclass(init=False, repr=False, eq=False)
class Stay(Act):
    """Stay with her while minutes pass."""

    SHORT: ClassVar[str] = "for_s"
    for_s: float = amount("time", low="1 min", high="60 min")


@dataclass(init=False, repr=False, eq=False)
class TakeNeedle(Act):
    gauge: str = one(words("27", "30", "32", "33"), "30")
    bend_rad: float = amount("angle", 0.349, "0 deg", "60 deg")


@dataclass(init=False, repr=False, eq=False)
class StretchSkin(Act):
    SHORT: ClassVar[str] = "on"
    on: bool = flag(True)


@dataclass(init=False, repr=False, eq=False)
class Inject(Act):
    """Needle into `thread`, push `volume_ul` over `over_s`, needle out, then swab and tape.

    `depth_mm` None goes to the vein; `swab_after_s` runs from the needle coming out.
    """

    SHORT: ClassVar[str] = "thread"
    thread: str = one(lambda world: world.threads)
    at: str = one(words("feeding_arm", "middle", "tip"), "feeding_arm")
    volume_ul: float = amount("volume", 150.0, "0 ml", "10 ml")
    over_s: float = amount("time", 8.0, "0.1 s", "120 s")
    angle_rad: float = amount("angle", 0.2094, "1 deg", "90 deg")
    bevel: str = one(words(*NAMES["needle_entered.bevel"]), "up")
    depth_mm: float | None = amount("length", None, "0 mm", "12 mm")
    then: str = one(words("swab_and_tape", "swab", "nothing"), "swab_and_tape")
    swab_after_s: float = amount("time", 1.0, "0 s", "10 min")


@dataclass(init=False, repr=False, eq=False)
class Respond(Act):
    SHORT: ClassVar[str] = "action"
    action: str = one(words(*NAMES["warning_answered.action"]))


# --- aftercare --------------------------------------------------------------------------
@dataclass(init=False, repr=False, eq=False)
class Stocking(Act):
    pressure_pa: float = amount("pressure", low="5 mmHg", high="60 mmHg")
    length: str = one(words(*NAMES["stocking_fitted.length"]), "thigh")


@dataclass(init=False, repr=False, eq=False)
class Walk(Act):
    SHORT: ClassVar[str] = "for_s"
    for_s: float = amount("time", low="1 min", high="120 min")


@dataclass(init=False, repr=False, eq=False)
class Advise(Act):
    SHORT: ClassVar[str] = "items"
    items: tuple[str, ...] = many(words(*NAMES["advice_given.item"]))
    days: float = amount("days", 0.0, "0 days", "60 days")


@dataclass(init=False, repr=False, eq=False)
class FollowUp(Act):
    SHORT: ClassVar[str] = "days"
    days: float = amount("days", low="1 week", high="52 weeks")


@dataclass(init=False, repr=False, eq=False)
class Telephone(Act):
    """Call her at home and ask how it goes."""


@dataclass(init=False, repr=False, eq=False)
class OpenDiary(Act):
    pass


@dataclass(init=False, repr=False, eq=False)
class Review(Act):
    """Look at the treated leg and feel along every thread."""


@dataclass(init=False, repr=False, eq=False)
class LetOutBlood(Act):
    """Let out all trapped blood that the review of today has found."""


@dataclass(init=False, repr=False, eq=False)
class Finish(Act):
    pass


def _spoken(kind: type[Act]) -> str:
    """Return the name of an act in a script: `SqueezeAndRelease` is `squeeze and release`."""
    return "".join(f" {c.lower()}" if c.isupper() else c for c in kind.__name__).strip()


ACTS: Final[dict[str, type[Act]]] = {_spoken(kind): kind for kind in Act.__subclasses__()}
