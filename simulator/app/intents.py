"""From window events to plain intents; nothing else in the house knows pygame events."""

import pygame

from simulator.widgets.input import Intent, Key, Pointer, Text

_NAMES = {
    pygame.K_TAB: "tab",
    pygame.K_RETURN: "return",
    pygame.K_KP_ENTER: "return",
    pygame.K_SPACE: "space",
    pygame.K_ESCAPE: "escape",
    pygame.K_BACKSPACE: "backspace",
    pygame.K_DELETE: "delete",
    pygame.K_LEFT: "left",
    pygame.K_RIGHT: "right",
    pygame.K_UP: "up",
    pygame.K_DOWN: "down",
    pygame.K_HOME: "home",
    pygame.K_END: "end",
    pygame.K_PAGEUP: "pageup",
    pygame.K_PAGEDOWN: "pagedown",
    pygame.K_PAUSE: "pause",
}


def key_name(code: int) -> str:
    """Return the lower-case name of a key."""
    return _NAMES.get(code) or pygame.key.name(code).lower()


def intent_of(event: pygame.event.Event) -> Intent | None:
    """Return what a person meant by a window event, or None if it means nothing here."""
    match event.type:
        case pygame.MOUSEMOTION:
            return Pointer(event.pos[0], event.pos[1], "move")
        case pygame.MOUSEBUTTONDOWN if event.button <= 3:
            return Pointer(event.pos[0], event.pos[1], "down", event.button)
        case pygame.MOUSEBUTTONUP if event.button <= 3:
            return Pointer(event.pos[0], event.pos[1], "up", event.button)
        case pygame.MOUSEWHEEL:
            x, y = pygame.mouse.get_pos()
            return Pointer(x, y, "wheel", dy=float(event.precise_y or event.y))
        case pygame.KEYDOWN | pygame.KEYUP:
            is_shift = bool(event.mod & pygame.KMOD_SHIFT)
            is_ctrl = bool(event.mod & (pygame.KMOD_CTRL | pygame.KMOD_META))
            return Key(key_name(event.key), is_shift, is_ctrl, event.type == pygame.KEYDOWN)
        case pygame.TEXTINPUT:
            return Text(event.text)
    return None
