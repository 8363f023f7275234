"""Everything that a mouse can do, the keyboard can do, and one always sees where one is."""

import pygame
import pytest

from simulator.widgets.kit import Key, Pointer, Text, Ui
from tests.widgets.stand import stand

TAB = Key("tab")
BACK = Key("tab", is_shift=True)


def go_to(s, name):
    for _ in range(len(s.ui.touches.order) + 1):
        if s.ui.touches.focus == name and s.ui.touches.is_ring_shown:
            return
        s.frame(TAB)
    raise AssertionError(f"the Tab key never reaches {name}")


def click(s, name):
    x, y = s.ui.touches.place_of(name).center
    s.frame(Pointer(x, y, "move"), Pointer(x, y, "down"), Pointer(x, y, "up"))


def test_tab_visits_every_control_once_and_comes_round():
    s = stand()
    order = s.ui.touches.order
    assert len(order) == len(set(order)) > 25
    visited = []
    for _ in order:
        s.frame(TAB)
        visited.append(s.ui.touches.focus)
    assert visited == order
    s.frame(TAB)
    assert s.ui.touches.focus == order[0]
    s.frame(BACK)
    assert s.ui.touches.focus == order[-1]


def test_the_focus_ring_is_seen_around_every_control():
    s = stand()
    for name in list(s.ui.touches.order):
        before = s.ui.display.canvas.copy()
        dirty = s.frame(TAB)
        place = s.ui.touches.place_of(s.ui.touches.focus).inflate(12, 12)
        place = place.clip(before.get_rect())
        assert any(rect.colliderect(place) for rect in dirty), name
        was = before.subsurface(place).get_buffer().raw
        assert was != s.ui.display.canvas.subsurface(place).get_buffer().raw, name


def test_enter_and_space_fire_what_has_the_ring():
    s = stand()
    go_to(s, "go")
    s.frame(Key("return"))
    s.frame(Key("space"))
    assert s.fired == ["go", "go"]


def test_a_clicked_button_does_not_swallow_the_space_key_of_the_screen():
    s = stand()
    click(s, "go")
    s.frame(Key("space"))
    assert s.fired == ["go"]
    assert s.ui.pressed_keys == [Key("space")]


def test_arrows_turn_what_has_the_ring_and_are_otherwise_left_to_the_screen():
    s = stand()
    s.frame(Key("right"))
    assert s.ui.pressed_keys == [Key("right")]
    go_to(s, "depth")
    s.frame(Key("right"))
    assert s.depth_mm == 40
    assert s.ui.pressed_keys == []
    go_to(s, "view")
    s.frame(Key("left"))
    assert s.view == 0


def test_a_choice_opens_moves_and_chooses_by_keys_alone():
    s = stand()
    go_to(s, "drug")
    s.frame(Key("return"))
    s.frame()
    assert s.ui.touches.order == ["drug:0", "drug:1", "drug:2"]
    assert s.ui.touches.focus == "drug:0"
    s.frame(Key("down"))
    s.frame(Key("return"))
    s.frame()
    assert s.drug == 1
    assert s.ui.touches.focus == "drug"


def test_escape_closes_an_open_choice_and_nobody_else_hears_it():
    s = stand()
    click(s, "drug")
    s.frame()
    s.frame(Key("escape"))
    assert s.ui.pressed_keys == []
    s.frame()
    assert "go" in s.ui.touches.order
    assert s.drug == 0


def test_a_press_beside_an_open_choice_closes_it_and_does_nothing_else():
    s = stand()
    click(s, "drug")
    s.frame()
    click(s, "go")
    s.frame()
    assert s.fired == []
    click(s, "go")
    assert s.fired == ["go"]


def test_a_dialog_silences_the_screen_and_gives_the_focus_back():
    s = stand()
    go_to(s, "go")
    s.is_asking = True
    s.frame()
    s.frame()
    assert s.ui.touches.order == ["stop:Keep treating", "stop:Stop and treat"]
    click(s, "go")
    assert s.fired == []
    s.frame(Key("escape"))
    assert s.fired == ["Keep treating"]
    s.frame()
    assert s.ui.touches.focus == "go"


def test_a_focused_row_scrolls_into_view():
    s = stand()
    go_to(s, "row9")
    s.frame()
    window = pygame.Rect(s.ui.px((660, 86, 400, 180)))
    assert window.contains(s.ui.touches.place_of("row9"))


def test_the_wheel_over_a_row_moves_the_list_and_a_hidden_row_cannot_be_hit():
    s = stand()
    x, y = s.ui.touches.place_of("row1").center
    s.frame(Pointer(x, y, "wheel", dy=-50))
    s.frame()
    assert s.ui.touches.place_of("row1").bottom < s.ui.px((660, 86, 400, 180)).top
    hidden = s.ui.touches.place_of("row1").center
    s.frame(Pointer(*hidden, "down"), Pointer(*hidden, "up"))
    assert "row1" not in s.fired


def test_typing_reaches_the_entry_and_its_letters_are_no_shortcuts():
    s = stand()
    click(s, "name")
    s.frame(Key("p"), Text(" P"), Key("backspace"))
    assert s.name == "Helen "
    assert s.ui.pressed_keys == []


def test_leaving_a_button_before_letting_go_fires_nothing():
    s = stand()
    x, y = s.ui.touches.place_of("go").center
    s.frame(Pointer(x, y, "down"))
    s.frame(Pointer(1, 700, "move"))
    s.frame(Pointer(1, 700, "up"))
    assert s.fired == []


def test_every_hit_area_is_at_least_forty_units_wide_and_high():
    s = stand((1600, 900))
    for name in s.ui.touches.order:
        place = s.ui.touches.place_of(name)
        assert min(place.size) >= 40, name


def test_the_cursor_tells_what_lies_under_it():
    s = stand()
    seen = {}
    for name in ("go", "no", "name"):
        s.frame(Pointer(*s.ui.touches.place_of(name).center, "move"))
        seen[name] = s.ui.touches.cursor
    s.frame(Pointer(2, 700, "move"))
    assert seen == {"go": "hand", "no": "arrow", "name": "text"}
    assert s.ui.touches.cursor == "arrow"


def test_two_controls_of_one_name_are_refused():
    ui = Ui(pygame.Surface((800, 450), 0, 32))
    ui.begin()
    ui.button("go", (10, 10, 100, 44), "Continue")
    with pytest.raises(ValueError, match="'go'"):
        ui.button("go", (10, 60, 100, 44), "Go back")


def test_a_picture_that_reacts_lies_under_its_buttons_and_off_the_tab_order():
    ui = Ui(pygame.Surface((1600, 900), 0, 32), can_animate=False)
    seen = []
    at = (Pointer(60, 30, "down"), Pointer(60, 30, "up"), Pointer(300, 300, "down"))
    for inputs in ((), at[:2], at[2:], (Pointer(310, 320, "move"),)):
        ui.begin(inputs)
        touch = ui.touch_area("loupe", (0, 0, 800, 800))
        is_fired = ui.button("zoom", (10, 10, 100, 44), "Zoom")
        ui.end()
        seen.append((touch.is_held, touch.drag, is_fired))
    assert seen[1:] == [(False, None, True), (True, (300, 300), False), (True, (310, 320), False)]
    assert ui.touches.order == ["zoom"]
    assert ui.pointer == (310, 320)
