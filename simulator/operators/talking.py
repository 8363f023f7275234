"""How trainees talk: questions, examination, explaining and hearing it back, a kind no."""

from simulator.anatomy.spec import CHEST, DRAINS, FACE
from simulator.operators.hand import Hand
from simulator.operators.technique import Technique
from simulator.session import commands as c

PASSING = frozenset({"pregnancy", "infection", "surgery"})  # she may come back afterwards
LEAST_ABPI_PERMILLE = 600  # below it no stocking, and so no injection
TIMES = 3  # that a thing is told before it is left at that


def get_to_know(hand: Hand, how: Technique) -> None:
    """Ask everything, and examine what she came with."""
    for item in how.asks:
        hand.do(c.AskHistory(item), then_wait_s=4.0)
    where = ("face", "skin") if hand.look().site == FACE else ("legs_standing", "pulses", "skin")
    for item in where:
        hand.do(c.Examine(item), then_wait_s=5.0)
    if "pulses" in hand.look().abnormal and how.is_thorough:
        hand.do(c.Examine("abpi"), then_wait_s=120.0)
    if hand.look().site not in DRAINS and how.is_thorough:
        varicose = "legs_standing" in hand.look().abnormal
        hand.do(c.Classify("C2" if varicose else "C1"), then_wait_s=2.0)


def tell(hand: Hand, how: Technique, say: c.Explain | c.Advise) -> None:
    """Tell one thing; who is in the habit has it said back, and tells it again if need be."""
    hand.do(say, then_wait_s=3.0)
    for _ in range(TIMES - 1 if how.hears_back else 0):
        hand.do(c.TeachBack(say.item), then_wait_s=4.0)
        if say.item in hand.look().understood:
            return
        hand.do(say, then_wait_s=6.0)


def agree(hand: Hand, how: Technique) -> None:
    """Decide, explain, photograph; consent after time to think."""
    hand.do(c.DecideSuitability("suitable"), then_wait_s=2.0)
    for item in how.explains:
        tell(hand, how, c.Explain(item))
    hand.do(c.TakePhotograph(), c.MeasureStocking(), then_wait_s=4.0)
    hand.do(c.PassDays(how.think_days), c.TakeConsent(), then_wait_s=3.0)


def decline(hand: Hand, how: Technique) -> bool:
    """Where needle and drug have no place, say so and show a way forward; return whether."""
    look = hand.look()
    places: tuple[str, ...]
    decision, reason, places = "refer", "contraindication", ("gp",)
    if look.site == FACE:
        reason, places = "facial_veins", ("laser_clinic", "gp")
    elif look.site == CHEST:
        reason, places = "wrong_treatment", ("laser_clinic", "gp")
    elif 0 < look.abpi_permille < LEAST_ABPI_PERMILLE:
        places = ("vascular_clinic", "gp")
    elif look.barring:
        can_wait = look.bars == "defer" or set(look.barring) <= PASSING
        decision = "defer" if can_wait else "refer"
    else:
        return False
    say_no(hand, how, decision, reason, places)
    return True


def say_no(hand: Hand, how: Technique, decision: str, reason: str, places: tuple[str, ...]) -> None:
    """Decide against it, say why, show what helps instead and who, write it down."""
    hand.do(c.DecideSuitability(decision), then_wait_s=3.0)
    hand.do(c.DeclineTreatment(reason), then_wait_s=8.0)
    tell(hand, how, c.Explain("alternatives"))
    for place in places:
        hand.do(c.ReferOn(place), then_wait_s=5.0)
    hand.do(c.WriteNotes(), then_wait_s=10.0)
    hand.do(c.FinishAttempt())
