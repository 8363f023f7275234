"""The expert: asks, explains, finds the hidden veins by evidence, treats the cause first."""

from simulator.operators import technique as t
from simulator.operators.hand import Hand
from simulator.session import commands as c
from simulator.session.aftercaring import ADVICE
from simulator.session.consulting import HISTORY_ITEMS
from simulator.session.plan import Plan

CONSENT_ITEMS = Plan().consent_items
FLAT_RAD = 0.2  # 11 degrees
GENTLE_MN = 1000  # about 0.01 ml/s through a 30G needle on a 3 ml syringe
ENOUGH_UL = 120.0
STOP_MM = 14.0
LEAST_S = 5.5


def consult(hand: Hand) -> None:
    """Ask everything, examine, decide, explain, photograph; consent after time to think."""
    for item in HISTORY_ITEMS:
        hand.do(c.AskHistory(item), then_wait_s=4.0)
    for item in ("legs_standing", "pulses", "skin"):
        hand.do(c.Examine(item), then_wait_s=5.0)
    hand.do(c.DecideSuitability("suitable"), then_wait_s=2.0)
    for item in CONSENT_ITEMS:
        hand.do(c.Explain(item), then_wait_s=3.0)
    hand.do(c.TakePhotograph(), c.MeasureStocking(), then_wait_s=4.0)
    hand.do(c.PassDays(14), c.TakeConsent(), then_wait_s=3.0)


def _trunk_start(look: t.Observation, kind: str) -> t.Place:
    """Return where a textbook says to look for a trunk near the patch."""
    u_mm = {"AASV": 10.0, "GSV": -45.0}[kind]
    return t.Place(u_mm, look.patch_s_mm + 90.0)


def find_trunk(hand: Hand, kind: str) -> t.Place | None:
    """Find a trunk, test it, and write down what it does."""
    t.deep_probe(hand)
    place = t.scan_for(hand, kind, _trunk_start(hand.look(), kind), 60.0)
    vein = t.turn_along(hand, kind, place) if place else None
    if place is None or vein is None:
        return None
    t.aim_doppler(hand, vein, is_small=False)
    reversal_s = t.squeeze_and_watch(hand, kind)
    finding = "refluxing" if reversal_s > 0.5 else "competent"
    hand.do(
        c.MarkVein(kind, finding, round(reversal_s * 1000), round(vein.diameter_mm * 1000)),
        then_wait_s=2.0,
    )
    return place if finding == "refluxing" else None


def find_feeder(hand: Hand) -> t.Place | None:
    """Find the reticular feeder under the patch with the high probe and a light hand."""
    t.shallow_probe(hand)
    look = hand.look()
    start = t.Place(look.patch_u_mm - 4.0, look.patch_s_mm + 18.0)
    place = t.scan_for(hand, "reticular", start, 36.0)
    vein = t.turn_along(hand, "reticular", place) if place else None
    if place is None or vein is None:
        return None
    t.aim_doppler(hand, vein, is_small=True)
    reversal_s = t.squeeze_and_watch(hand, "reticular")
    hand.do(
        c.MarkVein(
            "reticular", "refluxing", round(reversal_s * 1000), round(vein.diameter_mm * 1000)
        ),
        then_wait_s=2.0,
    )
    return place


def confirm_closed(hand: Hand, kind: str, place: t.Place) -> None:
    """Look again at a treated vein: the same test, and now silence."""
    (t.shallow_probe if kind == "reticular" else t.deep_probe)(hand)
    found = t.scan_for(hand, kind, place, 12.0) or place
    vein = t.turn_along(hand, kind, found)
    if vein is not None:
        t.aim_doppler(hand, vein, is_small=kind == "reticular")
    t.squeeze_and_watch(hand, kind)
    hand.do(c.MarkVein(kind, "closed"), then_wait_s=2.0)


def scan_and_treat_sources(hand: Hand) -> None:
    """Scan standing, refer what refluxes, wait six weeks, scan again."""
    hand.do(c.SetPosture("standing"), then_wait_s=3.0)
    places: list[tuple[str, t.Place, int]] = []
    for kind in ("GSV", "AASV"):
        place = find_trunk(hand, kind)
        if place is not None:
            places.append((kind, place, hand.look().findings - 1))
    place = find_feeder(hand)
    if place is not None:
        places.append(("reticular", place, hand.look().findings - 1))
    hand.do(c.LiftProbe(), then_wait_s=2.0)
    for kind, _place, mark in places:
        method = "foam" if kind == "reticular" else "endovenous_ablation"
        hand.do(c.ReferForTreatment(mark, method), then_wait_s=2.0)
    hand.do(c.PassDays(42), then_wait_s=1.0)
    hand.do(c.SetPosture("standing"), then_wait_s=2.0)
    for kind, place, _mark in places:
        confirm_closed(hand, kind, place)
    hand.do(c.LiftProbe(), then_wait_s=1.0)


def prepare(hand: Hand) -> None:
    """Mark standing, lie down, check the kit, wipe, draw up, take a needle, stretch."""
    hand.do(c.MarkSkin(), then_wait_s=5.0)
    hand.do(c.SetPosture("lying"), then_wait_s=5.0)
    hand.do(c.CheckKit(), c.WipeSkin(), then_wait_s=4.0)
    hand.do(c.FillSyringe("polidocanol", 5000, 2_500_000, 3000), c.TakeNeedle(30, 349))
    hand.do(c.StretchSkin(1), then_wait_s=3.0)


def inject_all(hand: Hand) -> None:
    """Top to bottom: one gentle push a thread, a swab on every puncture at once."""
    for thread in hand.look().threads:
        if hand.look().left_ul < ENOUGH_UL:
            hand.do(c.FillSyringe("polidocanol", 5000, 2_500_000, 3000), then_wait_s=5.0)
        length_mm = t.approach(hand, thread, FLAT_RAD)
        t.enter(hand, length_mm)
        t.push(hand, ENOUGH_UL, GENTLE_MN, STOP_MM, LEAST_S)
        t.dress(hand, thread, 1.0)


def send_home(hand: Hand) -> None:
    """Stocking while lying, walk, advice, review."""
    hand.do(c.FitStocking(25, "thigh"), then_wait_s=10.0)
    hand.do(c.Walk(20), then_wait_s=5.0)
    for item in ADVICE:
        hand.do(c.Advise(item, 21 if item == "stockings" else 3), then_wait_s=2.0)
    hand.do(c.PlanFollowUp(6), then_wait_s=1.0)
    hand.do(c.FinishAttempt())


def expert(hand: Hand) -> None:
    """Play the whole case as it should be played."""
    consult(hand)
    scan_and_treat_sources(hand)
    prepare(hand)
    inject_all(hand)
    send_home(hand)
