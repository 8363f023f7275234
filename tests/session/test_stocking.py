"""A stocking and a swab press on the veins of the patient who wears them."""

from simulator.session import commands as c
from simulator.session.body import stocking_pa
from simulator.session.state import State
from tests.laws.random_play import played

LIE = c.SetPosture("lying")


def worn(*commands: c.Command) -> State:
    """Return the state a few seconds after `commands`."""
    attempt, _ = played([*((command, 0) for command in commands), (c.CheckKit(), 600)])
    return attempt.state


def test_a_thigh_stocking_narrows_the_web_lying_and_one_to_the_knee_does_not() -> None:
    bare = worn(LIE).lumen.calm_frac
    strong = worn(LIE, c.FitStocking(35, "thigh"))
    assert stocking_pa(strong) > 0.0
    assert (strong.lumen.calm_frac < 0.6 * bare).all()
    short = worn(LIE, c.FitStocking(35, "below_knee"))
    assert stocking_pa(short) == 0.0
    assert (short.lumen.calm_frac == bare).all()


def test_a_lighter_stocking_narrows_less() -> None:
    width = [
        worn(LIE, c.FitStocking(mmhg, "thigh")).lumen.calm_frac.mean() for mmhg in (14, 18, 25, 35)
    ]
    assert width == sorted(width, reverse=True)


def test_a_swab_narrows_the_veins_under_it_and_no_others() -> None:
    bare = worn(LIE)
    pressed = worn(LIE, c.PlaceSwab(20_000, 12_500))
    narrow = pressed.lumen.calm_frac < 0.6 * bare.lumen.calm_frac
    path = pressed.patient.web.path_mm
    middle = path[:, path.shape[1] // 2]
    near = (middle[:, 0] - 20.0) ** 2 + (middle[:, 1] - 12.5) ** 2 <= 16.0
    assert near.any()
    assert (narrow == near).all()
