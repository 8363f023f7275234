"""The expert: asks, explains, finds the hidden veins by evidence, treats the cause first."""

from simulator.anatomy.spec import FACE
from simulator.operators import needling, probing, responding
from simulator.operators.hand import Hand
from simulator.operators.sweeping import sweep_leg
from simulator.physics.valves import reflux_limit_ms
from simulator.session import commands as c
from simulator.session.aftercaring import ADVICE
from simulator.session.consulting import HISTORY_ITEMS
from simulator.session.observation import SeenSpot
from simulator.session.plan import Plan

CONSENT_ITEMS = Plan().consent_items

PASSING = frozenset({"pregnancy", "infection", "surgery"})  # she may come back afterwards
FLAT_RAD = 0.2  # 11 degrees
SOURCE_KINDS = ("GSV", "AASV", "SSV", "perforator", "reticular")  # from the trunks outwards
THREAD_PPM = 5000  # half a per cent of polidocanol: right for a thread vein
ENOUGH_UL = 120.0
BY_EYE = needling.Feel(full_mn=1000, near_mm=9.0, stop_mm=15.0, least_s=5.5, most_s=7.0)
PATIENCE_S = 120.0  # for the colour of a vein to come back
FINE = needling.Feel(full_mn=700, near_mm=9.0, stop_mm=15.0, least_s=5.5, most_s=7.0)
MOST_WALKS = 4
SETTLE_S = 20.0  # the last blanch fades, so that the next push does not run on through it


def get_to_know(hand: Hand) -> None:
    """Ask everything, and examine what she came with."""
    for item in HISTORY_ITEMS:
        hand.do(c.AskHistory(item), then_wait_s=4.0)
    where = ("face", "skin") if hand.look().site == FACE else ("legs_standing", "pulses", "skin")
    for item in where:
        hand.do(c.Examine(item), then_wait_s=5.0)


def agree(hand: Hand) -> None:
    """Decide, explain, photograph; consent after time to think."""
    hand.do(c.DecideSuitability("suitable"), then_wait_s=2.0)
    for item in CONSENT_ITEMS:
        hand.do(c.Explain(item), then_wait_s=3.0)
    hand.do(c.TakePhotograph(), c.MeasureStocking(), then_wait_s=4.0)
    hand.do(c.PassDays(14), c.TakeConsent(), then_wait_s=3.0)


def consult(hand: Hand) -> None:
    """Ask, examine, and go on as with anybody, whatever was heard and seen."""
    get_to_know(hand)
    agree(hand)


def decline(hand: Hand) -> bool:
    """Where needle and drug have no place, say so and show a way forward; return whether."""
    look = hand.look()
    places: tuple[str, ...]
    if look.site == FACE:
        decision, reason, places = "refer", "facial_veins", ("laser_clinic", "gp")
    elif look.barring:
        can_wait = set(look.barring) <= PASSING
        decision, reason, places = "defer" if can_wait else "refer", "contraindication", ("gp",)
    else:
        return False
    hand.do(c.DecideSuitability(decision), then_wait_s=3.0)
    hand.do(c.DeclineTreatment(reason), then_wait_s=8.0)
    hand.do(c.Explain("alternatives"), then_wait_s=6.0)
    for place in places:
        hand.do(c.ReferOn(place), then_wait_s=5.0)
    hand.do(c.WriteNotes(), then_wait_s=10.0)
    hand.do(c.FinishAttempt())
    return True


def find(hand: Hand, kind: str) -> probing.Place | None:
    """Find a vein, test it, write down what it does; return where, if it refluxes.

    A vein that is nowhere to be found is not written down.
    """
    probing.set_up(hand, kind)
    place, vein = None, None
    for start in probing.places_to_look(hand.look(), kind):
        place = probing.scan_for(hand, kind, start, probing.SEARCH_REACH_MM)
        vein = probing.turn_along(hand, kind, place) if place else None
        if vein is not None:
            break
    if place is None or vein is None:
        return None
    probing.aim_doppler(hand, vein, probing.SMALL if probing.is_small(kind) else probing.TRUNK)
    reversal_s = probing.squeeze_and_watch(hand, kind)
    finding = "refluxing" if reversal_s * 1000 > reflux_limit_ms(kind) else "competent"
    hand.do(
        c.MarkVein(kind, finding, round(reversal_s * 1000), round(vein.diameter_mm * 1000)),
        then_wait_s=2.0,
    )
    return place if finding == "refluxing" else None


def confirm_closed(hand: Hand, kind: str, place: probing.Place) -> None:
    """Look again at a treated vein: the same test, and now silence."""
    probing.set_up(hand, kind)
    found = probing.scan_for(hand, kind, place, 12.0) or place
    vein = probing.turn_along(hand, kind, found)
    if vein is not None:
        probing.aim_doppler(hand, vein, probing.SMALL if probing.is_small(kind) else probing.TRUNK)
    probing.squeeze_and_watch(hand, kind)
    hand.do(c.MarkVein(kind, "closed"), then_wait_s=2.0)


