"""What the session may count as seen is what the picture shows: many holds, one verdict each."""

from dataclasses import dataclass

import numpy as np

from simulator.base.seeds import Seeds
from simulator.physics.beam import obstacle
from simulator.physics.calf_pump import velocity_mm_per_s
from simulator.physics.moment import Moment, ProbePose, Squeeze
from simulator.physics.pressing import image_depth_mm
from simulator.physics.scanner import Scanner
from simulator.ultrasound.machine import Machine
from tests.physics.thigh import AASV, FEEDER

FULL = Moment("standing", (Squeeze(120, 240),))
HOLDS = 60


@dataclass(frozen=True)
class Verdict:
    said: str | None
    shown_frac: float  # of the lumen inside the box that is coloured

    @property
    def is_agreed(self) -> bool:
        """Return whether words and picture agree; a faint core may be called either way."""
        return self.shown_frac >= 0.10 if self.said is None else self.shown_frac <= 0.30


def verdict(machine: Machine, rng: np.random.Generator, is_feeder: bool) -> Verdict:
    """Hold the probe somehow near a refluxing vein and ask both."""
    vein = FEEDER if is_feeder else AASV
    u, _, d = vein.path_mm[0]
    pose = ProbePose(
        u + rng.normal(0, 2.5),
        640.0 + rng.normal(0, 20),
        rng.choice([0.0, np.pi / 2]) + rng.normal(0, 0.25),
        float(rng.choice([0.0, 0.2, -0.25])),
        float(rng.uniform(100, 6000)),
        float(rng.choice([0.0, 0.0, 0.18, -0.12])),
    )
    z_um = round(1000 * image_depth_mm(float(d), pose.pressure_pa))
    scanner = Scanner(
        is_colour=1,
        steer_mrad=int(rng.choice([-340, -200, 0, 200, 340])),
        box_z_um=z_um + int(rng.normal(0, 3000)),
        box_height_um=8000,
        prf_hz=int(rng.choice([700, 1000, 1500, 3000])),
        wall_filter_hz=int(rng.choice([20, 40, 80])),
        frequency_khz=14_000 if is_feeder else 9000,
        depth_um=20_000 if is_feeder else 40_000,
        focus_um=6000,
    )
    tick = 240 + int(rng.uniform(20, 110))
    speed = velocity_mm_per_s(vein, FULL, tick)
    said = obstacle(vein, machine.patient, pose, scanner, "standing", speed, FULL)
    return Verdict(said, shown_frac(machine, vein.id, pose, scanner, tick))


def shown_frac(machine: Machine, vein: str, pose: ProbePose, scanner: Scanner, tick: int) -> float:
    """Return how much of the vein's lumen in the box is coloured."""
    colour = machine.image(pose, scanner, FULL, tick, "standing").colour
    painted = np.zeros(512 * 192, bool)
    painted[colour.pixels] = True
    still = machine.still(pose, scanner, tick, "standing")
    x, z = np.meshgrid((np.arange(192) + 0.5) * 0.2 - 19.2, still.plane.image_z_mm)
    below = z - scanner.box_z_um / 1000
    lean = np.tan(scanner.steer_mrad / 1000)
    in_box = (abs(below) < scanner.box_height_um / 2000) & (
        abs(x - below * lean) < scanner.box_width_um / 2000
    )
    inside = np.zeros(x.shape, bool)
    for section in still.sections:
        if section.vessel.id == vein:
            inside |= section.at(x, z, still.plane)[0] < 1
    lumen = inside & in_box
    return float((painted.reshape(x.shape) & lumen).sum() / max(lumen.sum(), 1))


def test_evidence_and_picture_agree_for_nearly_every_hold(machine):
    rng = Seeds(3).stream("test.holds")
    verdicts = [verdict(machine, rng, bool(k % 2)) for k in range(HOLDS)]
    agreed = sum(v.is_agreed for v in verdicts)
    assert sum(v.said is None for v in verdicts) > HOLDS // 5
    assert sum(v.said is not None for v in verdicts) > HOLDS // 5
    wrong = [v for v in verdicts if not v.is_agreed]
    assert agreed >= 0.93 * HOLDS, wrong
