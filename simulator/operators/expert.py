"""The expert: asks, explains, finds the hidden veins by evidence, treats the cause first."""

from simulator.anatomy.spec import DRAINS
from simulator.operators import needling, probing
from simulator.operators.deep import clotted_vein
from simulator.operators.glass import arterial_threads
from simulator.operators.hand import Hand
from simulator.operators.seeing_to import see_to
from simulator.operators.sweeping import sweep_leg
from simulator.operators.talking import agree, decline, get_to_know, say_no, tell
from simulator.operators.technique import EXPERT, Technique
from simulator.physics.valves import reflux_limit_ms
from simulator.session import commands as c
from simulator.session.observation import SeenSpot

PATIENCE_S = 120.0  # for the colour of a vein to come back
SETTLE_S = 20.0  # the last blanch fades, so that the next push does not run on through it
STRAIN_S = 4.0


def find(hand: Hand, kind: str, how: Technique = EXPERT) -> probing.Place | None:
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
    probing.aim_doppler(hand, vein, scale_for(kind, how))
    reversal_s = probing.squeeze_and_watch(hand, kind)
    is_leaking = _write_down(hand, kind, reversal_s, vein.diameter_mm)
    return place if is_leaking else None


def scale_for(kind: str, how: Technique) -> probing.Doppler:
    """Return the scale that is set for a vein; who knows no better has one for all."""
    return probing.SMALL if how.has_slow_scale and probing.is_small(kind) else probing.TRUNK


def _write_down(hand: Hand, kind: str, reversal_s: float, diameter_mm: float) -> bool:
    """Mark what the vein under the probe does; return whether it leaks."""
    is_leaking = reversal_s * 1000 > reflux_limit_ms(kind)
    finding = "refluxing" if is_leaking else "competent"
    mark = c.MarkVein(kind, finding, round(reversal_s * 1000), round(diameter_mm * 1000))
    hand.do(mark, then_wait_s=2.0)
    return is_leaking


def ask_the_groin(hand: Hand) -> None:
    """Have her bear down with the probe on the junction of the great saphenous vein."""
    probing.set_up(hand, "GSV")
    place = probing.scan_for(hand, "GSV", probing.GROIN, probing.AGAIN_REACH_MM)
    vein = probing.turn_along(hand, "GSV", place) if place else None
    if vein is not None:
        probing.aim_doppler(hand, vein, probing.TRUNK)
        reversal_s = probing.strain_and_watch(hand, "GSV", STRAIN_S)
        _write_down(hand, "GSV", reversal_s, vein.diameter_mm)


def confirm_closed(hand: Hand, kind: str, place: probing.Place, how: Technique = EXPERT) -> None:
    """Look again at a treated vein: the same test, and now silence."""
    probing.set_up(hand, kind)
    found = probing.scan_for(hand, kind, place, 12.0) or place
    vein = probing.turn_along(hand, kind, found)
    if vein is not None:
        probing.aim_doppler(hand, vein, scale_for(kind, how))
    probing.squeeze_and_watch(hand, kind)
    hand.do(c.MarkVein(kind, "closed"), then_wait_s=2.0)


def scan_and_treat_sources(hand: Hand, how: Technique = EXPERT) -> bool:
    """Scan the leg standing, have what refluxes treated; six weeks on, look again.

    Returns whether the way is free: a fresh clot in a deep vein ends the day.
    """
    hand.do(c.SetPosture("standing"), then_wait_s=3.0)
    if how.is_thorough:
        if clotted_vein(hand):
            hand.do(c.LiftProbe(), then_wait_s=2.0)
            return False
        hand.do(c.SetPosture("standing"), then_wait_s=3.0)
        sweep_leg(hand)
        ask_the_groin(hand)
    places: list[tuple[str, probing.Place, int]] = []
    for kind in how.kinds:
        place = find(hand, kind, how)
        if place is not None:
            places.append((kind, place, hand.look().findings - 1))
    hand.do(c.LiftProbe(), then_wait_s=2.0)
    for kind, _place, mark in places:
        method = "foam" if kind == "reticular" else "endovenous_ablation"
        hand.do(c.ReferForTreatment(mark, method), then_wait_s=2.0)
    if places:
        hand.do(c.PassDays(how.rest_days), then_wait_s=1.0)
        hand.do(c.SetPosture("standing"), then_wait_s=2.0)
        for kind, place, _mark in places:
            confirm_closed(hand, kind, place, how)
        hand.do(c.LiftProbe(), then_wait_s=1.0)
    return True


def prepare(hand: Hand, how: Technique = EXPERT) -> None:
    """Mark standing, lie down, check the kit, wipe, draw up, take a needle, stretch."""
    hand.do(c.MarkSkin(), then_wait_s=5.0)
    hand.do(c.SetPosture("lying"), then_wait_s=5.0)
    hand.do(c.CheckKit(), c.WipeSkin(), then_wait_s=4.0)
    _draw_up(hand, how)
    hand.do(c.TakeNeedle(30, 349), c.StretchSkin(1), then_wait_s=3.0)
    if how.sees_to:
        hand.do(c.Reassure(), then_wait_s=4.0)


