"""Where the tip is, in words: a teaching aid that names what the eye has to learn to see."""

from typing import Final, NamedTuple

from simulator.anatomy.centreline import nearest, point_at
from simulator.physics.give import ASIDE
from simulator.session.state import State

ALMOST_ALL: Final = 0.95  # of the bevel inside; the rest would feed a wheal
STOP_MM, PAST_MM = 10.0, 20.0  # stop at 1 to 2 cm of blanch (Goldman; Ouvry and Davy)


class Coaching(NamedTuple):
    """A title and a sentence; `state` is '', 'done', 'caution' or 'harm'."""

    title: str
    words: str
    state: str = ""


def coach(state: State) -> Coaching | None:
    """Return what to say about the needle in the skin, or None while it is out."""
    treatment = state.treatment
    fit, thrust = treatment.fit, treatment.thrust
    if thrust is not None and not thrust.is_in:
        return Coaching("The skin dimples", "It has not given yet. Go on a little, or stretch it.")
    if fit is None or treatment.needle.length_um == 0:
        return None
    if treatment.push is not None:
        return _pushing(treatment.push.blanch_mm, fit.lumen_frac)
    if fit.lumen_frac >= ALMOST_ALL:
        return Coaching("In the vein", "Blood shows in the hub. Press slowly.", "done")
    if fit.lumen_frac > 0.0:
        words = f"{fit.lumen_frac:.0%} of the bevel is inside. A little further."
        return Coaching("Entering the vein", words)
    if fit.is_through:
        return Coaching("Through the vein", "Draw back until blood shows, or come out.", "caution")
    if thrust is not None and ASIDE in thrust.walls:
        words = "Slack skin lets it roll. Come out, stretch, aim at its middle."
        return Coaching("The vein rolled aside", words, "caution")
    web = state.patient.web
    x_mm, y_mm, z_mm = fit.tip_mm
    edge, along, aside_mm = nearest(web, x_mm, y_mm)
    depth_mm, radius_mm = point_at(web, edge, along)[2], float(web.radius_mm[edge])
    if aside_mm > radius_mm + 0.1:
        words = f"{aside_mm:.1f} mm to the side. Come out and line up again."
        return Coaching("Beside the vein", words, "caution")
    if z_mm < depth_mm:
        words = f"{max(0.1, depth_mm - radius_mm - z_mm):.1f} mm of skin left. Go on, flat."
        return Coaching("Above the vein", words)
    return Coaching("Below the vein", "Draw back until blood shows.", "caution")


def _pushing(blanch_mm: float, lumen_frac: float) -> Coaching:
    reach = f"Blanch {blanch_mm:.0f} mm"
    if lumen_frac <= 0.0:
        return Coaching("Outside the vein", "This goes into the skin. Stop.", "harm")
    if blanch_mm < 1.0:
        return Coaching("Nothing blanches yet", "Wait a second, or press a little more.")
    if blanch_mm < STOP_MM:
        return Coaching(f"{reach} and advancing", "Keep the thumb even and watch the front.")
    if blanch_mm < PAST_MM:
        return Coaching(reach, "Far enough: stop between 1 and 2 cm.", "done")
    return Coaching(reach, "Past 2 cm. Stop.", "caution")
