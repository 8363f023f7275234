"""Random play: sensible and senseless commands in any order, with waits between them."""

from functools import lru_cache
from typing import Any

from hypothesis import strategies as st

from simulator.anatomy.spec import PatientSpec, SourceSpec
from simulator.session import commands as c
from simulator.session.attempt import Attempt, Record
from simulator.session.corridor import begin
from simulator.session.plan import Plan
from simulator.session.state import State

SPEC = PatientSpec(
    threads=4,
    sources=(
        SourceSpec("aasv", "AASV", 1.8, 4.2, "reticular_feeder"),
        SourceSpec("reticular_feeder", "reticular", 0.9, 1.6, "patch"),
    ),
)
PLAN = Plan(id="law", patient=SPEC, seed=5)


@lru_cache(maxsize=1)
def first_state() -> State:
    """Return the first state of the shared case; it is frozen, so it can be shared."""
    return begin(PLAN)


def _um(low_mm: float, high_mm: float) -> st.SearchStrategy[int]:
    return st.integers(round(low_mm * 1000), round(high_mm * 1000))


def on_an_arm() -> st.SearchStrategy[c.AimNeedle]:
    """Return aims that enter near the arm of some thread."""
    web = first_state().patient.web
    arms = [web.path_mm[t.arm_edge][4] for t in first_state().patient.threads]
    return st.builds(
        lambda arm, dx, dy, heading, angle, bevel: c.AimNeedle(
            round(arm[0] * 1000) + dx, round(arm[1] * 1000) + dy, heading, angle, bevel
        ),
        st.sampled_from(arms),
        st.integers(-600, 600),
        st.integers(-600, 600),
        st.integers(-3142, 3142),
        st.integers(80, 500),
        st.sampled_from(["up", "up", "down", "side", "nonsense"]),
    )


