"""What is true of the patient and an examination finds; loads nothing heavy, for `lint` uses it."""

from typing import Final

from simulator.anatomy.spec import PatientSpec
from simulator.session.words_table import EXAMINATION

NARROWED_PERMILLE: Final = 900  # an ankle-brachial index below this says narrowed arteries
ABNORMAL: Final = ("weak", "absent", "infected", "varicose", "narrowed")


def abpi_permille(spec: PatientSpec) -> int:
    """Return the ankle-brachial pressure index as a cuff finds it."""
    return round(1000 * spec.abpi)


def ceap(spec: PatientSpec) -> str:
    """Return the clinical class of the leg: what is seen on it, never what is hidden in it."""
    if spec.has_varicose_vein:
        return "C2"
    return "C0" if spec.is_off_leg else "C1"


def _kind(spec: PatientSpec, item: str) -> str:
    """Return which of its findings examining `item` has."""
    is_infected = any(one.item == "infection" and one.bars for one in spec.history)
    is_narrowed = abpi_permille(spec) < NARROWED_PERMILLE
    kinds = {
        "pulses": spec.pulses,
        "abpi": "narrowed" if is_narrowed else "usual",
        "skin": "infected" if is_infected else "usual",
        "infection": "infected" if is_infected else "usual",
        "face": "face" if spec.is_on_face else "usual",
        "legs_standing": "varicose" if spec.has_varicose_vein else "usual",
    }
    kind = kinds.get(item, "usual")
    return "off_leg" if item.startswith("legs") and ceap(spec) == "C0" else kind


def is_abnormal(spec: PatientSpec, item: str) -> bool:
    """Return whether what examining `item` finds is out of the ordinary."""
    return _kind(spec, item) in ABNORMAL


def finding(spec: PatientSpec, item: str) -> str:
    """Return what examining `item` finds, in words."""
    index = f"{abpi_permille(spec) / 1000:.2f}"
    words = EXAMINATION[item][_kind(spec, item)]
    if item == "skin" and spec.is_off_leg and not spec.is_on_face:
        words += " Fine red veins {place}."
    if item == "skin" and spec.has_matting:
        words += f" A blush of very fine red vessels around thread-{spec.threads}: matting."
    return words.format(place=spec.place, skin=spec.fitzpatrick, abpi=index)
