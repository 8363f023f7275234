"""How it went: the timeline with its moments, score bars, feedback cards."""

from collections.abc import Sequence
from dataclasses import dataclass

from simulator.widgets.gauges import Gauges
from simulator.widgets.layout import AnyBox, Box

_STATE_TONES = {
    "done": "teal",
    "caution": "amber",
    "harm": "red",
    "active": "teal",
    "todo": "line3",
}
_ROW = 20.0
_BAND = 26.0


@dataclass(frozen=True, slots=True)
class Span:
    """A stage on the timeline, from `start` to `end` in the timeline's own unit."""

    words: str
    start: float
    end: float
    is_live: bool = False


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happened; picking it shows that second."""

    id: str
    at: float
    words: str
    state: str = "done"


class Story(Gauges):
    """What a debrief is made of."""

    def timeline(
        self,
        name: str,
        box: AnyBox,
        spans: Sequence[Span],
        moments: Sequence[Moment],
        end: float,
        ticks: Sequence[tuple[float, str]] = (),
    ) -> str | None:
        """Stages as one band, moments as pins above and below; returns the picked moment's id.

        A moment without words is a pin alone.
        """
        x, y, w, h = box
        middle = y + (h - 18) / 2

        def at(when: float) -> float:
            return x + w * min(1.0, max(0.0, when / end))

        for span in spans:
            left, right = at(span.start) + 1, at(span.end) - 1
            cell = Box(left, middle - _BAND / 2, max(2.0, right - left), _BAND)
            self.plate(cell, "tealb" if span.is_live else "s3", None, 6)
            if cell.w - 20 >= self.text_width(span.words, 12.5, "Medium"):
                colour = "teal" if span.is_live else "tx2"
                self.label(cell.inset(10, 0), span.words, 12.5, colour, "Medium")
        for when, words in ticks:
            self.label((at(when) - 30, y + h - 18, 60, 18), words, 11, "tx3", align="c")
        rows = max(1, int((h - 18 - _BAND) / 2 / _ROW) - 1)
        return self._pins(name, Box(x, y, w, h), moments, end, rows)

    def _pins(
        self, name: str, box: Box, moments: Sequence[Moment], end: float, rows: int
    ) -> str | None:
        picked: str | None = None
        middle = box.y + (box.h - 18) / 2
        taken: dict[tuple[int, int], float] = {}
        lanes = [(side, row) for row in range(rows) for side in (-1, 1)]
        for moment in sorted(moments, key=lambda m: (m.at, m.id)):
            pin_x = box.x + box.w * min(1.0, max(0.0, moment.at / end))
            wide = min(self.text_width(moment.words, 12.5, "Medium") + 4, box.w)
            left = min(max(pin_x - wide / 2, box.x - 20), box.right + 20 - wide)
            free = [lane for lane in lanes if taken.get(lane, box.x - 99) + 10 <= left]
            side, row = free[0] if free else min(lanes, key=lambda lane: taken[lane])
            shown_left = left if free else max(left, taken[side, row] + 10)
            if moment.words:
                taken[side, row] = shown_left + wide
            else:
                side, row = lanes[0]  # a pin without words takes nobody's room
            edge = middle + side * _BAND / 2
            tip = edge + side * (20 + row * _ROW)
            colour = _STATE_TONES[moment.state]
            text_y = tip - 20 if side < 0 else tip
            words_box = Box(shown_left, text_y, min(wide, box.right + 20 - shown_left), 20)
            hit = Box(pin_x - 10, min(edge, tip) - 4, 20, abs(tip - edge) + 8)
            touch = self.control(f"{name}:{moment.id}", hit, radius=6)
            self.plate((pin_x - 0.8, min(edge, tip), 1.6, abs(tip - edge)), colour)
            self.dot(pin_x, edge, 5.5 if touch.is_hot else 4, colour)
            is_told = moment.state in ("caution", "harm") or touch.is_hot or touch.is_ringed
            if words_box.w > 24:
                self.label(words_box, moment.words, 12.5, "tx" if is_told else "tx2", "Medium", "c")
            if touch.is_fired:
                picked = moment.id
        return picked

    def score_bar(
        self,
        box: AnyBox,
        words: str,
        shown: str,
        share: float,
        pass_line: float | None = None,
        colour: str = "teal",
    ) -> None:
        """A domain: its name, its mark, a bar and the pass line; below it the number warns too."""
        x, y, w, _ = box
        wide = self.text_width(shown, 14, "SemiBold") + 4
        self.label((x, y, w - wide - 8, 20), words, 14, "tx2")
        ink = "tx" if colour == "teal" else colour
        self.label((x + w - wide, y, wide, 20), shown, 14, ink, "SemiBold", "r")
        self.bar((x, y + 24, w, 5), share, colour, pass_line)

    def feedback_card(
        self,
        name: str,
        box: AnyBox,
        state: str,
        title: str,
        words: str,
        link: str = "Watch the moment",
    ) -> bool:
        """What to keep or to change, and the way to the second that shows it."""
        x, y, w, h = box
        self.plate(box, "s1", "line", 12)
        self.mark(x + 30, y + 32, state)
        self.label((x + 50, y + 20, w - 70, 24), title, 16, "tx", "SemiBold")
        foot = 36 if link else 16
        self.paragraph((x + 20, y + 56, w - 40, h - 60 - foot), words, 13.5)
        if not link:
            return False
        wide = self.text_width(link, 13, "SemiBold") + 4
        return self.link(name, (x + 20, y + h - 36, min(wide, w - 40), 22), link)
