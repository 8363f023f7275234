"""What this patient answers and says back: the words that fit who sits there.

Idea: `words_table` and `talk_table` (made of `assets/words/en.yaml`) hold for every question an
answer in each of four voices, for the usual patient and for those of whom something else is
true. The voice is drawn from the seed, once a patient, so what is asked first changes no answer.
"""

from typing import Final

from simulator.anatomy.spec import HistoryItem, PatientSpec
from simulator.base.seeds import Seeds
from simulator.session.findings import is_abnormal
from simulator.session.talk_table import NOT_TOLD, TALK
from simulator.session.words_table import HISTORY, VOICES

OLDER_YEARS: Final = 56  # who is asked about pregnancy at this age smiles
TOWARDS: Final = ("anterior", "posterior", "medial", "lateral")  # no patient says so


def voice(seed: int) -> str:
    """Return how the patient of this seed speaks, one of `VOICES`."""
    return VOICES[int(Seeds(seed).stream("session.voice").integers(len(VOICES)))]


def voice_of(spec: PatientSpec, seed: int) -> str:
    """Return how this patient speaks: who is in fear of the needle sounds like it."""
    return "anxious" if spec.needle_fear == "phobic" else voice(seed)


def answer(spec: PatientSpec, seed: int, item: str) -> HistoryItem:
    """Return what is said when asked about `item`: the case's own words, or usual ones."""
    own = next((one for one in spec.history if one.item == item), None)
    if own is not None:
        return own
    if item == "reason" and spec.words:
        return HistoryItem(item, spec.words)
    said = HISTORY[item]
    situation = next((one for one in _situations(spec) if one in said), "usual")
    return HistoryItem(item, said[situation][voice_of(spec, seed)].format(where=_where(spec)))


def _where(spec: PatientSpec) -> str:
    """Return where the veins are, as a patient says it: `on the thigh`."""
    if spec.is_on_face:
        return spec.site
    towards, _, part = spec.site.partition(" ")
    return f"on the {part if towards in TOWARDS else spec.site}"


def _situations(spec: PatientSpec) -> list[str]:
    """Return what is true of this patient and can change an answer, first what weighs more."""
    true = {
        "man": spec.name.startswith("Mr "),
        "older": spec.age_years >= OLDER_YEARS,
        "overweight": spec.is_overweight,
        "hormones": spec.takes_hormones,
        "narrowed": spec.pulses == "absent" or is_abnormal(spec, "abpi"),
    }
    return [name for name, is_so in true.items() if is_so]


def says(item: str) -> str:
    """Return what the trainee says when explaining or advising `item`."""
    return TALK[item][0][0]


def said_back(spec: PatientSpec, seed: int, item: str, times: int, is_understood: bool) -> str:
    """Return what is said back about `item` that was told `times` times; 0 is never."""
    own = voice_of(spec, seed)
    if times == 0:
        return NOT_TOLD[own]
    answers = TALK[item][1 if is_understood else 2]
    return answers[(VOICES.index(own) + times) % len(answers)]
