"""Hidden sources that no scan of any attempt identified, and that no probe could show.

Who cannot find a vein that is there has failed; a vein that cannot be seen from anywhere makes
a case that nobody can pass. What decides is the beam's own geometry (`physics.image_plane`).
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from simulator.base.complaints import Complaint
from simulator.scenario.load import Scenario

if TYPE_CHECKING:
    from simulator.anatomy.patient import Leg, Vessel

LOWEST_MM: Final = 60.0  # above the sole: where a probe can be put (session.scanning)
HIGHEST_MM: Final = 850.0
FREQUENCIES_KHZ: Final = (5000, 9000, 12_000, 18_000)  # of both probes
EVERY_MM: Final = 8  # of the points of a vein's path


def unseen_sources(
    file: Path, scenario: Scenario, attempts: Sequence[Sequence[Any]]
) -> list[Complaint]:
    """Return a warning for every hidden source that nobody found and no probe can show."""
    found = {
        event["vein"]
        for events in attempts
        for event in events
        if event["ev"] == "source_judged" and event["verdict"] == "identified"
    }
    hidden = [s.id for s in scenario.plan.patient.sources if s.is_hidden and s.id not in found]
    if not hidden:
        return []
    from simulator.session.corridor import begin

    patient = begin(scenario.plan).patient
    what = "no probe can show the hidden vein '{}', and no attempt identified it"
    hint = "make it wider, or let it lie where a probe can stand"
    return [
        Complaint(what.format(name), str(file), 1, 1, hint, "warning", "L430")
        for name in hidden
        if not can_be_seen(patient.leg, patient.vessel(name))
    ]


def can_be_seen(leg: "Leg", vessel: "Vessel") -> bool:
    """Say whether some place of the probe and some setting shows the vein, standing."""
    from simulator.physics.beam import unseen
    from simulator.physics.image_plane import cut
    from simulator.physics.moment import ProbePose
    from simulator.physics.scanner import RANGES, Scanner

    for u_mm, s_mm, _depth in vessel.path_mm[::EVERY_MM]:
        if not LOWEST_MM <= s_mm <= HIGHEST_MM:
            continue
        pose = ProbePose(float(u_mm), float(s_mm), 0.0, 0.0, 0.0, 0.0)
        for khz in FREQUENCIES_KHZ:
            settings = Scanner(frequency_khz=khz, depth_um=RANGES["depth_um"][1])
            if unseen(vessel, cut(vessel, leg, pose, "standing", settings), settings) is None:
                return True
    return False
