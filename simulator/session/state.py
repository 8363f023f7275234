"""The whole truth at one tick, frozen; a new state is made, an old one never changed."""

from dataclasses import dataclass, field, fields

import numpy as np
from numpy.typing import NDArray

from simulator.anatomy.patient import Patient
from simulator.base.digest import digest
from simulator.physics.circulation import Circulation, Lumen
from simulator.physics.give import Thrust
from simulator.physics.healing import Session
from simulator.physics.holes import Hole
from simulator.physics.moment import Moment, ProbePose, Squeeze, Strain
from simulator.physics.needle import NeedleFit
from simulator.physics.scanner import Scanner
from simulator.physics.tissue import Tissue
from simulator.physics.track import Track
from simulator.session.home import Aftercare, Home
from simulator.session.pace import USUAL, Pace
from simulator.session.plan import Plan
from simulator.session.responses import Sign
from simulator.session.talk_state import (  # noqa: F401 (the whole state is found here)
    Consultation,
    Glass,
    Parting,
    Refill,
    Told,
)


@dataclass(frozen=True)
class Evidence:
    """What the scanner could show of one vessel since it was last treated."""

    vein: str
    watched_ms: int = 0  # longest reversal shown after a fair squeeze and quick release
    measured_ms: int = 0  # the same with the gate in the lumen and the spectrum running
    silent_tests: int = 0  # fair tests after treatment in which no flow was there to show
    lumen_um: int = 0  # true diameter while it was in the image
    strained_ms: int = 0  # longest reversal shown while she bore down
    strained_measured_ms: int = 0
    strained_silent: int = 0  # times a view of the groin showed none while she bore down
    pressed: str = ""  # what a press that closes a sound vein did to it: closed, or open


@dataclass(frozen=True)
class Running:
    """What the open squeeze test has shown of one vein under the probe so far."""

    vein: str
    watched_ticks: int = 0
    measured_ticks: int = 0
    shown_ticks: int = 0  # how long its flow, had there been any, would have shown
    why: str = ""  # the first obstacle met


@dataclass(frozen=True)
class Mark:
    """A finding the trainee wrote on the leg map."""

    u_um: int
    s_um: int
    name: str
    finding: str
    vein: str
    evidence: str
    reflux_ms: int
    diameter_um: int
    day: int
    level: str  # of the leg, `anatomy.landmarks.level`
    side: str


@dataclass(frozen=True)
class Scan:
    """The scanner and what it has been able to show."""

    probe: ProbePose | None = None
    placed_tick: int = 0
    settings: Scanner = field(default_factory=Scanner)
    squeezes: tuple[Squeeze, ...] = ()
    strains: tuple[Strain, ...] = ()
    looked_tick: int = 0  # since when the present view has been looked at
    is_looked: bool = False  # long enough that it has nothing more to show
    in_view: tuple[str, ...] = ()  # veins seen open since the probe was put down
    coverage: tuple[tuple[int, ...], ...] = ()  # ticks of looking, by territory and cell
    aid: str = "none"  # beside the image: none, cue or ghost
    running: tuple[Running, ...] = ()  # what this test has shown so far, one a vein
    is_test_open: bool = False  # a squeeze was released and its answer may still be running
    tested_day: int = -1  # when a fair test last showed what a vein does
    watch_tick: int = 0  # when the evidence was last brought up to date
    evidence: tuple[Evidence, ...] = ()
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True)
class Syringe:
    """What is in the hand; strength in mass parts per million (5000 = 0.5 %)."""

    drug: str = ""
    strength_ppm: int = 0
    size_ul: int = 3000
    left_ul: float = 0.0
    air_ul: float = 0.0  # in front of the solution, so it goes in first
    is_labelled: bool = False


@dataclass(frozen=True)
class Needle:
    """The needle. While `length_um` is 0 it hovers at the aim point.

    `length_um` is how far the hand has pushed it from the resting skin; the tip has come less
    far where skin or a wall still holds it (`Treatment.thrust`).
    """

    gauge: int = 0
    bend_mrad: int = 0
    x_um: int = 0
    y_um: int = 0
    heading_mrad: int = 0
    angle_mrad: int = 0
    length_um: int = 0
    force_mn: int = 0
    puncture: int = -1  # index of the puncture it is in, or -1: it only presses on the skin
    uses: int = 0  # holes it has made, for its tip dulls
    bevel: str = "up"


@dataclass(frozen=True)
class Puncture:
    """One hole in the skin and what went through it."""

    x_um: int
    y_um: int
    tick: int
    day: int = 0
    thread: str = ""  # the last thread that was injected through it
    injected_ul: float = 0.0
    tissue_ul: float = 0.0
    toxic_ul: float = 0.0  # out of the bevel beside a vein, as a solution that just kills skin
    peak_pa: float = 0.0
    withdrawn_tick: int = -1
    swab: int = -1
    swab_tick: int = -1
    ooze_ul_per_s: float = 0.0  # once the needle is out


@dataclass(frozen=True)
class Push:
    """The running push: since when, how much so far, how hard."""

    started_tick: int
    thread: str = ""
    injected_ul: float = 0.0  # of solution
    air_ul: float = 0.0
    tissue_ul: float = 0.0
    tip_pa: float = 0.0  # in the vein at the bevel, now
    peak_pa: float = 0.0
    blanch_mm: float = 0.0
    was_pale: NDArray[np.bool_] | None = None  # (E, C) what was pale when it began
    sign_tick: int = -1  # first warning sign of this push
    sign_ul: float = 0.0  # given when it showed


