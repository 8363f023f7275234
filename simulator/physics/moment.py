"""What the calf pump needs to know about one moment: posture, squeezes, what is closed."""

from dataclasses import dataclass

POSTURES = ("sitting", "standing", "lying")


@dataclass(frozen=True)
class Squeeze:
    """One squeeze of the limb. `released_tick` is -1 while the hand still holds."""

    pressed_tick: int
    released_tick: int = -1
    strength_permille: int = 1000  # what the hand aims at; reached 0.4 s after pressing
    is_above_probe: bool = False
    release_ms: int = 0  # how long the hand takes to open, from `released_tick` on


@dataclass(frozen=True)
class Moment:
    """Posture, the squeezes so far (oldest first) and the ids of closed vessels."""

    posture: str = "sitting"
    squeezes: tuple[Squeeze, ...] = ()
    closed: tuple[str, ...] = ()


@dataclass(frozen=True)
class ProbePose:
    """Where and how the probe is held, in core units; yaw 0 is transverse."""

    u_mm: float
    s_mm: float
    yaw_rad: float = 0.0
    tilt_rad: float = 0.0
    pressure_pa: float = 400.0
