"""Who hurries through everything."""

from simulator.operators import needling, probing
from simulator.operators.hand import Hand
from simulator.operators.technique import FLAT_RAD
from simulator.session import commands as c

HARD_MN = 3000


def hasty(hand: Hand) -> None:
    """A glance with the scanner, a guess on the map, hard pushes, late swabs."""
    for item in ("reason", "allergy", "pregnancy"):
        hand.do(c.AskHistory(item), then_wait_s=1.0)
    hand.do(c.DecideSuitability("suitable"), c.Explain("staining"), c.TakeConsent())
    look = hand.look()
    hand.do(probing.probe(probing.Place(look.patch_u_mm, look.patch_s_mm + 60.0), pressure_pa=6000))
    hand.do(c.SqueezeCalf(600, 0), then_wait_s=0.1)
    hand.do(c.ReleaseCalf(), then_wait_s=0.5)
    hand.do(c.MarkVein("AASV", "refluxing", 900, 4000), c.LiftProbe())
    hand.do(c.ReferForTreatment(0, "foam"), c.PassDays(7), c.SetPosture("lying"))
    hand.do(c.FillSyringe("polidocanol", 10_000, 3_000_000, 3000), c.TakeNeedle(30, 0))
    for thread in hand.look().threads:
        spot = needling.arm_of(thread)
        length_mm = needling.approach(hand, spot, 2.5 * FLAT_RAD)
        needling.enter(hand, length_mm)
        needling.push(hand, 300.0, HARD_MN, 40.0)
        needling.dress(hand, spot, 12.0)
    hand.do(c.SetPosture("standing"), c.FitStocking(18, "thigh"), then_wait_s=2.0)
    hand.do(c.Advise("stockings", 3), c.Walk(5), c.FinishAttempt())