@dataclass(frozen=True)
class Given:
    """One push that is over, as weeks later still want to know it."""

    tick: int  # when the thumb pressed
    day: int
    puncture: int
    thread: str
    peak_pa: float
    blanch_mm: float
    volume_ul: float
    drug: str
    strength_ppm: int


@dataclass(frozen=True)
class Swab:
    x_um: int
    y_um: int
    tick: int
    is_taped: bool = False
    heading_mrad: int = 0
    is_off: bool = False  # came off at home


@dataclass(frozen=True)
class Blanch:
    """The vein that the last push left white: to see how fast blood comes back to it."""

    puncture: int
    edge: int
    tick: int  # when the thumb came off


@dataclass(frozen=True)
class Due:
    """What will happen to her by itself: a sign shows, gets worse or passes.

    `tick` is of her own clock: the attempt's, and the minutes she walked (`Reactions`).
    """

    what: str  # show, worsen, pass
    sign: str
    tick: int


@dataclass(frozen=True)
class Reactions:
    """What her body does of itself today."""

    due: tuple[Due, ...] = ()
    begun: tuple[str, ...] = ()  # signs that have had their cause today
    walked_ticks: int = 0  # that went by while she walked, and the attempt's clock stood
    reassured_tick: int = -1  # when she was last talked to, on her clock


@dataclass(frozen=True)
class Treatment:
    """The treatment room: kit, needle, punctures, swabs, the running dose."""

    is_kit_checked: bool = False
    is_marked: bool = False
    is_marked_standing: bool = False
    wiped_tick: int = -1  # alcohol dries off within the minute; -1 was never wiped
    is_stretched: bool = False
    syringe: Syringe = field(default_factory=Syringe)
    needle: Needle = field(default_factory=Needle)
    push: Push | None = None
    punctures: tuple[Puncture, ...] = ()
    swabs: tuple[Swab, ...] = ()
    given_ul: float = 0.0
    given_ug: float = 0.0  # of drug
    pushes: tuple[Given, ...] = ()  # of the whole attempt
    shown: tuple[Sign, ...] = ()  # warning signs, oldest first
    blanch: Blanch | None = None  # of the last push, while blood may be seen to come back
    track: Track | None = None  # the way of the needle while it touches the skin or is in
    thrust: Thrust | None = None  # how far it has come on it
    fit: NeedleFit | None = None  # where the bevel lies while the needle is in
    holes: tuple[Hole, ...] = ()  # in walls of veins
    air_ul: float = 0.0  # given so far

    @property
    def signs(self) -> tuple[tuple[str, int], ...]:
        """Every sign so far with its puncture, -1 for one of the person."""
        return tuple((sign.name, sign.puncture) for sign in self.shown)


@dataclass(frozen=True)
class World:
    """What never changes during an attempt: the case, the dice, the grown patient, the pace."""

    plan: Plan
    seed: int
    patient: Patient
    circulation: Circulation
    pace: Pace = USUAL


@dataclass(frozen=True)
class State:
    """Everything that can change, and the world it happens in."""

    world: World
    lumen: Lumen
    tick: int = 0
    day: int = 0
    posture: str = "sitting"
    consultation: Consultation = field(default_factory=Consultation)
    parting: Parting = field(default_factory=Parting)
    glass: Glass | None = None
    scan: Scan = field(default_factory=Scan)
    referred: tuple[tuple[int, str], ...] = ()  # (finding, method), until the day is over
    closed: tuple[tuple[str, int], ...] = ()  # (vessel id, day it was treated)
    opened: tuple[str, ...] = ()  # vessels that were closed and have opened again, once
    treatment: Treatment = field(default_factory=Treatment)
    reactions: Reactions = field(default_factory=Reactions)
    tissue: Tissue = field(default_factory=Tissue)
    aftercare: Aftercare = field(default_factory=Aftercare)
    sessions: tuple[Session, ...] = ()  # of injections on earlier days
    homes: tuple[Home, ...] = ()  # one for each of them
    body_tick: int = 0  # when the body was last brought up to date
    pushed_tick: int = 0  # when the plunger last moved
    is_settled: bool = True  # blood and sclerosant are exactly at rest
    is_finished: bool = False

    @property
    def plan(self) -> Plan:
        """The case."""
        return self.world.plan

    @property
    def patient(self) -> Patient:
        """The grown patient."""
        return self.world.patient

    @property
    def closed_ids(self) -> tuple[str, ...]:
        """Ids of the vessels that were treated, in order."""
        return tuple(vein for vein, _ in self.closed)

    @property
    def gone_edges(self) -> tuple[int, ...]:
        """Edges of the web that earlier sessions have closed for good."""
        return self.sessions[-1].closed_edges if self.sessions else ()

    @property
    def moment(self) -> Moment:
        """What the calf pump needs to know about now.

        A feeder whose source is closed has nothing left to run back, so it is as still as
        a closed one.
        """
        closed = (*self.closed_ids, *self.dry_ids)
        return Moment(self.posture, self.scan.squeezes, closed, self.scan.strains)

    @property
    def dry_ids(self) -> tuple[str, ...]:
        """Ids of feeders that are open but have lost the source that drove them."""
        closed = self.closed_ids
        if not closed:
            return ()
        feeding = self.world.circulation.feeding
        return tuple(
            vessel.id
            for vessel in self.patient.vessels
            if vessel.reflux_s > 0
            and vessel.id not in closed
            and not feeding.is_driven(vessel.id, closed)
        )


def state_digest(state: State) -> str:
    """Return the digest of everything that can change, and of the seed."""
    changing = tuple(getattr(state, f.name) for f in fields(state) if f.name != "world")
    return digest((state.world.seed, changing))
