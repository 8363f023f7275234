"""Things that show and do not react: panels, words, chips, bars, pictures, marks."""

from collections.abc import Callable, Hashable

import pygame

from simulator.render import icons, shapes, text
from simulator.render.theme import LINE_HEIGHT, PAD, RADIUS_CARD, RADIUS_PANEL, tone
from simulator.widgets.ground import MIN_TEXT_PX, Ground, Misfit
from simulator.widgets.layout import AnyBox, Box

_SHRINK = 0.94
_GLYPH_HEIGHT = 1.18  # ascender to descender of Manrope, as a share of its size
_FLOOR = 0.86  # text may shrink to this share of its size at text scale 1 before it is cut
_Measure = Callable[[str, float, str], float]


class Plain(Ground):
    """Drawing without reaction."""

    def label(
        self,
        box: AnyBox,
        words: str,
        size: float = 14,
        colour: str = "tx",
        weight: str = "Regular",
        align: str = "l",
        is_tabular: bool = False,
    ) -> float:
        """One line, centred in the height of `box`; shrinks, then cuts, to fit its width.

        Returns the width used, in layout units.
        """
        if not words:
            return 0.0
        rect = self.px(box)
        measure = text.tabular_width_px if is_tabular else text.width_px
        size_px, words = self._fit_line(words, size, weight, rect, measure)
        wide = measure(words, size_px, weight)
        x = rect.x + {"l": 0.0, "c": (rect.w - wide) / 2, "r": rect.w - wide}[align]
        y = rect.y + (rect.h - text.line_px(size_px, weight)) / 2
        place = _line_rect(x, y, wide, size_px, weight)
        ink = tone(colour)
        if is_tabular:
            self.show(
                ("number", words, size_px, weight, colour),
                place,
                lambda: text.tabular(words, size_px, weight, ink),
            )
        else:
            self.show(
                ("line", words, size_px, weight, colour),
                place,
                lambda: text.line(words, size_px, weight, ink),
            )
        return wide / self.scale

    def value(
        self,
        box: AnyBox,
        words: str,
        size: float = 14,
        colour: str = "tx",
        align: str = "r",
        weight: str = "SemiBold",
    ) -> float:
        """A number with its unit; the digits keep their place while it changes."""
        return self.label(box, words, size, colour, weight, align, is_tabular=True)

    def paragraph(
        self,
        box: AnyBox,
        words: str,
        size: float = 13.5,
        colour: str = "tx2",
        weight: str = "Regular",
        align: str = "l",
        line_height: float = LINE_HEIGHT,
    ) -> float:
        """Wrapped text from the top of `box`; shrinks, then cuts, to fit. Returns its height."""
        rect = self.px(box)
        size_px = self.text_px(size)
        floor_px = max(MIN_TEXT_PX, size * self.scale * _FLOOR)
        while True:
            rows = text.wrap(words, size_px, weight, rect.w)
            pitch_px = size_px * line_height
            tall = pitch_px * (len(rows) - 1) + text.line_px(size_px, weight)
            wide = max(text.width_px(row, size_px, weight) for row in rows)
            if (tall <= rect.h + 1 and wide <= rect.w + 1) or size_px <= floor_px:
                break
            size_px = max(floor_px, size_px * _SHRINK)
        room = max(1, int((rect.h + 1 - text.line_px(size_px, weight)) / pitch_px) + 1)
        if len(rows) > room or wide > rect.w + 1 or size_px > rect.h + 1:
            self.misfits.append(Misfit(words, rect))
            last = text.shorten(" ".join(rows[room - 1 :]), size_px, weight, rect.w)
            rows = (*rows[: room - 1], last)
        wide = max(text.width_px(row, size_px, weight) for row in rows)
        tall = pitch_px * (len(rows) - 1) + text.line_px(size_px, weight)
        x = rect.x + {"l": 0.0, "c": (rect.w - wide) / 2, "r": rect.w - wide}[align]
        self.show(
            ("lines", rows, size_px, weight, colour, pitch_px, align),
            pygame.Rect(round(x), rect.y, int(wide) + 3, int(tall) + 3),
            lambda: text.lines(rows, size_px, weight, tone(colour), pitch_px, align),
        )
        return pitch_px * len(rows) / self.scale

    def paragraph_height(
        self,
        words: str,
        width: float,
        size: float = 13.5,
        weight: str = "Regular",
        line_height: float = LINE_HEIGHT,
    ) -> float:
        """Return the height that wrapped text needs, to lay out what stands below it."""
        size_px = self.text_px(size)
        count = len(text.wrap(words, size_px, weight, width * self.scale))
        tall = size_px * line_height * (count - 1) + text.line_px(size_px, weight)
        return tall / self.scale + 1

    def _fit_line(
        self, words: str, size: float, weight: str, rect: pygame.Rect, measure: _Measure
    ) -> tuple[float, str]:
        size_px = self.text_px(size)
        room_px, tallest_px = rect.w, rect.h / _GLYPH_HEIGHT
        wide = measure(words, size_px, weight)
        if wide <= room_px and size_px <= tallest_px:
            return size_px, words
        floor_px = max(MIN_TEXT_PX, size * self.scale * _FLOOR)
        size_px = text.whole_steps(min(size_px * min(1.0, room_px / wide), tallest_px))
        while size_px > floor_px and measure(words, size_px, weight) > room_px:
            size_px -= 1 / text.OVERSAMPLE  # hinted widths do not shrink in proportion
        size_px = max(floor_px, size_px)
        if measure(words, size_px, weight) > room_px + 1 or size_px > rect.h + 1:
            self.misfits.append(Misfit(words, rect))
            words = text.shorten(words, size_px, weight, room_px)
        return size_px, words

    def caption(self, box: AnyBox, words: str, colour: str = "tx3", align: str = "l") -> float:
        """A section title: small tracked capitals."""
        rect = self.px(box)
        size_px, track_px = self.text_px(11), 0.9 * self.scale
        shown = words.upper()
        wide = text.width_px(shown, size_px, "SemiBold", track_px)
        if wide > rect.w:
            size_px = max(MIN_TEXT_PX, 11 * self.scale * _FLOOR)
            track_px = 0.4 * self.scale
            wide = text.width_px(shown, size_px, "SemiBold", track_px)
            if wide > rect.w + 1:
                self.misfits.append(Misfit(words, rect))
        x = rect.x + {"l": 0.0, "c": (rect.w - wide) / 2, "r": rect.w - wide}[align]
        y = rect.y + (rect.h - text.line_px(size_px, "SemiBold")) / 2
        self.show(
            ("caption", shown, size_px, colour, track_px),
            _line_rect(x, y, wide, size_px, "SemiBold"),
            lambda: text.line(shown, size_px, "SemiBold", tone(colour), track_px),
        )
        return wide / self.scale

    def panel(self, box: AnyBox, title: str = "", note: str = "") -> Box:
        """A quiet surface with a title and a note at its right; returns the room inside."""
        self.plate(box, "s1", "line", RADIUS_PANEL)
        x, y, w, h = box
        head = Box(x + PAD, y + 14, w - 2 * PAD, 20)
        if note:
            note_w = min(self.text_width(note, 12.5) + 4, head.w * 0.6)
            self.label(head.far(note_w)[0], note, 12.5, "tx3", align="r")
            head = Box(head.x, head.y, head.w - note_w - 8, head.h)
        if title:
            self.caption(head, title)
        top = 42 if title else PAD
        return Box(x + PAD, y + top, w - 2 * PAD, h - top - PAD)

    def card(self, box: AnyBox, kind: str = "plain") -> Box:
        """A raised surface: 'plain', 'live' (teal), 'caution' (amber), 'harm' (red), 'outlined'."""
        fill, edge = {
            "plain": ("s2", None),
            "outlined": ("s2", "line2"),
            "live": ("tealb", "teald"),
            "caution": ("amberb", "amber"),
            "harm": ("redb", "red"),
        }[kind]
        self.plate(box, fill, edge, RADIUS_CARD)
        return Box(*box).inset(16, 14)

    def divider(self, x: float, y: float, length: float, is_upright: bool = False) -> None:
        """A hairline."""
        thin = 1 / self.scale
        self.plate((x, y, thin, length) if is_upright else (x, y, length, thin), "line")

    def chip(
        self,
        x: float,
        y: float,
        words: str,
        colour: str = "tx2",
        fill: str = "s3",
        edge: str | None = None,
        size: float = 12,
        height: float = 24,
        dot: str = "",
        weight: str = "Medium",
        align: str = "l",
    ) -> float:
        """A pill as wide as its words, placed by its left (or right) end; returns its width."""
        wide = self.text_width(words, size, weight) + 20 + (12 if dot else 0)
        left = x - wide if align == "r" else x
        self.plate((left, y, wide, height), fill, edge, height / 2)
        inner = left + 10
        if dot:
            self.dot(inner + 3, y + height / 2, 3.2, dot)
            inner += 12
        self.label((inner, y, left + wide - 8 - inner, height), words, size, colour, weight)
        return wide

    def dot(self, x: float, y: float, radius: float, colour: str) -> None:
        """A small disc by its centre."""
        box = (x - radius - 1, y - radius - 1, 2 * radius + 2, 2 * radius + 2)
        ink = tone(colour)
        self.shape(
            ("dot", radius, colour),
            box,
            lambda s, k: s.disc(s.size[0] / 2, s.size[1] / 2, radius * k, ink),
        )

    def bar(
        self, box: AnyBox, share: float, colour: str = "teal", tick: float | None = None
    ) -> None:
        """A progress bar; `tick` marks a limit or pass line."""
        x, y, w, h = box
        share = min(1.0, max(0.0, share))
        self.plate(box, "s3", None, h / 2)
        if share > 0:
            self.plate((x, y, max(h, w * share), h), colour, None, h / 2)
        if tick is not None:
            self.plate((x + w * tick - 0.7, y - 3, 1.6, h + 6), "tx2")

    def mark(self, x: float, y: float, state: str, radius: float = 9) -> None:
        """A state ring by its centre: 'done', 'active', 'todo', 'caution', 'harm'."""
        box = (x - radius - 1, y - radius - 1, 2 * radius + 2, 2 * radius + 2)
        self.shape(
            ("mark", state, radius),
            box,
            lambda s, k: icons.mark(s, s.size[0] / 2, s.size[1] / 2, radius * k, state),
        )

    def icon(self, box: AnyBox, name: str, colour: str = "tx2") -> None:
        """A line icon filling a square box."""
        ink = tone(colour)
        self.shape(("icon", name, colour), box, lambda s, _: icons.draw(s, name, ink))

    def picture(
        self,
        name: str,
        box: AnyBox,
        image: pygame.Surface,
        version: Hashable = 0,
        radius: float = 0,
    ) -> None:
        """An image scaled to its box; say a new `version` when its pixels changed."""
        rect = self.px(box)
        radius_px = radius * self.scale
        self.show(
            ("picture", name, version, rect.w, rect.h, radius_px),
            rect,
            lambda: shapes.masked(image, rect.size, radius_px),
        )


def _line_rect(x: float, y: float, wide: float, size_px: float, weight: str) -> pygame.Rect:
    tall = text.line_px(size_px, weight)
    return pygame.Rect(round(x), round(y), int(wide) + 3, int(tall) + 2)
