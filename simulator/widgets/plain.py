"""Things that show and do not react: panels, words, chips, bars, pictures, marks."""

from collections.abc import Hashable

import pygame

from simulator.render import icons
from simulator.render.shapes import masked
from simulator.render.theme import LINE_HEIGHT, PAD, RADIUS_CARD, RADIUS_PANEL, tone
from simulator.widgets import typeset
from simulator.widgets.ground import Ground
from simulator.widgets.layout import AnyBox, Box
from simulator.widgets.typeset import Look

_NUMERAL = 28.0  # from this size on a number is read from afar


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
        return self.put(
            ("line", box, words, size, colour, weight, align, is_tabular),
            lambda: typeset.set_line(
                words, self.px(box), self._type(size, weight, colour, align), is_tabular
            ),
        )

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
        if size >= _NUMERAL and weight == "SemiBold":
            weight = "Bold"
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
        return self.put(
            ("lines", box, words, size, colour, weight, align, line_height),
            lambda: typeset.set_paragraph(
                words, self.px(box), self._type(size, weight, colour, align), line_height
            ),
        )

    def paragraph_height(
        self,
        words: str,
        width: float,
        size: float = 13.5,
        weight: str = "Regular",
        line_height: float = LINE_HEIGHT,
    ) -> float:
        """Return the height that wrapped text needs, to lay out what stands below it."""
        size_px, width_px = self.text_px(size), width * self.scale
        return typeset.paragraph_px(words, width_px, size_px, weight, line_height) / self.scale + 1

    def _type(self, size: float, weight: str, colour: str, align: str) -> typeset.Type:
        return typeset.Type(self.text_px(size), size * self.scale, weight, colour, align)

    def caption(self, box: AnyBox, words: str, colour: str = "tx3", align: str = "l") -> float:
        """A section title: small tracked capitals."""
        return self.put(
            ("caption", box, words, colour, align),
            lambda: typeset.set_caption(
                words, self.px(box), self._type(11, "Bold", colour, align), 0.9 * self.scale
            ),
        )

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
        size = min(size, height / (1.3 * self.text_scale))
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
        """A still image scaled to its box; say a new `version` when its pixels changed.

        For a picture that changes every frame use `scene`, which keeps no copies.
        """
        rect = self.px(box)
        radius_px = radius * self.scale
        key = ("picture", name, version, rect.w, rect.h, radius_px)
        self.put((key, box), lambda: Look(key, rect, lambda: masked(image, rect.size, radius_px)))
