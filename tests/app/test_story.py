"""The debrief: a timeline with what there is room for, harms first; what was found and missed."""

import pygame
from hypothesis import given
from hypothesis import strategies as st

from simulator.app.screens.debrief import DebriefScreen
from simulator.app.screens.outcome import PAGES
from simulator.app.screens.story import chosen_pins, order_words
from simulator.debrief.write import Mark, Stop
from simulator.widgets.kit import Box, Moment, Ui
from tests.app.table_top import TableTop

ROOM = Box(400, 300, 1100, 144)
END = 50_000
MARKS = st.lists(
    st.builds(
        Mark,
        st.integers(0, END),
        st.sampled_from(
            ["Photographed", "You gave 0.03 ml through one puncture", "Veto", "Reflux"]
        ),
        st.sampled_from(["good", "caution", "harm"]),
    ),
    max_size=30,
).map(lambda marks: sorted(marks, key=lambda m: m.tick))


def canvas():
    return Ui(pygame.Surface((1280, 720), 0, 32), can_animate=False)


@given(MARKS)
def test_no_word_on_the_timeline_is_cut_and_no_harm_is_without_a_pin(marks):
    ui = canvas()
    shown = chosen_pins(ui, marks, ROOM, END)
    assert [m for m, _ in shown if m.kind != "good"] == [m for m in marks if m.kind != "good"]
    assert all(is_told for mark, is_told in shown if mark.kind == "good")
    pins = [Moment(str(k), m.tick, m.label if told else "") for k, (m, told) in enumerate(shown)]
    ui.begin()
    ui.timeline("story", ROOM, (), pins, END)
    assert ui.fits(), ui.misfits


@given(MARKS)
def test_nothing_is_said_twice(marks):
    told = [mark.label for mark, is_told in chosen_pins(canvas(), marks, ROOM, END) if is_told]
    assert len(told) == len(set(told))


def test_a_harm_gets_its_words_where_a_good_mark_would_stand():
    marks = [Mark(100, "Photographed", "good"), Mark(110, "Veto", "harm")]
    marks += [Mark(120 + k, f"Reflux {'abc'[k]}", "caution") for k in range(3)]
    told = {mark.label for mark, is_told in chosen_pins(canvas(), marks, ROOM, END) if is_told}
    assert "Veto" in told
    assert "Photographed" not in told


def test_the_debrief_tells_what_was_found_and_where_nobody_looked(finished):
    top = TableTop(DebriefScreen(), finished["failed"])
    top.screen.outcome.page = PAGES.index("Sources")
    words, paragraph = [], top.ui.paragraph
    top.ui.paragraph = lambda box, told, *rest: (words.append(told), paragraph(box, told, *rest))[1]
    top.frame()
    assert "AASV: missed." in words
    assert any(told.endswith(": not scanned.") for told in words)


def test_the_ledger_shows_what_mistakes_took_off_and_lists_them_among_the_changes(finished):
    desk = finished["failed"]
    top = TableTop(DebriefScreen(), desk)
    words = shown_by(top)
    judged = desk.judge()
    assert judged.lost
    assert "Lost by mistakes" in words
    assert f"\N{MINUS SIGN}{judged.lost:g}" in words
    assert any(told.endswith(" points") and "\N{MINUS SIGN}" in told for told in words)


def shown_by(top):
    """Return every label and paragraph of one frame."""
    words = []
    for name in ("label", "paragraph"):
        draw = getattr(top.ui, name)
        setattr(
            top.ui,
            name,
            lambda box, told, *a, draw=draw, **k: _noted(words, told, draw(box, told, *a, **k)),
        )
    top.frame()
    return words


def _noted(words, told, drawn):
    words.append(told)
    return drawn


def test_the_order_is_not_in_place_when_steps_were_left_out_or_none_was_asked_for():
    def words(*statuses):
        return order_words([Stop(n, "Step", s, None, 0, "") for n, s in enumerate(statuses)])

    assert words("done", "done") == "Order, all in place"
    assert words("done", "skipped", "skipped") == "Order, 2 left out"
    assert words("late", "out of order", "skipped") == "Order, 2 off, 1 left out"
    assert words() == "Order, none asked for"