def scan_and_treat_sources(hand: Hand) -> None:
    """Look over the leg standing, test its veins, refer what refluxes; six weeks on, again."""
    hand.do(c.SetPosture("standing"), then_wait_s=3.0)
    sweep_leg(hand)
    places: list[tuple[str, probing.Place, int]] = []
    for kind in SOURCE_KINDS:
        place = find(hand, kind)
        if place is not None:
            places.append((kind, place, hand.look().findings - 1))
    hand.do(c.LiftProbe(), then_wait_s=2.0)
    for kind, _place, mark in places:
        method = "foam" if kind == "reticular" else "endovenous_ablation"
        hand.do(c.ReferForTreatment(mark, method), then_wait_s=2.0)
    hand.do(c.PassDays(42), then_wait_s=1.0)
    hand.do(c.SetPosture("standing"), then_wait_s=2.0)
    for kind, place, _mark in places:
        confirm_closed(hand, kind, place)
    hand.do(c.LiftProbe(), then_wait_s=1.0)


def prepare(hand: Hand, strength_ppm: int = THREAD_PPM) -> None:
    """Mark standing, lie down, check the kit, wipe, draw up, take a needle, stretch."""
    hand.do(c.MarkSkin(), then_wait_s=5.0)
    hand.do(c.SetPosture("lying"), then_wait_s=5.0)
    hand.do(c.CheckKit(), c.WipeSkin(), then_wait_s=4.0)
    draw_up(hand, strength_ppm)
    hand.do(c.CheckDose(), c.TakeNeedle(30, 349), c.StretchSkin(1), then_wait_s=3.0)


def draw_up(hand: Hand, strength_ppm: int) -> None:
    """Fill the syringe, and write on it what is in it."""
    fill = c.FillSyringe("polidocanol", strength_ppm, 2_500_000, 3000)
    hand.do(fill, c.LabelSyringe(), then_wait_s=5.0)


def inject_all(hand: Hand, strength_ppm: int = THREAD_PPM) -> None:
    """Top to bottom at the arms, a swab on every puncture at once; then what stayed red.

    Who pushes into a vein that an earlier push has left pale cannot see how far this one goes.
    So a thread that is still red comes first, and a pale one is given time to fill. A blanch of
    one to two centimetres does not reach the end of a long thread: beyond it, go in again.
    """
    threads = hand.look().threads
    arms = [needling.arm_of(thread) for thread in threads]
    reached = _inject(hand, arms, set(), BY_EYE, strength_ppm)
    for spots in ([thread.middle for thread in threads], [thread.tip for thread in threads]):
        red = [spot for spot in spots if spot.stretch not in reached]
        reached |= _inject(hand, red, reached, FINE, strength_ppm)


def _inject(
    hand: Hand, spots: list[SeenSpot], reached: set[int], feel: needling.Feel, strength_ppm: int
) -> set[int]:
    """One gentle push at each of the spots that is not among `reached`; return what went pale."""
    left, pale = spots, set(reached)
    if left:
        hand.do(c.Reassure(), then_wait_s=2.0)
    while left and responding.respond(hand) and responding.stay(hand):
        spot = _next(hand, left)
        left = [other for other in left if other is not spot]
        if spot.stretch in pale and reached:
            continue
        if hand.look().left_ul < ENOUGH_UL:
            draw_up(hand, strength_ppm)
        needling.enter(hand, needling.approach(hand, spot, FLAT_RAD))
        if not responding.is_arterial(hand.look()):
            needling.push_by_eye(hand, ENOUGH_UL, feel)
        pale |= hand.look().pale_stretches
        responding.withdraw(hand, spot, 1.0)
        responding.respond(hand)
        hand.wait(SETTLE_S)
    return pale


def _next(hand: Hand, left: list[SeenSpot]) -> SeenSpot:
    """Return the first of the spots that are left whose vein is red, soon or after a wait."""
    for _ in range(round(PATIENCE_S / SETTLE_S)):
        pale = hand.look().pale_stretches
        for spot in left:
            if spot.stretch not in pale:
                return spot
        hand.wait(SETTLE_S)
    return left[0]


def send_home(hand: Hand) -> None:
    """Stocking while lying, walk, advice, review; what shows while she walks is seen to."""
    hand.do(c.FitStocking(25, "thigh"), then_wait_s=10.0)
    walk(hand)
    for item in ADVICE:
        hand.do(c.Advise(item, 21 if item == "stockings" else 3), then_wait_s=2.0)
    hand.do(c.PlanFollowUp(6), then_wait_s=1.0)
    hand.do(c.FinishAttempt())


def walk(hand: Hand) -> None:
    """Have her walk for as long as is taught; if something cuts it short, see to it, then again."""
    for _ in range(MOST_WALKS):
        if not responding.stay(hand) or hand.look().has_ambulance:
            hand.do(c.WriteNotes(), then_wait_s=10.0)  # somebody else takes her from here
            return
        before = len(hand.look().signs)
        hand.do(c.Walk(20), then_wait_s=5.0)
        if len(hand.look().signs) == before:
            return
        responding.respond(hand)


def expert(hand: Hand) -> None:
    """Play the whole case as it should be played."""
    get_to_know(hand)
    if decline(hand):
        return
    agree(hand)
    scan_and_treat_sources(hand)
    prepare(hand)
    inject_all(hand)
    send_home(hand)
