"""Every blemish knows what made it: the cause by name, how much, and the tick of the act."""

from dataclasses import replace

import pytest

from simulator.physics.coefficients import HEALING
from simulator.session.aftermath import aftermath, causal_chain
from simulator.session.causes import CAUSES, KINDS, Cause
from simulator.session.followed import followed
from simulator.session.home import StockingAdvice
from simulator.session.state import State
from tests.session.test_course import two_sessions

STAINED = replace(HEALING, stain=50.0)  # so that every touched thread stains
MATTED = replace(HEALING, matting=50.0)


def state() -> State:
    return two_sessions()[0].state


def at_home(one: State, **changes: object) -> State:
    homes = tuple(replace(home, **changes) for home in one.homes)  # type: ignore[arg-type]
    return replace(one, homes=homes)


def causes(one: State, kind: str, how=STAINED) -> dict[str, Cause]:
    chain = causal_chain(one, aftermath(one, how))
    return {cause.what: cause for b in chain if b.kind == kind for cause in b.causes}


def test_names_come_from_the_closed_list() -> None:
    for how in (HEALING, STAINED, MATTED):
        for blemish in causal_chain(state(), aftermath(state(), how)):
            assert blemish.kind in KINDS
            assert blemish.causes
            assert {cause.what for cause in blemish.causes} <= set(CAUSES)
            adds = [cause.adds for cause in blemish.causes]
            assert adds == sorted(adds, reverse=True)


def test_a_stain_knows_the_day_the_stocking_came_off_and_the_advice_before_it() -> None:
    """Seed 5 stops early when it was only told."""
    off = causes(state(), "stain")["stockings_off_early"]
    assert 5 <= off.amount <= 9
    ticks = {e["tick"] for e in two_sessions()[0].events if e["ev"] == "advice_given"}
    assert off.tick in ticks


def test_short_advice_is_the_adviser_s_and_not_hers() -> None:
    told = (StockingAdvice(0, 4, 77),)
    found = causes(at_home(state(), told=told, is_understood=True, is_explained=True), "stain")
    assert found["stockings_advised_too_short"].amount == 4
    assert found["stockings_advised_too_short"].tick == 77
    assert "stockings_off_early" not in found


def test_no_stocking_is_a_cause_at_the_last_push() -> None:
    found = causes(at_home(state(), stocking_mmhg=0), "stain")["no_stocking"]
    starts = {e["started_tick"] for e in two_sessions()[0].events if e["ev"] == "injection_ended"}
    assert found.tick in starts
    assert found.adds == pytest.approx(HEALING.stain_bare)


def test_nights_are_counted() -> None:
    one = at_home(state(), told=(), is_explained=False, is_understood=False)
    assert causes(one, "stain")["nights_off"].amount == HEALING.untold_days


def test_a_late_swab_says_how_late_and_a_missing_one_when_it_was_missing() -> None:
    one = state()
    late = [replace(h, swab_tick=h.withdrawn_tick + 41 * 120) for h in one.treatment.punctures]
    bare = [replace(h, swab=-1, swab_tick=-1) for h in one.treatment.punctures]
    slow = tuple(
        replace(s, swab_delay_s=tuple((name, 41.0) for name, _ in s.swab_delay_s))
        for s in one.sessions
    )
    one = replace(one, sessions=slow)
    found = causes(replace(one, treatment=replace(one.treatment, punctures=tuple(late))), "stain")
    assert found["swab_late"].amount == 41
    assert found["swab_late"].tick in {h.swab_tick for h in late}
    found = causes(replace(one, treatment=replace(one.treatment, punctures=tuple(bare))), "stain")
    assert found["no_swab"].tick in {h.withdrawn_tick for h in bare}


def test_the_hardest_push_is_the_one_to_look_at() -> None:
    one = state()
    hard = [replace(p, peak_pa=12_000.0 + p.tick) for p in one.treatment.pushes]
    found = causes(
        replace(one, treatment=replace(one.treatment, pushes=tuple(hard))), "matting", MATTED
    )
    assert found["pushed_too_hard"].tick in {p.tick for p in hard}
    assert found["pushed_too_hard"].amount >= 90
    assert found["no_duplex"].tick == hard[0].tick


def test_who_never_scanned_is_told_so_and_who_did_is_told_of_the_source() -> None:
    one = state()
    assert "no_duplex" in causes(one, "open", HEALING)
    scanned = replace(one, scan=replace(one.scan, in_view=("aasv",)))
    found = causes(scanned, "open", HEALING)
    assert "reflux_left_open" in found
    assert "no_duplex" not in found


def test_what_the_end_tells_is_what_the_aftermath_is() -> None:
    one = state()
    after, told = aftermath(one), followed(one)
    seen = [event for event in told if type(event).__name__ == "OutcomeSeen"]
    assert [e.cleared_permille for e in seen] == [
        round(1000 * thread.cleared_frac) for thread in after.outcome.threads
    ]
    judged = told[-1]
    assert (judged.judgement, judged.day) == (after.judgement, after.day)
    formed = [event for event in told if type(event).__name__ == "BlemishFormed"]
    assert len(formed) == sum(len(b.causes) for b in causal_chain(one, after))
    assert all(event.cause_tick <= one.tick for event in formed)


def test_nothing_is_told_of_a_leg_that_was_not_injected() -> None:
    assert followed(replace(state(), homes=(), sessions=())) == ()


def test_a_stocking_that_is_too_short_or_too_weak_is_worth_no_hours() -> None:
    whole = at_home(state(), is_explained=True, is_understood=True)
    good = aftermath(whole).course.sessions[0].compression_frac
    assert good > 0.95
    short = at_home(whole, is_covering=False)
    assert aftermath(short).course.sessions[0].compression_frac == 0.0
    assert causes(short, "stain")["stocking_too_short"].adds == pytest.approx(HEALING.stain_bare)
    weak = at_home(whole, stocking_mmhg=14)
    assert aftermath(weak).course.sessions[0].compression_frac == pytest.approx(good / 2)
    assert causes(weak, "stain")["stocking_too_weak"].amount == 14
