"""What lies over a screen: bubbles, a dialog that waits for an answer, a passing notice."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pygame

from simulator.render import text
from simulator.render.shapes import Sketch
from simulator.render.theme import FOOTER, HINT_DELAY_S, RADIUS_PANEL, tone
from simulator.widgets.ground import TOP_LAYER
from simulator.widgets.layout import AnyBox, Box
from simulator.widgets.story import Story

_MODAL_LAYERS = 20


class Layers(Story):
    """Overlays; the last control asking for a bubble in a frame gets it."""

    def tooltip(self, name: str, box: AnyBox, words: str) -> None:
        """Explain a place when the pointer rests on it or the focus ring is on it."""
        is_hot = self.px(box).collidepoint(self.touches.pointer)
        if is_hot or (self.touches.focus == name and self.touches.is_ring_shown):
            self.hint(words, box)

    @contextmanager
    def modal(self, box: AnyBox, title: str) -> Iterator[Box]:
        """A dialog above all; only controls declared inside it react."""
        with self.on_layer(self.layer + _MODAL_LAYERS, is_modal=True):
            self.plate((0, 0, self.width, self.height), "ink", alpha=176)
            self.plate(box, "s1", "line3", RADIUS_PANEL)
            place = Box(*box).inset(28, 24)
            self.label((place.x, place.y, place.w, 30), title, 20, "tx", "SemiBold")
            yield place.top(42)[1]

    def dialog(
        self,
        name: str,
        title: str,
        words: str,
        answers: Sequence[tuple[str, str]],
        width: float = 520,
    ) -> str | None:
        """Ask a question; `answers` are (words, kind), the safe one first. Returns the answer.

        Escape gives the first answer.
        """
        tall = self.paragraph_height(words, width - 56, 15)
        box = self.whole.middle(width, 24 + 42 + tall + 24 + 48 + 24)
        chosen: str | None = None
        with self.modal(box, title) as room:
            self.paragraph((room.x, room.y, room.w, tall + 2), words, 15)
            foot = room.foot(48)[0]
            for cell, (answer, kind) in zip(foot.columns(len(answers), 12), answers, strict=True):
                if self.button(f"{name}:{answer}", cell, answer, kind):
                    chosen = answer
        if self.touches.claim("escape"):
            chosen = answers[0][0]
        return chosen

    def toast(self, words: str, state: str = "done") -> None:
        """A notice at the top centre for as long as it is declared."""
        wide = min(560.0, self.text_width(words, 14, "Medium") + 74)
        box = Box((self.width - wide) / 2, 72, wide, 46)
        fill, edge = {
            "caution": ("amberb", "amber"),
            "harm": ("redb", "red"),
        }.get(state, ("tealb", "teald"))
        with self.on_layer(TOP_LAYER - 1):
            self.plate(box, fill, edge, 10)
            self.mark(box.x + 26, box.y + 23, state)
            self.label((box.x + 46, box.y, wide - 62, 46), words, 14, "tx", "Medium")

    def banner(self, words: str, state: str = "caution") -> None:
        """Words across the foot of the window, for as long as they are declared.

        At most two lines; what is longer ends in dots.
        """
        fill, edge = {"caution": ("amberb", "amber"), "harm": ("redb", "red")}[state]
        box = Box(0, self.height - FOOTER, self.width, FOOTER)
        size_px, room_px = self.text_px(13), (self.width - 84) * self.scale
        said = text.wrap(words, size_px, "Regular", room_px)
        if len(said) > 2:
            rest = " ".join(said[1:])
            said = (said[0], text.shorten(rest, size_px, "Regular", room_px))
        pitch = min(22.0, (FOOTER - 6) / len(said))
        with self.on_layer(TOP_LAYER - 2):
            self.plate(box, fill, edge)
            self.mark(30, box.y + FOOTER / 2, state)
            for k, line in enumerate(said):
                y = box.y + FOOTER / 2 + (k - len(said) / 2) * pitch
                self.label((54, y, self.width - 78, pitch), line, 13, "tx")

    def callout(
        self,
        box: AnyBox,
        title: str,
        words: str,
        state: str = "",
        towards: tuple[float, float] | None = None,
    ) -> None:
        """A glass note over a picture with a thread to the place it speaks of."""
        place = Box(*box)
        if towards is not None:
            self.thread((place.x + 24, place.bottom), towards)
        self.plate(box, "ink", "line2", 10, alpha=216)
        left = place.x + 14
        if state:
            self.mark(place.x + 22, place.y + max(4.0, (place.h - 42) / 2) + 11, state)
            left = place.x + 40
        room = place.right - 12 - left
        top = place.y + max(4.0, (place.h - 42) / 2)
        self.label((left, top, room, 22), title, 14, "tx", "SemiBold")
        self.paragraph((left, top + 21, room, place.bottom - 4 - top - 21), words, 12.5)

    def thread(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        """A thin line with an open ring at its end."""
        left, top = min(start[0], end[0]) - 8, min(start[1], end[1]) - 8
        box = (left, top, abs(end[0] - start[0]) + 16, abs(end[1] - start[1]) + 16)
        ax, ay, bx, by = start[0] - left, start[1] - top, end[0] - left, end[1] - top
        ink, white = tone("tx2"), tone("tx")

        def draw(s: Sketch, k: float) -> None:
            s.path([(ax * k, ay * k), (bx * k, by * k)], ink, 1.1 * k)
            s.ring(bx * k, by * k, 5 * k, white, 1.4 * k)

        self.shape(("thread", start, end), box, draw)

    def end(self) -> list[pygame.Rect]:
        """Show the bubble that was asked for, then finish the frame."""
        self._bubble()
        return super().end()

    def _bubble(self) -> None:
        self.told = ""
        if self._hint is None:
            self._hint_since = ("", self._now_s)
            return
        words, rect, is_urgent = self._hint
        if self._hint_since[0] != words:
            self._hint_since = (words, self._now_s)
        waited_s = self._now_s - self._hint_since[1]
        if not is_urgent and self.can_animate and waited_s < HINT_DELAY_S:
            return
        self.told = words
        wide = min(300.0, self.text_width(words, 13, "Medium") + 2)
        tall = self.paragraph_height(words, wide, 13, "Medium")
        k = self.scale
        box_w, box_h = wide + 28 + (26 if is_urgent else 0), tall + 20
        x = min(max(8.0, rect.centerx / k - box_w / 2), self.width - box_w - 8)
        y = rect.top / k - box_h - 10
        if y < 8:
            y = rect.bottom / k + 10
        with self.on_layer(TOP_LAYER):
            self.plate((x, y, box_w, box_h), "s3", "line3", 8)
            if is_urgent:
                self.mark(x + 22, y + box_h / 2, "caution", 8)
            left = x + (40 if is_urgent else 14)
            self.paragraph((left, y + 9, wide + 2, tall + 2), words, 13, "tx", "Medium")
