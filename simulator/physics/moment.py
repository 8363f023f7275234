"""What the manoeuvres need to know about one moment: posture, squeezes, strains, what is closed."""

from dataclasses import dataclass

POSTURES = ("sitting", "standing", "lying")


@dataclass(frozen=True)
class Squeeze:
    """One emptying of the calf. `released_tick` is -1 while the hand still holds.

    `is_foot`: no hand does it, she pulls her foot up once (dorsiflexion); when the calf goes
    slack again is known as she begins, so `released_tick` may lie ahead.
    """

    pressed_tick: int
    released_tick: int = -1
    strength_permille: int = 1000  # what the hand aims at; reached 0.4 s after pressing
    is_above_probe: bool = False
    release_ms: int = 0  # how long the hand takes to open, from `released_tick` on
    is_foot: bool = False


@dataclass(frozen=True)
class Strain:
    """One Valsalva manoeuvre; `ended_tick` is -1 while she bears down."""

    begun_tick: int
    ended_tick: int = -1


@dataclass(frozen=True)
class Moment:
    """Posture, squeezes and strains so far (oldest first) and the ids of closed vessels."""

    posture: str = "sitting"
    squeezes: tuple[Squeeze, ...] = ()
    closed: tuple[str, ...] = ()
    strains: tuple[Strain, ...] = ()


@dataclass(frozen=True)
class ProbePose:
    """Where and how the probe is held, in core units; yaw 0 is transverse.

    `tilt_rad` fans the image plane; `rock_rad` (heel-toe) turns it in itself: above 0 the end
    of the probe at +x is lifted off, and what lies there is shown deeper.
    """

    u_mm: float
    s_mm: float
    yaw_rad: float = 0.0
    tilt_rad: float = 0.0
    pressure_pa: float = 400.0
    rock_rad: float = 0.0
