"""The weeks after treatment run as the courses say, and only where something was left behind."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.physics.courses import (
    REFERENCE_DAY,
    cord_strength,
    fading,
    matting_strength,
    stain_strength,
)
from simulator.physics.trapped import TrappedBlood
from simulator.physics.weeks import LegAt, MattingSpot, UlcerAt
from simulator.view.treatment import Camera, TreatmentView
from simulator.view.weeks import (
    Aftermath,
    Bruise,
    Ulcer,
    bruise_on_day,
    on_day,
    on_leg,
    ulcer_on_day,
)

days = st.floats(0, 400)
VIEW = TreatmentView(Camera(0, 0, 24), np.ones((3, 2)))
LEFT = Aftermath(
    np.array([0.9, 0.5, 0.0]),
    np.array([0.6, 0.0, 0.0]),
    np.array([0.2, 1.2, 2.0]),
    matting_frac=np.array([0.0, 1.0, 0.0]),
    coagulum_frac=np.array([0.0, 0.8, 0.0]),
    bruises=(Bruise(1.0, 2.0, 1.5, 0.02),),
    ulcers=(Ulcer(3.0, 1.0, 1.0),),
)


@given(days, days, st.floats(0.1, 2.0))
def test_what_has_cleared_stays_cleared(one: float, other: float, wide: float) -> None:
    early, late = (np.array([day]) for day in sorted((one, other)))
    at = np.array([wide])
    assert 0.0 <= fading(early, at)[0] <= fading(late, at)[0] <= 1.0


def test_on_the_day_itself_nothing_has_changed_yet() -> None:
    seen = on_day(VIEW, replace(LEFT, bruises=()), 0.0)
    for field in ("cleared_frac", "stain_frac", "matting_frac", "coagulum_frac"):
        assert np.allclose(getattr(seen, field), 0.0)
    assert seen.ulcers == ()


def test_week_twelve_is_what_the_outcome_says() -> None:
    seen = on_day(VIEW, LEFT, REFERENCE_DAY)
    assert seen.cleared_frac == pytest.approx(LEFT.cleared_frac)
    assert seen.stain_frac == pytest.approx(LEFT.stain_frac)


def test_threads_fade_before_wide_veins() -> None:
    """Threads in 3-6 weeks, bigger ones in 3-4 months (clinical texts)."""
    thread, wide = fading(np.full(2, 42.0), np.array([0.3, 1.0]))
    assert thread > 0.7
    assert wide < 0.3


def test_a_stain_climbs_for_weeks_and_then_fades_as_published() -> None:
    """Of the height, 70 % is gone at six months and nearly all at twelve."""
    course = np.array([stain_strength(day) for day in range(400)])
    height = int(course.argmax())
    assert 42 <= height <= 84  # it appears in weeks 6-12
    assert np.all(np.diff(course[:height]) > 0)
    assert np.all(np.diff(course[height:]) < 0)
    assert 0.70 <= 1.0 - course[183] / course[height] <= 0.90
    assert 1.0 - course[365] / course[height] >= 0.97


def test_matting_begins_between_weeks_two_and_six_and_goes_within_the_year() -> None:
    assert matting_strength(13.0) == 0.0
    assert matting_strength(42.0) == 1.0
    assert matting_strength(162.0) == pytest.approx(0.5)
    assert matting_strength(365.0) < 0.2


def test_trapped_blood_is_a_cord_in_weeks_one_to_six() -> None:
    assert min(cord_strength(day) for day in (5.0, 14.0)) > 0.5
    assert cord_strength(42.0) < 0.25


@given(st.floats(0, 60))
def test_a_bruise_makes_no_more_haem_than_it_had(day: float) -> None:
    bruise = bruise_on_day(LEFT.bruises[0], day)
    if bruise is not None:
        parts = bruise.blood_frac, bruise.biliverdin_frac, bruise.bilirubin_frac
        assert min(parts) >= -1e-12
        assert sum(parts) <= LEFT.bruises[0].blood_frac + 1e-12


def test_a_bruise_turns_from_red_by_green_to_yellow_and_is_gone_in_a_month() -> None:
    def strongest(part: str) -> float:
        seen = {d: bruise_on_day(LEFT.bruises[0], d) for d in np.arange(0, 20, 0.25)}
        return max((d for d, b in seen.items() if b), key=lambda d: getattr(seen[d], part))

    blood, green, yellow = map(strongest, ("blood_frac", "biliverdin_frac", "bilirubin_frac"))
    assert blood < green < yellow
    assert yellow >= 3.0
    early = bruise_on_day(LEFT.bruises[0], 0.75)  # not yellow before 18 hours
    assert early is not None
    assert early.bilirubin_frac < 0.05 * early.blood_frac
    assert bruise_on_day(LEFT.bruises[0], 30.0) is None


@given(days)
def test_an_ulcer_opens_heals_and_leaves_a_scar(day: float) -> None:
    seen = ulcer_on_day(LEFT.ulcers[0], day)
    if day <= 2.0:
        assert seen is None
    else:
        assert seen is not None
        assert 0.0 <= seen.open_frac <= 1.0
        assert (seen.open_frac == 0.0) == (day >= 58.0)
        assert (seen.scar_frac == 1.0) == (day >= 58.0)


def test_a_leg_is_drawn_as_it_is_seen() -> None:
    class FakeWeb:
        path_mm = np.array([[[1.0, 1.0, 0.3]] * 3, [[9.0, 1.0, 0.3]] * 3, [[20.0, 1.0, 0.3]] * 3])

    class FakePatient:
        web = FakeWeb()

    seen = LegAt(
        30,
        visible_frac=np.array([0.2, 1.0, 1.0]),
        dark_frac=np.array([0.5, 0.0, 0.0]),
        stain_frac=np.array([0.3, 0.0, 0.0]),
        matting=(MattingSpot(9.0, 2.0, 4.0, 0.7),),
        ulcers=(UlcerAt(3.0, 1.0, 3.0, "scar", 80.0),),
    )
    drawn = on_leg(VIEW, FakePatient(), seen)  # type: ignore[arg-type]
    assert drawn.cleared_frac.tolist() == pytest.approx([0.8, 0.0, 0.0])
    assert drawn.stain_frac.tolist() == [0.3, 0.0, 0.0]
    assert drawn.matting_frac.tolist() == [0.0, 0.7, 0.0]
    assert drawn.coagulum_frac.tolist() == [0.5, 0.0, 0.0]
    assert drawn.ulcers[0].scar_frac == 1.0
    assert drawn.ulcers[0].open_frac == 0.0


def test_trapped_blood_stands_out_and_a_blush_she_came_with_stays() -> None:
    class FakeWeb:
        path_mm = np.array([[[1.0, 1.0, 0.3]] * 3, [[9.0, 1.0, 0.3]] * 3, [[20.0, 1.0, 0.3]] * 3])

    class FakePatient:
        web = FakeWeb()

    calm = LegAt(9, np.ones(3), np.array([0.5, 0.5, 0.0]), np.zeros(3))
    held = replace(calm, trapped=(TrappedBlood("thread-1", 1.0, 1.0, 3.0, (0,)),))
    came_with = replace(VIEW, matting_frac=np.array([0.0, 0.0, 0.6]))
    plain, drawn = (on_leg(came_with, FakePatient(), leg) for leg in (calm, held))  # type: ignore[arg-type]
    assert drawn.coagulum_frac[0] > 2 * plain.coagulum_frac[0]
    assert drawn.coagulum_frac[1:].tolist() == plain.coagulum_frac[1:].tolist()
    assert drawn.matting_frac.tolist() == [0.0, 0.0, 0.6]
    assert max(drawn.coagulum_frac) * 32 < 127  # the painter keeps it in steps of 1/32, in a byte
