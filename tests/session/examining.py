"""Eight legs with something hidden in them, and an examiner who knows how to look for it."""

from dataclasses import dataclass
from functools import lru_cache

from simulator.anatomy.spec import ClotSpec, PatientSpec, SourceSpec
from simulator.operators import probing as p
from simulator.operators.hand import Hand
from simulator.session import commands as c
from simulator.session.attempt import Attempt
from simulator.session.corridor import begin
from simulator.session.plan import Plan
from simulator.session.state import State

FEEDER = SourceSpec("feeder", "reticular", 1.0, 1.6, "patch")
FIRM_PA = 11_500


@dataclass(frozen=True)
class Leg:
    """One hidden vein, its kind and name, and where a textbook would look for it."""

    vein: str
    kind: str
    at: p.Place
    spec: PatientSpec
    seed: int = 1
    by: str = "squeeze"  # the manoeuvre that shows it
    finding: str = "refluxing"


def _leg(vein: str, kind: str, at: p.Place, *sources: SourceSpec, **more: object) -> Leg:
    site = str(more.pop("site", "anterior thigh"))
    clots = tuple(ClotSpec(vein) for _ in range(int(more.get("finding") == "thrombosed")))
    spec = PatientSpec(threads=1, site=site, sources=sources, clots=clots)
    return Leg(vein, kind, at, spec, **more)  # type: ignore[arg-type]


LEGS = {
    "junctional GSV": _leg(
        "gsv",
        "GSV",
        p.Place(-32.0, 783.0),
        SourceSpec("gsv", "GSV", 2.0, 5.5, "feeder"),
        FEEDER,
        seed=22,
        by="strain",
    ),
    "segmental GSV": _leg(
        "gsv",
        "GSV",
        p.Place(-85.0, 600.0),
        SourceSpec("gsv", "GSV", 1.8, 4.6, "feeder"),
        FEEDER,
        seed=3,
    ),
    "AASV": _leg(
        "aasv",
        "AASV",
        p.Place(10.0, 670.0),
        SourceSpec("aasv", "AASV", 1.6, 4.2, "feeder"),
        FEEDER,
    ),
    "SSV": _leg(
        "ssv", "SSV", p.Place(150.0, 330.0), SourceSpec("ssv", "SSV", 1.7, 4.8, "patch"), seed=2
    ),
    "perforator": _leg(
        "perforator",
        "perforator",
        p.Place(62.0, 592.0),
        SourceSpec("perforator", "perforator", 0.9, 2.6, "feeder"),
        FEEDER,
    ),
    "reticular": _leg("feeder", "reticular", p.Place(58.0, 606.0), FEEDER),
    "lateral subdermic": _leg(
        "lateral",
        "lateral_subdermic",
        p.Place(112.0, 600.0),
        SourceSpec("lateral", "lateral_subdermic", 1.1, 2.0, "feeder"),
        FEEDER,
        site="lateral thigh",
    ),
    "clotted femoral vein": _leg(
        "femoral_vein",
        "femoral_vein",
        p.Place(-60.0, 650.0),
        by="press",
        finding="thrombosed",
    ),
}


@lru_cache(maxsize=16)
def held(name: str) -> State:
    """Return the state with the probe along the hidden vein, box and gate on it."""
    leg = LEGS[name]
    attempt = Attempt(begin(Plan(patient=leg.spec, seed=leg.seed)), lambda _record: None)
    hand = Hand(attempt)
    hand.do(c.SetPosture("lying" if leg.by == "press" else "standing"))
    p.set_up(hand, leg.kind)
    place = p.scan_for(hand, leg.kind, leg.at, 36.0)
    assert place is not None, f"no {leg.kind} in {name}"
    vein = p.nearest_of(hand.look(), leg.kind)
    if leg.by != "press":
        vein = p.turn_along(hand, leg.kind, place)
        assert vein is not None
        p.aim_doppler(hand, vein, p.SMALL if p.is_small(leg.kind) else p.TRUNK)
    return attempt.state


def at_the_vein(name: str) -> tuple[Attempt, Hand]:
    """Return a new attempt that goes on from `held`, and the hand in it."""
    attempt = Attempt(held(name), lambda _record: None)
    return attempt, Hand(attempt)


def manoeuvre(hand: Hand, by: str, **how: int) -> None:
    """Do the manoeuvre and let its answer run."""
    if by == "strain":
        hand.do(c.Strain(1), then_wait_s=3.0)
        hand.do(c.Strain(0), then_wait_s=0.5)
    elif by == "press":
        press(hand, FIRM_PA)
    elif by == "foot":
        hand.do(c.MoveFoot(), then_wait_s=2.9)
    elif by == "squeeze":
        above, release_ms = how.get("is_above_probe", 0), how.get("release_ms", 0)
        hand.do(c.SqueezeCalf(how.get("strength_permille", 1000), above), then_wait_s=0.9)
        hand.do(c.ReleaseCalf(release_ms), then_wait_s=2.4)


def press(hand: Hand, pressure_pa: int) -> None:
    """Press where the probe stands, long enough to see what happens."""
    pose = hand.look().probe
    assert pose is not None
    place = p.Place(pose.u_mm, pose.s_mm)
    hand.do(p.probe(place, round(pose.yaw_rad * 1000), pressure_pa), then_wait_s=0.5)


def mark(attempt: Attempt, kind: str, finding: str) -> str:
    """Write a finding with figures and return what backs it."""
    attempt.do(c.MarkVein(kind, finding, 1200, 3000))
    return str(next(e["evidence"] for e in reversed(attempt.events) if e["ev"] == "vein_marked"))


def verdict(attempt: Attempt, vein: str) -> str:
    """End the attempt and return what became of the hidden vein."""
    attempt.do(c.LiftProbe())
    attempt.do(c.FinishAttempt())
    judged = [e for e in attempt.events if e["ev"] == "source_judged" and e["vein"] == vein]
    return str(judged[-1]["verdict"])
