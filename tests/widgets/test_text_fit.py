"""All text stands uncut in its box, at every window size and text scale we promise."""

import subprocess
import sys

import pygame
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.render import text
from simulator.widgets.kit import Ui
from tests.widgets.stand import stand

words = st.text(st.sampled_from("abcdefgh mnop.W1"), min_size=1, max_size=60)


@pytest.mark.parametrize("size", [(1280, 720), (1600, 900), (1920, 1080)])
@pytest.mark.parametrize("text_scale", [1.0, 1.5, 2.0])
def test_every_control_shows_its_text_whole(size, text_scale):
    s = stand(size, text_scale)
    assert s.ui.fits(), s.ui.misfits


def test_a_text_too_long_for_its_box_is_reported():
    ui = Ui(pygame.Surface((1280, 720), 0, 32))
    ui.begin()
    ui.label((0, 0, 60, 20), "Great saphenous vein, proximal thigh")
    ui.paragraph((0, 40, 80, 20), "Two findings change your plan, and neither fits in here.")
    ui.caption((0, 80, 30, 20), "Injection pressure")
    ui.end()
    assert len(ui.misfits) == 3


def test_larger_text_is_larger_where_there_is_room():
    small, large = (Ui(pygame.Surface((1280, 720), 0, 32), scale) for scale in (1.0, 2.0))
    assert large.text_width("Duplex", 14) > 1.8 * small.text_width("Duplex", 14)


@given(words, st.floats(20, 400), st.sampled_from((11.0, 14.0, 20.0)))
def test_wrapping_loses_no_word_and_keeps_to_the_width(said, room_px, size_px):
    rows = text.wrap(said, size_px, "Regular", room_px)
    assert " ".join(rows).split() == said.split()
    for row in rows:
        assert text.width_px(row, size_px) <= room_px or " " not in row


@given(words, st.floats(30, 300))
def test_shortened_text_fits_or_is_a_lone_ellipsis(said, room_px):
    cut = text.shorten(said, 14, "Regular", room_px)
    assert cut == "…" or text.width_px(cut, 14) <= room_px


@given(st.text("0123456789", min_size=4, max_size=4), st.text("0123456789", min_size=4, max_size=4))
def test_changing_digits_never_move_the_rest_of_a_number(first, second):
    width = text.tabular_width_px
    assert width(f"{first} ml", 18.0, "SemiBold") == pytest.approx(
        width(f"{second} ml", 18.0, "SemiBold")
    )


def test_a_drawn_number_keeps_its_unit_in_place_while_the_digits_change():
    ones, noughts = (text.tabular(f"{d * 4} ml", 18.0, "SemiBold", (255,) * 3) for d in "10")
    unit = pygame.Rect(ones.get_width() - 22, 0, 22, ones.get_height())
    assert bytes(ones.subsurface(unit).copy().get_buffer().raw) == bytes(
        noughts.subsurface(unit).copy().get_buffer().raw
    )
    assert ones.get_size() == noughts.get_size()
    assert bytes(ones.get_buffer().raw) != bytes(noughts.get_buffer().raw)


def test_drawn_lines_are_as_wide_as_they_were_measured():
    for said in ("Inject slowly, watch blanch", "0.12 ml", "W"):
        drawn = text.line(said, 15.0, "Medium", (255, 255, 255))
        assert abs(drawn.get_width() - text.width_px(said, 15.0, "Medium")) <= 1
        assert drawn.get_bounding_rect().w > 0.8 * drawn.get_width()


def test_the_typeface_is_found_without_running_its_package():
    program = (
        "import sys; from simulator.render import text; text.font(12); "
        "assert 'font_manrope' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_an_unknown_weight_is_refused_by_name():
    with pytest.raises(ValueError, match="Heavy"):
        text.font(12, "Heavy")