def _draw_up(hand: Hand, how: Technique) -> None:
    """Fill, label, and work out what she may still have today."""
    fill = c.FillSyringe("polidocanol", how.strength_ppm, 2_500_000, 3000)
    hand.do(fill, c.LabelSyringe(), c.CheckDose(), then_wait_s=5.0)


def inject_all(hand: Hand, how: Technique = EXPERT) -> None:
    """Top to bottom at the arms, a swab on every puncture at once; then what stayed red.

    Who pushes into a vein that an earlier push has left pale cannot see how far this one goes.
    So a thread that is still red comes first, and a pale one is given time to fill. A blanch of
    one to two centimetres does not reach the end of a long thread: beyond it, go in again. A sign
    that she bears no more ends it all.
    """
    avoided = arterial_threads(hand) if how.is_thorough else frozenset()
    every = [thread for thread in hand.look().threads if thread.id not in avoided]
    # a blush from last time is let fade: what is injected into it makes it spread
    threads = [thread for thread in every if not (how.is_thorough and thread.is_matted)]
    arms = [needling.arm_of(thread) for thread in threads][: how.most]
    reached: set[int] = set()
    beyond = ([thread.middle for thread in threads], [thread.tip for thread in threads])
    for turn, spots in enumerate((arms, *beyond)[: how.rounds]):
        feel = how.later if turn else how.first
        red = [spot for spot in spots if spot.stretch not in reached]
        pale = _inject(hand, red, reached, feel, how)
        if pale is None:
            return
        reached |= pale


def _inject(
    hand: Hand, spots: list[SeenSpot], reached: set[int], feel: needling.Feel, how: Technique
) -> set[int] | None:
    """One gentle push at each of the spots that is not among `reached`; return what went pale.

    None says that she bears no more today.
    """
    left, pale = spots, set(reached)
    while left:
        spot = _next(hand, left)
        left = [other for other in left if other is not spot]
        if spot.stretch in pale and reached:
            continue
        look = hand.look()
        if look.left_ul < how.enough_ul:
            _draw_up(hand, how)
        number = look.swabs  # every puncture gets one
        hand.wait(how.pause_s)
        angle_rad = how.angles_rad[number % len(how.angles_rad)]
        needling.enter(hand, needling.approach(hand, spot, angle_rad))
        if not (how.sees_to and "pulsing_blood" in _signs_here(hand)):
            needling.push_by_eye(hand, how.enough_ul, feel)
        pale |= hand.look().pale_stretches
        then = "swab" if how.sees_to and "porcelain" in _signs_here(hand) else "swab_and_tape"
        needling.dress(hand, spot, how.swabs_s[number % len(how.swabs_s)], then)
        if how.sees_to and not see_to(hand):
            return None
        hand.wait(SETTLE_S)
    return pale


def _signs_here(hand: Hand) -> set[str]:
    """Return the signs of the puncture that the needle is in."""
    look = hand.look()
    return {sign.name for sign in look.open_signs if sign.puncture == look.puncture}


def _next(hand: Hand, left: list[SeenSpot]) -> SeenSpot:
    """Return the first of the spots that are left whose vein is red, soon or after a wait."""
    for _ in range(round(PATIENCE_S / SETTLE_S)):
        pale = hand.look().pale_stretches
        for spot in left:
            if spot.stretch not in pale:
                return spot
        hand.wait(SETTLE_S)
    return left[0]


def send_home(hand: Hand, how: Technique = EXPERT) -> None:
    """Stocking while lying, walk, advice, review."""
    if hand.look().site not in DRAINS:  # nothing to pull over a back: pad and tape stay on
        hand.do(c.FitStocking(how.stocking_mmhg, "thigh"), then_wait_s=10.0)
    _walk(hand, how)
    for item in how.advice:
        tell(hand, how, c.Advise(item, how.stocking_days if item == "stockings" else 3))
    hand.do(c.PlanFollowUp(6), then_wait_s=1.0)
    hand.do(c.FinishAttempt())


def _walk(hand: Hand, how: Technique) -> None:
    """Walk her under observation; who is not well is seen to, and walks again when she is."""
    ill = how.sees_to and any(name == "anaphylaxis" for name, _ in hand.look().signs)
    if ill:
        return  # she leaves by ambulance
    hand.do(c.Walk(how.walk_min), then_wait_s=5.0)
    if how.sees_to and hand.look().open_signs:
        see_to(hand)
        if not any(name == "anaphylaxis" for name, _ in hand.look().signs):
            hand.do(c.Walk(how.walk_min), then_wait_s=5.0)


def treat(hand: Hand, how: Technique) -> None:
    """Play the whole case in one's own way."""
    get_to_know(hand, how)
    if how.heeds and decline(hand, how):
        return
    agree(hand, how)
    if not _scan(hand, how):
        say_no(hand, how, "refer", "contraindication", ("vascular_clinic", "gp"))
        return
    prepare(hand, how)
    inject_all(hand, how)
    send_home(hand, how)


def _scan(hand: Hand, how: Technique) -> bool:
    """Scan, unless it is no leg or this trainee's habit; return whether the way is free."""
    if how.kinds and hand.look().site not in DRAINS:
        return scan_and_treat_sources(hand, how)
    hand.do(c.SetPosture("standing"), then_wait_s=2.0)
    return True


def expert(hand: Hand) -> None:
    """Play the whole case as it should be played."""
    treat(hand, EXPERT)
