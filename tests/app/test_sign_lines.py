"""What the list of answers says was done: all of it, by an answer or by the hands, and no more."""

from dataclasses import replace

import pytest

from simulator.app.screens.aftercare import AftercareScreen
from simulator.app.screens.sign_lines import done_about, given, signs_of_today
from simulator.app.words import RESPONSES, SIGNS
from simulator.base.changed import changed
from simulator.session import commands as c
from simulator.session import signs
from simulator.session.responses import UNWELL, Sign
from simulator.session.state import Given, Needle, Puncture, Push, State, Swab
from tests.app.table_top import TableTop

SAVING = ("adrenaline", "lie_flat", "oxygen", "ambulance", "call_for_help")
SHOWN, STOPPED = 100, 130


def show(desk, name, puncture=-1):
    desk.attempt.state, _ = signs.shown(desk.state, [name], puncture)


def listing(desk, size=(1280, 720), scale=1.0):
    top = TableTop(AftercareScreen(), desk, size, scale)
    top.screen.responding.is_listing = True
    said = []
    for noted in ("label", "paragraph", "icon"):
        show_it = getattr(top.ui, noted)

        def spied(box, words, *rest, show_it=show_it, **more):
            said.append(words)
            return show_it(box, words, *rest, **more)

        setattr(top.ui, noted, spied)
    top.frame()
    assert top.ui.fits(), [(m.words, m.room) for m in top.ui.misfits]
    return said


@pytest.mark.parametrize(
    ("size", "scale"), [((1280, 720), 1.0), ((1280, 720), 1.5), ((1920, 1080), 2.0)]
)
def test_every_answer_to_a_sign_is_listed_and_its_button_is_ticked(size, scale, desk):
    desk.do(c.CheckKit())
    show(desk, "anaphylaxis")
    desk.do(*(c.Respond(action) for action in SAVING))
    said = listing(desk, size, scale)
    assert ", ".join(RESPONSES[action][0].lower() for action in SAVING) in said
    assert said.count("tick") >= len(SAVING)
    assert given(desk.state) == set(SAVING)


def test_no_sign_drops_off_the_list(desk):
    holes = (Puncture(0, 0, 0),)
    desk.attempt.state = changed(
        desk.state, treatment=changed(desk.state.treatment, punctures=holes)
    )
    for name in SIGNS:
        show(desk, name, -1 if name in UNWELL else 0)
    said = listing(desk)
    assert all(title in said for title, _ in SIGNS.values())


def test_what_was_done_at_an_earlier_puncture_is_not_ticked_at_this_one(desk):
    holes = (Puncture(0, 0, 0), Puncture(0, 0, 50))
    desk.attempt.state = changed(
        desk.state, treatment=changed(desk.state.treatment, punctures=holes)
    )
    show(desk, "wheal", 0)
    desk.do(c.Respond("stop_and_press"))
    assert given(desk.state) == {"stop_and_press"}
    show(desk, "wheal", 1)
    assert given(desk.state) == frozenset()
    assert [sign.puncture for sign in signs_of_today(desk.state)] == [1, 0]


def at_a_wheal(desk, **treatment) -> tuple[State, Sign]:
    sign = Sign("wheal", 0, SHOWN, desk.state.day)
    now = {"needle": Needle(gauge=30, puncture=0), "shown": (sign,)} | treatment
    return changed(desk.state, treatment=changed(desk.state.treatment, **now)), sign


def test_who_still_pushes_has_done_nothing_yet(desk):
    hole = Puncture(0, 0, 20)
    state, sign = at_a_wheal(desk, punctures=(hole,), push=Push(80))
    assert done_about(state, sign) == ""


def test_what_the_hands_did_after_a_sign_is_said(desk):
    hole = Puncture(0, 0, 20)
    push = Given(80, desk.state.day, 0, "", 0.0, 0.0, 10.0, "polidocanol", 5000)
    state, sign = at_a_wheal(desk, punctures=(hole,), pushes=(push,))
    assert done_about(state, sign) == "push stopped"
    out = replace(hole, withdrawn_tick=STOPPED, swab=0, swab_tick=STOPPED + 9)
    swab = Swab(0, 0, STOPPED + 9, is_taped=True)
    state, sign = at_a_wheal(desk, punctures=(out,), pushes=(push,), swabs=(swab,))
    assert done_about(state, sign) == "push stopped, needle out, cotton on, taped"
    answered = replace(sign, answers=("observe",))
    assert done_about(state, answered).startswith("stay and watch, push stopped")


def test_who_pushed_on_after_a_sign_has_not_stopped(desk):
    on = Given(SHOWN + 20, desk.state.day, 0, "", 0.0, 0.0, 10.0, "polidocanol", 5000)
    state, sign = at_a_wheal(desk, punctures=(Puncture(0, 0, 20),), pushes=(on,))
    assert done_about(state, sign) == ""
    # blood that comes back comes after the push: a thumb that is off is no answer to it
    earlier = replace(on, tick=SHOWN - 20)
    state, sign = at_a_wheal(desk, punctures=(Puncture(0, 0, 20),), pushes=(earlier,))
    assert done_about(state, replace(sign, name="blood_back")) == ""
