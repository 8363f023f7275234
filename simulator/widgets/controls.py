"""Things a person acts on: buttons, tools, switches, sliders and choices.

Every control takes a stable id and a box, and returns what the person did. A refused control
stays in the tab order, never fires, and says its reason in a bubble when hovered or focused.
"""

from collections.abc import Sequence

from simulator.render.theme import RADIUS_CARD, RADIUS_CONTROL
from simulator.widgets.layout import AnyBox, Box, two_on_a_line
from simulator.widgets.plain import Plain
from simulator.widgets.touch import Touch

_SLIDER_KEYS = frozenset(
    {"left", "right", "up", "down", "home", "end", "pageup", "pagedown", "wheel"}
)
_CHOICE_KEYS = frozenset({"left", "right", "up", "down"})
_LIST_KEYS = frozenset({"up", "down"})
_KNOB = 9.0
_POPUP_LAYERS = 10

# kind: (fill, fill under the pointer, edge, text)
_BUTTONS = {
    "primary": ("teald", "teald2", None, "white"),
    "ghost": ("s2", "s3", "line2", "tx"),
    "danger": ("redb", "redb2", "red", "redtx"),
    "selected": ("tealb", "tealb", "teald", "teal"),
    "link": (None, None, None, "teal"),
}


class Controls(Plain):
    """Controls with a mouse path and a keyboard path each."""

    def button(
        self,
        name: str,
        box: AnyBox,
        words: str,
        kind: str = "primary",
        refusal: str | None = None,
        size: float = 15,
        icon: str = "",
        align: str = "c",
    ) -> bool:
        """A push button; True in the frame it fires. `refusal` greys it and says why."""
        touch = self._pressable(name, box, refusal)
        fill, hot_fill, edge, colour = _BUTTONS[kind]
        if refusal is not None:
            fill, hot_fill, edge, colour = ("s2" if fill else None), "s2", "line", "tx3"
        eased = self.ease(name, touch.is_hot and refusal is None)
        if fill or edge:
            self.plate(box, fill, edge, RADIUS_CONTROL)
        if eased > 0 and hot_fill and hot_fill != fill:
            alpha = round(255 * eased)
            inner = Box(*box).inset(1 / self.scale if edge else 0)
            self.plate(inner, hot_fill, None, RADIUS_CONTROL - (1 if edge else 0), alpha=alpha)
        sunk = 1 / self.scale if touch.is_held and refusal is None else 0.0
        x, y, w, h = box
        margin = 0 if kind == "link" else min(12, w * 0.08)
        room = Box(x + margin, y + sunk, w - 2 * margin, h)
        if icon and not words:
            side = min(w, h) * 0.5
            self.icon(room.middle(side, side), icon, colour)
        elif icon:
            side = size * 1.25
            wide = min(room.w, self.text_width(words, size, "SemiBold") + side + 8)
            left = room.x + ((room.w - wide) / 2 if align == "c" else 0)
            self.icon((left, y + sunk + (h - side) / 2, side, side), icon, colour)
            words_box = (left + side + 8, y + sunk, wide - side - 8 + 2, h)
            self.label(words_box, words, size, colour, "SemiBold")
        else:
            self.label(room, words, size, colour, "SemiBold", align)
        return touch.is_fired

    def link(self, name: str, box: AnyBox, words: str, size: float = 13) -> bool:
        """Words that act, such as 'Watch the moment'."""
        return self.button(name, box, words, "link", size=size, align="l")

    def tool(
        self,
        name: str,
        box: AnyBox,
        words: str,
        icon: str,
        is_on: bool = False,
        digit: str = "",
        refusal: str | None = None,
    ) -> bool:
        """A tray tile: icon above its name, with its number key in the corner."""
        touch = self._pressable(name, box, refusal, RADIUS_CARD)
        colour = "tx3" if refusal is not None else "teal" if is_on else "tx2"
        self.plate(box, "tealb" if is_on else "s2", "teal" if is_on else "line", RADIUS_CARD)
        self._glow(name, touch, box, RADIUS_CARD, refusal)
        x, y, w, h = box
        side = min(24.0, h * 0.32)
        middle = y + (h * 0.38 if words else h / 2)
        self.icon((x + (w - side) / 2, middle - side / 2, side, side), icon, colour)
        text_colour = "tx3" if refusal is not None else "tx" if is_on else "tx2"
        self.label((x + 3, y + h * 0.65, w - 6, h * 0.26), words, 11.5, text_colour, "Medium", "c")
        if digit:
            self.label((x + 8, y + 4, 20, 15), digit, 10, "tx3", "Medium")
        return touch.is_fired

    def toggle(
        self, name: str, box: AnyBox, words: str, is_on: bool, refusal: str | None = None
    ) -> bool:
        """A two-state button; returns the state after this frame."""
        kind = "selected" if is_on else "ghost"
        touch = self._pressable(name, box, refusal)
        fill, _, edge, _ = _BUTTONS[kind]
        colour = "tx3" if refusal is not None else "teal" if is_on else "tx2"
        self.plate(box, fill, edge, RADIUS_CONTROL)
        self._glow(name, touch, box, RADIUS_CONTROL, refusal)
        self.label(Box(*box).inset(6, 0), words, 13.5, colour, "Medium", "c")
        return is_on != touch.is_fired

    def switch(
        self, name: str, box: AnyBox, words: str, is_on: bool, refusal: str | None = None
    ) -> bool:
        """A labelled on/off switch with its state in words; returns the state after."""
        touch = self._pressable(name, box, refusal)
        x, y, w, h = box
        self._glow(name, touch, box, RADIUS_CONTROL, refusal)
        colour = "tx3" if refusal is not None else "tx"
        self.label((x + 8, y, w - 96, h), words, 14, colour, "Medium")
        right, middle = x + w - 8, y + h / 2
        self.label((right - 84, y, 36, h), "On" if is_on else "Off", 12.5, "tx3", align="r")
        self.plate((right - 40, middle - 11, 40, 22), "teald" if is_on else "s3", "line3", 11)
        self.dot(right - (11 if is_on else 29), middle, 7.5, "tx" if refusal is None else "tx3")
        return is_on != touch.is_fired

    def segments(
        self,
        name: str,
        box: AnyBox,
        options: Sequence[str],
        chosen: int,
        refusal: str | None = None,
    ) -> int:
        """A row of exclusive choices in one pill; arrows move, returns the chosen index."""
        x, y, w, h = box
        touch = self.control(name, box, _CHOICE_KEYS, radius=h / 2, is_enabled=refusal is None)
        self._explain(touch, box, refusal)
        self.plate(box, "s2", "line", h / 2)
        for key in touch.keys:
            step = 1 if key.name in ("right", "down") else -1
            chosen = min(len(options) - 1, max(0, chosen + step))
        wide = (w - 4) / len(options)
        if touch.is_fired and touch.drag is not None:
            at = (touch.drag[0] / self.scale - x - 2) / wide
            chosen = min(len(options) - 1, max(0, int(at)))
        for i, words in enumerate(options):
            cell = Box(x + 2 + i * wide, y + 2, wide, h - 4)
            is_on = i == chosen
            if is_on:
                self.plate(cell, "teald" if refusal is None else "s3", None, (h - 4) / 2)
            colour = "tx3" if refusal is not None else "white" if is_on else "tx2"
            self.label(cell.inset(4, 0), words, 12.5, colour, "Medium", "c")
        return chosen

    def slider(
        self,
        name: str,
        box: AnyBox,
        words: str,
        value: float,
        low: float,
        high: float,
        step: float = 1.0,
        shown: str | None = None,
        unit: str = "",
        colour: str = "teal",
        refusal: str | None = None,
    ) -> float:
        """A value on a track: drag, wheel or arrows (page keys make ten steps).

        The box holds the words and the value above the track (46 units high at best).
        Returns the value after this frame: untouched as it came, touched on the grid
        `low + k * step` and within the range.
        """
        x, y, w, h = box
        touch = self.control(name, box, _SLIDER_KEYS, is_enabled=refusal is None)
        self._explain(touch, box, refusal)
        track_y = y + h - 17
        value = self._slid(name, touch, Box(*box), value, (low, high, step))
        if shown is None:
            decimals = 0 if step >= 1 else 1 if step >= 0.1 else 2
            shown = f"{value:.{decimals}f}{' ' + unit if unit else ''}"
        head = Box(x, y, w, track_y - y - 5)
        wanted = self.text_width(words, 14), self.text_width(shown, 14, "SemiBold") + 8
        words_w, shown_w = two_on_a_line(w, *wanted)
        live = "tx3" if refusal is not None else "tx"
        ink = "tx2" if refusal is None else "tx3"
        self.label(head.left(words_w)[0], words, 14, ink)
        self.value(head.far(shown_w)[0], shown, 14, live)
        share = min(1.0, max(0.0, (value - low) / (high - low))) if high > low else 0.0
        self.bar((x, track_y, w, 5), share, colour if refusal is None else "line3")
        knob = x + _KNOB + (w - 2 * _KNOB) * share
        if touch.is_held or touch.is_hot:
            self.dot(knob, track_y + 2.5, _KNOB + 2, "line2")
        self.dot(knob, track_y + 2.5, _KNOB - 0.6, live)
        return value

    def _slid(
        self, name: str, touch: Touch, box: Box, value: float, scale: tuple[float, float, float]
    ) -> float:
        low, high, step = scale
        if touch.drag is None and not touch.notches and not touch.keys:
            return value
        if touch.drag is not None:
            share = (touch.drag[0] / self.scale - box.x) / box.w
            value = low + (high - low) * min(1.0, max(0.0, share))
        # A touch pad sends parts of a notch; they add up to whole steps.
        turned = self._memory.get(name, 0.0) + touch.notches
        steps = float(int(turned))
        self._memory[name] = turned - steps
        for key in touch.keys:
            match key.name:
                case "home":
                    value = low
                case "end":
                    value = high
                case _:
                    steps += _STEPS[key.name]
        return on_grid(value + steps * step, low, high, step)

    def choice(
        self,
        name: str,
        box: AnyBox,
        options: Sequence[str],
        chosen: int,
        words: str = "",
        refusal: str | None = None,
    ) -> int:
        """A drop-down field with an optional caption above it; returns the chosen index.

        Enter or a click opens the list; arrows change the choice even when it is closed.
        """
        x, y, w, h = box
        field = Box(x, y, w, h)
        if words:
            self.label((x, y, w, 18), words, 12.5, "tx3" if refusal is None else "line3")
            field = Box(x, y + 20, w, h - 20)
        touch = self.control(name, field, _CHOICE_KEYS, is_enabled=refusal is None)
        self._explain(touch, field, refusal)
        is_open = self._memory.get(name + ":open", 0.0) > 0
        self.plate(field, "s2", "teal" if is_open else "line3", RADIUS_CONTROL)
        self._glow(name, touch, field, RADIUS_CONTROL, refusal)
        colour = "tx" if refusal is None else "tx3"
        self.label((x + 14, field.y, w - 48, field.h), options[chosen], 15, colour, "Medium")
        self.icon((x + w - 27, field.y + field.h / 2 - 8, 16, 16), "chevron_down", "tx3")
        for key in touch.keys:
            move = 1 if key.name in ("down", "right") else -1
            chosen = min(len(options) - 1, max(0, chosen + move))
        if touch.is_fired:
            is_open = not is_open
            self.touches.focus_when_seen = f"{name}:{chosen}" if is_open else ""
        if is_open:
            chosen, is_open = self._open_list(name, field, options, chosen)
        self._memory[name + ":open"] = 1.0 if is_open else 0.0
        return chosen

    def _open_list(
        self, name: str, field: Box, options: Sequence[str], chosen: int
    ) -> tuple[int, bool]:
        row = 40.0
        tall = row * len(options) + 8
        below = field.bottom + 6
        top = below if below + tall <= self.height - 8 else field.y - 6 - tall
        sheet = Box(field.x, top, field.w, tall)
        layer = self._layer + _POPUP_LAYERS
        pressed = self.touches.pressed_layer
        is_open = not self.touches.claim("escape")
        if pressed is not None and pressed < layer and self._memory.get(name + ":open", 0.0) > 0:
            is_open = False
        with self.on_layer(layer, is_modal=True):
            self.plate(sheet, "s2", "line3", RADIUS_CONTROL)
            for i, words in enumerate(options):
                cell = Box(sheet.x + 4, sheet.y + 4 + i * row, sheet.w - 8, row)
                touch = self.control(f"{name}:{i}", cell, _LIST_KEYS, radius=6)
                for key in touch.keys:
                    self.touches.step_focus(1 if key.name == "down" else -1)
                if i == chosen or touch.is_hot:
                    self.plate(cell, "tealb" if i == chosen else "s3", None, 6)
                colour = "teal" if i == chosen else "tx"
                self.label((cell.x + 10, cell.y, cell.w - 40, row), words, 15, colour, "Medium")
                if i == chosen:
                    self.icon((cell.right - 26, cell.y + 12, 16, 16), "tick", "teal")
                if touch.is_fired:
                    chosen, is_open = i, False
        return chosen, is_open

    def text_entry(
        self, name: str, box: AnyBox, words: str, hint: str = "", limit: int = 60
    ) -> str:
        """One line of text typed at its end; returns the text after this frame."""
        touch = self.control(name, box, frozenset({"text", "backspace", "space"}))
        words = (words + "".join(c for c in touch.chars if c.isprintable()))[:limit]
        for key in touch.keys:
            if key.name == "backspace":
                words = words.rstrip().rpartition(" ")[0] if key.is_ctrl else words[:-1]
        x, y, w, h = box
        self.plate(box, "s2", "teal" if touch.is_focused else "line3", RADIUS_CONTROL)
        self._glow(name, touch, box, RADIUS_CONTROL, None)
        tail = words
        while tail and self.text_width(tail, 15) > w - 32:
            tail = tail[1:]
        used = self.label((x + 14, y, w - 24, h), tail or hint, 15, "tx" if tail else "tx3")
        if touch.is_focused:
            self.plate((x + 14 + (used if tail else 0) + 1, y + h / 2 - 10, 2, 20), "teal")
        return words

    def _pressable(
        self, name: str, box: AnyBox, refusal: str | None, radius: float = RADIUS_CONTROL
    ) -> Touch:
        touch = self.control(name, box, radius=radius, is_enabled=refusal is None)
        self._explain(touch, box, refusal)
        return touch

    def _explain(self, touch: Touch, box: AnyBox, refusal: str | None) -> None:
        if refusal and (touch.is_hot or touch.is_ringed):
            self.hint(refusal, box, is_urgent=True)

    def _glow(
        self, name: str, touch: Touch, box: AnyBox, radius: float, refusal: str | None
    ) -> None:
        eased = self.ease(name, touch.is_hot and refusal is None)
        if eased > 0:
            thin = 1 / self.scale
            inner = Box(*box).inset(thin)
            self.plate(inner, "tx", None, radius - thin, alpha=round(14 * eased))


_STEPS = {"right": 1.0, "up": 1.0, "left": -1.0, "down": -1.0, "pageup": 10.0, "pagedown": -10.0}


def on_grid(value: float, low: float, high: float, step: float) -> float:
    """Return the nearest allowed value: `low` plus whole steps, never outside the range."""
    if high <= low:
        return low
    kept = min(high, max(low, value))
    return min(high, max(low, low + round((kept - low) / step) * step))
