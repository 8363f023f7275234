"""Read-outs of the act: syringe, pressure arc, pain, score ring."""

from simulator.render import charts
from simulator.widgets.chrome import Chrome
from simulator.widgets.layout import AnyBox, Box


class Gauges(Chrome):
    """Live read-outs; each redraws only when its rounded value changes."""

    def syringe(
        self, box: AnyBox, left_ul: float, capacity_ul: float, unit_ul: float = 1000.0
    ) -> None:
        """An upright barrel with plunger, liquid and a scale in ml."""
        share = round(min(1.0, max(0.0, left_ul / capacity_ul)) * 200) / 200
        x, y, w, h = box
        barrel_w = min(40.0, w * 0.5)
        self.shape(
            ("syringe", share, w, h),
            box,
            lambda s, k: charts.syringe(s, k, barrel_w, h, share),
        )
        top, span = charts.BARREL_TOP, h - charts.BARREL_TOP
        for i in range(3):
            tick_y = y + top + 6 + (span - 12) * i / 2
            words = f"{capacity_ul / unit_ul * (1 - i / 2):.1f}"
            self.label((x + barrel_w + 16, tick_y - 9, w - barrel_w - 16, 18), words, 11, "tx3")

    def pressure_gauge(
        self,
        box: AnyBox,
        value: float,
        top: float,
        caution: float,
        harm: float,
        unit: str = "mmHg",
    ) -> None:
        """A round gauge; the arc's own bands say where caution and harm begin.

        State is told three ways: position against the bands, colour, and a word under it.
        """
        x, y, w, h = box
        share = round(min(1.0, max(0.0, value / top)) * 120) / 120
        bands = (caution / top, harm / top)
        self.shape(("gauge", share, bands), box, lambda s, k: charts.gauge(s, k, share, *bands))
        middle = y + min(w, h * 1.15) / 2
        self.value((x, middle - 26, w, 36), f"{value:.0f}", 30, "tx", "c")
        word, colour = unit, "tx3"
        if value >= harm:
            word, colour = f"{unit}, too high", "red"
        elif value >= caution:
            word, colour = f"{unit}, ease off", "amber"
        self.label((x + 18, middle + 12, w - 36, 18), word, 12, colour, "Medium", "c")

    def pips(self, box: AnyBox, count: int, total: int = 10, colour: str = "teal") -> None:
        """A row of small squares, `count` of them lit; for pain of 10."""
        x, y, w, h = box
        pitch = w / total
        side = min(h, pitch - 4)
        for i in range(total):
            cell = (x + i * pitch, y + (h - side) / 2, side, side)
            self.plate(cell, colour if i < count else "s3", None, 3)

    def score_ring(
        self, box: AnyBox, share: float, words: str, note: str = "", colour: str = "teal"
    ) -> None:
        """A thick ring with a large number in it."""
        share = round(min(1.0, max(0.0, share)) * 200) / 200
        place = Box(*box)
        self.shape(
            ("ring", share, colour),
            box,
            lambda s, k: charts.ring(s, 14 * k, share, colour),
        )
        size = min(68.0, place.w * 0.33)
        middle = place.y + place.h / 2
        room = (place.x + 20, middle - size * 0.75, place.w - 40, size * 1.3)
        self.label(room, words, size, "tx", "Bold", "c")
        if note:
            self.label(
                (place.x + 20, middle + size * 0.42, place.w - 40, 20), note, 14, "tx3", align="c"
            )

    def reading(
        self,
        box: AnyBox,
        words: str,
        shown: str,
        size: float = 16,
        colour: str = "tx",
        is_live: bool = True,
    ) -> None:
        """A caption above a number with its unit; a live one has tabular digits."""
        x, y, w, _ = box
        self.label((x, y, w, 17), words, 12.5, "tx3")
        self.label((x, y + 15, w, size * 1.6), shown, size, colour, "SemiBold", "l", is_live)