def commands() -> st.SearchStrategy[c.Command]:
    """Return any command, with values inside and now and then outside what is allowed."""
    return st.one_of(
        st.builds(c.AskHistory, st.sampled_from(["allergy", "clots", "nonsense"])),
        st.builds(c.Examine, st.sampled_from(["pulses", "abpi", "face", "nonsense"])),
        st.builds(c.Classify, st.sampled_from(["C0", "C1", "nonsense"])),
        st.builds(c.PressGlass, _um(-2, 42), _um(-2, 27)),
        st.builds(c.LiftGlass),
        st.builds(c.DecideSuitability, st.sampled_from(["suitable", "defer", "nonsense"])),
        st.builds(c.Explain, st.sampled_from(["staining", "nonsense"])),
        st.builds(c.TeachBack, st.sampled_from(["staining", "stockings", "nonsense"])),
        st.builds(c.TakeConsent),
        st.builds(c.DeclineTreatment, st.sampled_from(["facial_veins", "nonsense"])),
        st.builds(c.ReferOn, st.sampled_from(["gp", "dermatology", "nonsense"])),
        st.builds(c.WriteNotes),
        st.builds(c.PassDays, st.integers(-1, 60)),
        st.builds(c.SetPosture, st.sampled_from(["standing", "lying", "sitting"])),
        st.builds(
            c.PlaceProbe,
            _um(-120, 120),
            _um(450, 800),
            st.integers(-1600, 1600),
            st.integers(-400, 400),
            st.integers(0, 9000),
            st.integers(-550, 550),
        ),
        st.builds(c.LiftProbe),
        st.builds(
            c.SetScanner,
            st.sampled_from(
                ["is_colour", "is_pulsed", "prf_hz", "depth_um", "baseline_permille", "nonsense"]
            ),
            st.sampled_from([0, 1, 1000, 30_000]),
        ),
        st.builds(c.SqueezeCalf, st.integers(0, 1000), st.integers(0, 1)),
        st.builds(c.ReleaseCalf),
        st.builds(c.Strain, st.integers(-1, 1)),
        st.builds(c.MoveFoot),
        st.builds(c.SetAid, st.sampled_from(["none", "cue", "ghost", "nonsense"])),
        st.builds(
            c.MarkVein,
            st.sampled_from(["AASV", "reticular", "GSV", "femoral_vein"]),
            st.sampled_from(["refluxing", "competent", "closed", "thrombosed", "absent"]),
        ),
        st.builds(c.ReferForTreatment, st.integers(-1, 3), st.just("foam")),
        st.builds(
            c.FillSyringe,
            st.sampled_from(["polidocanol", "STS", "ink"]),
            st.sampled_from([0, 2000, 5000, 40_000]),
            st.sampled_from([500_000, 2_000_000]),
            st.sampled_from([1000, 3000]),
            st.sampled_from([0, 0, 20_000, 500_000]),
        ),
        st.builds(c.TakeNeedle, st.sampled_from([30, 32, 27]), st.sampled_from([0, 349])),
        st.builds(c.StretchSkin, st.integers(0, 1)),
        on_an_arm(),
        st.builds(c.InsertNeedle, st.integers(0, 4000)),
        st.builds(c.PressPlunger, st.sampled_from([0, 500, 800, 1500, 6000])),
        st.builds(c.PlaceSwab, _um(0, 40), _um(0, 25)),
        st.builds(c.TapeSwab, st.integers(0, 2)),
        st.builds(
            c.Respond,
            st.sampled_from(["stop_and_press", "lie_flat", "adrenaline", "raise_legs", "dance"]),
        ),
        st.builds(c.CheckKit),
        st.builds(c.LabelSyringe),
        st.builds(c.CheckDose),
        st.builds(c.Reassure),
        st.builds(c.Stay, st.integers(0, 20)),
        st.builds(c.FitStocking, st.integers(0, 40), st.sampled_from(["thigh", "hat"])),
        st.builds(c.Walk, st.integers(0, 30)),
        st.builds(c.Advise, st.sampled_from(["stockings", "nonsense"]), st.integers(0, 21)),
        st.builds(c.PlanFollowUp, st.integers(0, 12)),
        st.sampled_from([c.Telephone(), c.OpenDiary(), c.ReviewLeg()]),
        st.builds(c.LetOutBlood, _um(-1, 41), _um(0, 25)),
    )


def injections() -> st.SearchStrategy[list[Any]]:
    """Return a whole puncture: aim, enter, push for a while, let go, out, swab."""
    return st.builds(
        lambda aim, length, back, air, force, wait: [
            (c.FillSyringe("polidocanol", 5000, 2_000_000, 3000, air), 0),
            (c.TakeNeedle(30), 0),
            (c.StretchSkin(1), 0),
            (aim, 10),
            (c.InsertNeedle(length), 5),
            (c.InsertNeedle(max(length - back, 300)), 5),
            (c.PressPlunger(force), wait),
            (c.PressPlunger(0), 60),
            (c.InsertNeedle(0), 30),
            (c.PlaceSwab(aim.x_um, aim.y_um), 0),
        ],
        on_an_arm(),
        st.integers(600, 2500),
        st.sampled_from([0, 0, 200, 1500]),
        st.sampled_from([0, 0, 20_000]),
        st.sampled_from([600, 900, 2500]),
        st.integers(1, 240),
    )


def plays(longest: int = 10) -> st.SearchStrategy[list[tuple[c.Command, int]]]:
    """Return a list of (command, ticks to wait after it)."""
    single = st.builds(lambda k, w: [(k, w)], commands(), st.integers(0, 150))
    parts = st.lists(st.one_of(single, single, single, injections()), max_size=longest)
    return parts.map(lambda found: [act for part in found for act in part])


def played(play: list[tuple[c.Command, int]], state: State | None = None) -> tuple[Attempt, list]:
    """Play it through an attempt; return the attempt and everything it told."""
    records: list[Record] = []
    attempt = Attempt(state or first_state(), records.append)
    for command, wait in play:
        attempt.do(command)
        attempt.pass_ticks(wait)
    return attempt, records
