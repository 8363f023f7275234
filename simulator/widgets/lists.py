"""Rows: checklists, steps, facts, findings, and a list that scrolls."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from simulator.widgets.controls import Controls
from simulator.widgets.layout import AnyBox, Box, two_on_a_line

_MARK_TONES = {"done": "tx", "active": "tx", "caution": "tx", "harm": "tx", "todo": "tx2"}
_SCROLL_KEYS = frozenset({"up", "down", "pageup", "pagedown", "home", "end", "wheel"})
_NOTCH = 40.0
_HINT_INK = {"active": "teal", "caution": "amber"}


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the steps panel; `hint` shows under an active one and under a caution."""

    words: str
    state: str = "todo"
    hint: str = ""


class Lists(Controls):
    """Rows that tell, and rows that can be picked."""

    def check_row(
        self, box: AnyBox, words: str, state: str, note: str = "", has_line: bool = True
    ) -> None:
        """A checklist line: ring, what was to be done, and what was found."""
        self._row(box, words, state, note, has_line, "tx3")

    def pick_row(
        self,
        name: str,
        box: AnyBox,
        words: str,
        state: str,
        note: str = "",
        has_line: bool = True,
        is_on: bool = False,
        refusal: str | None = None,
    ) -> bool:
        """A checklist line that can be activated."""
        touch = self._pressable(name, box, refusal)
        x, y, w, h = box
        if is_on:
            self.plate((x - 8, y + 2, w + 16, h - 4), "tealb", "teald", 8)
        self._glow(name, touch, (x - 8, y + 2, w + 16, h - 4), 8, refusal)
        self._row(box, words, state, note, has_line and not is_on, "tx2" if is_on else "tx3")
        return touch.is_fired

    def _row(
        self, box: AnyBox, words: str, state: str, note: str, has_line: bool, note_tone: str
    ) -> None:
        x, y, w, h = box
        self.mark(x + 12, y + h / 2, state)
        wanted = self.text_width(words, 15, "Medium"), self.text_width(note, 12.5)
        words_w, note_w = two_on_a_line(w - 34, *wanted)
        self.label((x + 34, y, words_w, h), words, 15, _MARK_TONES[state], "Medium")
        if note:
            self.label((x + w - note_w, y, note_w, h), note, 12.5, note_tone, align="r")
        if has_line:
            self.divider(x, y + h, w)

    def fact(
        self, box: AnyBox, words: str, answer: str, colour: str = "tx", has_line: bool = True
    ) -> None:
        """A name at the left and what is known at the right, over a hairline."""
        x, y, w, h = box
        wanted = self.text_width(words, 14), self.text_width(answer, 14, "Medium")
        words_w, answer_w = two_on_a_line(w, *wanted)
        self.label((x, y, words_w, h), words, 14, "tx3")
        self.label((x + w - answer_w, y, answer_w, h), answer, 14, colour, "Medium", "r")
        if has_line:
            self.divider(x, y + h, w)

    def steps(self, box: AnyBox, steps: Sequence[Step]) -> float:
        """The procedure from top to bottom, the active step raised; returns the height used."""
        x, y, w, h = box
        extra = sum(22.0 for s in steps if s.state in _HINT_INK and s.hint)
        pitch = min(40.0, (h - extra) / max(1, len(steps)))
        top = y
        for i, step in enumerate(steps):
            is_active = step.state == "active"
            has_hint = step.state in _HINT_INK and bool(step.hint)
            tall = pitch + (22.0 if has_hint else 0.0)
            if is_active:
                self.plate((x - 10, top, w + 20, tall - 2), "tealb", "teald", 8)
            middle = top + pitch / 2 - 1
            self.mark(x + 8, middle, step.state)
            if i + 1 < len(steps) and not is_active and steps[i + 1].state != "active":
                self.plate((x + 7.4, middle + pitch / 2 - 4, 1.2, 8), "line2")
            colour = {"active": "tx", "todo": "tx3"}.get(step.state, "tx2")
            weight = "SemiBold" if is_active else "Regular"
            self.label((x + 26, middle - 13, w - 26, 26), step.words, 14, colour, weight)
            if has_hint:
                ink = _HINT_INK[step.state]
                self.label((x + 26, middle + 10, w - 26, 20), step.hint, 12, ink)
            top += tall
        return top - y

    def table(
        self,
        box: AnyBox,
        head: Sequence[str],
        rows: Sequence[Sequence[str]],
        widths: Sequence[float],
        pitch: float = 34,
    ) -> float:
        """Plain columns (shares of the width) under small captions; returns the height used."""
        x, y, w, _ = box
        left = x
        for j, title in enumerate(head):
            self.caption((left, y, w * widths[j] - 10, 20), title)
            left += w * widths[j]
        self.divider(x, y + 26, w)
        for i, row in enumerate(rows):
            left, top = x, y + 28 + i * pitch
            for j, cell in enumerate(row):
                colour = "tx" if j == 0 else "tx2"
                weight = "Medium" if j == 0 else "Regular"
                self.label((left, top, w * widths[j] - 10, pitch), cell, 13.5, colour, weight)
                left += w * widths[j]
            self.divider(x, top + pitch, w)
        return 28 + pitch * len(rows)

    @contextmanager
    def scroll(
        self,
        name: str,
        box: AnyBox,
        content_height: float,
        shown: tuple[float, float] | None = None,
    ) -> Iterator[Box]:
        """Show tall content in a short box; yields the content's box, moved by the scroll.

        Wheel and page keys move it. A control focused inside scrolls into view, and in a frame
        that names them so does the stretch `shown`, from and to in the content.
        """
        x, y, w, h = box
        spare = max(0.0, content_height - h)
        at = min(spare, self._memory.get(name, 0.0))
        touch = self.control(
            name, box, _SCROLL_KEYS if spare else frozenset(), is_focusable=spare > 0
        )
        at -= touch.notches * _NOTCH
        for key in touch.keys:
            match key.name:
                case "home":
                    at = 0.0
                case "end":
                    at = spare
                case _:
                    far = h * 0.9 if key.name.startswith("page") else _NOTCH
                    at += far if key.name in ("down", "pagedown") else -far
        at += self._reach_focus(name, Box(*box))
        if shown is not None:
            at = min(max(at, shown[1] - h), shown[0])
        at = min(spare, max(0.0, at))
        self._memory[name] = at
        first = len(self.touches.declared)
        with self.clipped((x - 12, y, w + 24, h)):
            yield Box(x, y - at, w - (14 if spare else 0), content_height)
        self._inside[name] = {c.id for c in self.touches.declared[first:]}
        if spare:
            tall = max(24.0, h * h / content_height)
            self.plate((x + w - 4, y, 4, h), "s2", None, 2)
            self.plate((x + w - 4, y + (h - tall) * at / spare, 4, tall), "line3", None, 2)

    def _reach_focus(self, name: str, box: Box) -> float:
        focus = self.touches.focus
        if not self.touches.is_ring_shown or focus not in self._inside.get(name, ()):
            return 0.0
        place = self.touches.place_of(focus)
        if place is None:
            return 0.0
        top, low = place.top / self.scale, place.bottom / self.scale
        if top < box.y + 6:
            return top - box.y - 6
        return max(0.0, low - box.bottom + 6)
