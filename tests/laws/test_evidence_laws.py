"""What never gives evidence, whatever else the hand does; and pictures change nothing."""

from dataclasses import replace
from functools import lru_cache

from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.session import commands as c
from simulator.session.attempt import Attempt
from simulator.session.state import Evidence, State, state_digest
from simulator.session.watching import SLOWEST_RELEASE_MS
from simulator.ultrasound.machine import Machine
from tests.session.examining import held

SETTINGS = st.builds(
    c.SetScanner,
    st.sampled_from(["gain_cdb", "box_z_um", "gate_z_um", "steer_mrad", "is_inverted"]),
    st.integers(-300, 9000),
)
SQUEEZES = st.builds(c.SqueezeCalf, st.integers(300, 1000), st.integers(0, 1))
ABOVE = st.builds(c.SqueezeCalf, st.integers(300, 1000), st.just(1))
RELEASES = st.builds(c.ReleaseCalf, st.sampled_from([0, 200, 900]))
STRAINS = st.builds(c.Strain, st.integers(0, 1))


def nudges(state: State) -> st.SearchStrategy[c.Command]:
    """Return small movements of the probe around where it is held."""
    pose = state.scan.probe
    assert pose is not None
    return st.builds(
        lambda du, ds, dyaw, pressure, rock: c.PlaceProbe(
            round(pose.u_mm * 1000) + du,
            round(pose.s_mm * 1000) + ds,
            round(pose.yaw_rad * 1000) + dyaw,
            0,
            pressure,
            rock,
        ),
        st.integers(-800, 800),
        st.integers(-4000, 4000),
        st.integers(-60, 60),
        st.integers(100, 900),
        st.integers(-400, 400),
    )


def acts(state: State, *kinds: st.SearchStrategy[c.Command]) -> st.SearchStrategy[list]:
    """Return a list of (command, ticks to wait after it)."""
    one = st.tuples(st.one_of(nudges(state), SETTINGS, *kinds), st.integers(0, 260))
    squeeze = st.tuples(kinds[0], st.integers(60, 140))
    let_go = st.tuples(RELEASES, st.integers(100, 300))
    return st.lists(st.one_of(one, one, st.tuples(squeeze, let_go)), max_size=5)


def flat(play: list) -> list:
    """Return single acts, with pairs of squeeze and release taken apart."""
    return [act for entry in play for act in (entry if isinstance(entry[0], tuple) else (entry,))]


def flow_evidence(state: State, play: list) -> set[Evidence]:
    """Play on from `state` and return what was gained about flow in any vein."""
    attempt = Attempt(state, lambda _record: None)
    for command, wait in flat(play):
        attempt.do(command)
        attempt.pass_ticks(wait)
    attempt.do(c.LiftProbe())
    gained = {
        replace(seen, vein="", lumen_um=0, pressed="") for seen in attempt.state.scan.evidence
    }
    return gained - {Evidence("")}


def lying(name: str) -> State:
    """Return the state with the probe on the hidden vein, and the patient flat."""
    attempt = Attempt(held(name), lambda _record: None)
    attempt.do(c.SetPosture("lying"))
    return attempt.state


def arterial(name: str) -> State:
    """Return the same with an arterial scale."""
    attempt = Attempt(held(name), lambda _record: None)
    for control, value in (("prf_hz", 5000), ("wall_filter_hz", 400)):
        attempt.do(c.SetScanner(control, value))
    return attempt.state


@settings(max_examples=5)
@given(acts(held("AASV"), ABOVE))
def test_a_squeeze_above_the_probe_never_gives_evidence(play: list) -> None:
    assert flow_evidence(held("AASV"), play) == set()


@settings(max_examples=5)
@given(acts(held("AASV"), SQUEEZES, STRAINS, st.builds(c.MoveFoot)))
def test_lying_never_gives_evidence_of_flow(play: list) -> None:
    assert flow_evidence(lying("AASV"), play) == set()


@settings(max_examples=5)
@given(acts(held("reticular"), SQUEEZES, STRAINS, st.builds(c.MoveFoot)))
def test_a_scale_that_hides_the_flow_never_gives_evidence(play: list) -> None:
    assert flow_evidence(arterial("reticular"), play) == set()


def test_the_same_acts_give_evidence_where_nothing_hides_it() -> None:
    play = [((c.SqueezeCalf(1000, 0), 110), (c.ReleaseCalf(0), 260))]
    assert flow_evidence(held("AASV"), play)
    assert flow_evidence(held("reticular"), play)
    assert not flow_evidence(lying("AASV"), play)


@lru_cache(maxsize=1)
def scanner() -> Machine:
    return Machine(held("AASV").patient, 1)


@settings(max_examples=4)
@given(acts(held("AASV"), SQUEEZES, STRAINS, st.builds(c.MoveFoot)), st.integers(1, 40))
def test_no_image_and_no_spectrum_ever_changes_the_state(play: list, every: int) -> None:
    blind, watched = (Attempt(held("AASV"), lambda _record: None) for _ in range(2))
    for command, wait in flat(play):
        for attempt in (blind, watched):
            attempt.do(command)
        state = watched.state
        before = state_digest(state)
        view = (state.scan.probe, state.scan.settings, state.moment, state.tick)
        scanner().image(*view, state.posture)
        scanner().spectrum(*view, state.tick + every, state.posture)
        assert state_digest(state) == before
        for attempt in (blind, watched):
            attempt.pass_ticks(wait)
    assert state_digest(blind.state) == state_digest(watched.state)


def test_a_slow_release_is_no_test_even_where_some_blood_runs_back() -> None:
    def released(duration_ms: int) -> set[Evidence]:
        play = [((c.SqueezeCalf(1000, 0), 110), (c.ReleaseCalf(duration_ms), 260))]
        return flow_evidence(held("AASV"), play)

    assert released(SLOWEST_RELEASE_MS)
    assert not released(SLOWEST_RELEASE_MS + 1)
