"""A complaint shows the line it means, with a caret that stands where it should."""

import io
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.base.complaints import Complaint
from simulator.cli.excerpts import MARGIN, WIDEST, harmless, is_coloured, pointed_at, told
from tests.cli.playing import said

LETTERS = st.text(
    st.one_of(
        st.sampled_from("ab \t:{}"),
        st.characters(blacklist_categories=("Cs",), blacklist_characters="\n\r"),
    ),
    max_size=300,
)


def columns(text: str) -> int:
    """How many columns of a terminal `text` takes, told without looking at the code."""
    wide = sum(unicodedata.east_asian_width(c) in "WF" for c in text)
    return len(text) + wide - sum(bool(unicodedata.combining(c)) for c in text)


def test_the_caret_stands_under_the_word_that_is_meant() -> None:
    complaint = Complaint(
        "no", "a.yaml", 2, 14, code="S302", excerpt="    do: {step: fuond}", width=0
    )
    line, caret = pointed_at("    do: {step: fuond, vein: x}", 16, 5)
    assert line == "do: {step: fuond, vein: x}"
    assert caret == "           ^~~~~"
    assert told(complaint).startswith("a.yaml:2:14: error S302: no\n")


def test_without_an_excerpt_there_is_one_line() -> None:
    assert told(Complaint("gone", "a.yaml", 1, 1)) == "a.yaml:1:1: error: gone"
    assert "\n" not in str(Complaint("gone", "a.yaml", 1, 1, excerpt="x: y"))


def test_a_tab_and_a_wide_character_keep_the_caret_aligned() -> None:
    assert pointed_at("a:\tbad", 4, 3) == ("a:    bad", "      ^~~")
    assert pointed_at("\u7530\u4e2d: bad", 5, 3) == ("\u7530\u4e2d: bad", "      ^~~")
    assert pointed_at("e\u0301: bad", 5, 3) == ("e\u0301: bad", "   ^~~")


@given(LETTERS, st.integers(1, 320), st.integers(0, 320))
def test_any_line_is_shown_in_bounds_with_the_caret_under_its_column(
    written: str, column: int, width: int
) -> None:
    line, caret = pointed_at(written, column, width)
    assert harmless(line) == line
    assert columns(line) <= WIDEST + 10
    assert columns(caret) <= WIDEST + 4
    assert set(caret.lstrip(" ")) <= {"^", "~"}
    assert caret.lstrip(" ").startswith("^")
    if column <= len(written) and written[column - 1].isprintable():
        sign = written[column - 1]
        offset = len(caret) - len(caret.lstrip(" "))
        before = 0
        for shown in line:
            if before == offset and (shown == sign or sign == " "):
                break
            before += columns(shown)
        else:
            assert sign.isspace() or unicodedata.combining(sign) or line.endswith("..."), line


@pytest.mark.parametrize("sign", ["\x1b[31m", "\u202e", "\x07", "\u200b", "\x9b"])
def test_what_could_move_a_cursor_or_turn_text_round_is_made_harmless(sign: str) -> None:
    shown = told(Complaint(f"no '{sign}'", f"{sign}.yaml", 1, 1, excerpt=f"a: {sign}"))
    assert sign not in shown
    assert "\N{REPLACEMENT CHARACTER}" in shown


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_colour_is_for_terminals_and_for_those_who_want_it(monkeypatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert is_coloured(Terminal())
    assert not is_coloured(io.StringIO())
    monkeypatch.setenv("NO_COLOR", "1")
    assert not is_coloured(Terminal())


def test_colour_adds_nothing_but_colour() -> None:
    complaint = Complaint("no", "a.yaml", 1, 4, code="S302", excerpt="a: bad", width=3)
    coloured = told(complaint, in_colour=True)
    plain = coloured
    for code in ("\x1b[1;31m", "\x1b[1;33m", "\x1b[0m"):
        plain = plain.replace(code, "")
    assert plain == told(complaint) != coloured


def test_every_command_shows_the_line_of_a_broken_scenario(tmp_path) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text("format: scenario/1\nid: x\ntitle: y\nbrief: z\nmode: exams\nrules: []\n")
    for arguments in (("lint", broken), ("run", broken, "--operator", "expert")):
        answer = said(*arguments)
        lines = (answer.out + answer.err).splitlines()
        place = lines.index(f"{MARGIN}mode: exams")
        assert lines[place + 1] == f"{MARGIN}      ^~~~~"
