"""Charts and instruments of the panels, as drawings on a sketch (`k` pixels per unit)."""

import math

from simulator.render.shapes import Sketch
from simulator.render.theme import tone

BARREL_TOP = 34.0
_GAUGE_START = math.radians(150)
_GAUGE_SPAN = math.radians(240)


def syringe(s: Sketch, k: float, barrel_w: float, height: float, share: float) -> None:
    """Draw an upright syringe, `share` of it full; ticks stand at its right."""
    w, top, low = barrel_w, BARREL_TOP, height
    span = low - top - 12
    liquid = top + 6 + span * (1 - share)
    s.frame(0, top * k, w * k, (low - top) * k, tone("glass"), tone("line3"), 8 * k, max(1.0, k))
    if share > 0:
        s.box(5 * k, liquid * k, (w - 10) * k, (low - 6 - liquid) * k, tone("drug"), 5 * k)
    rod = tone("metal")
    head = 2 + (top - 10) * (1 - share)  # the thumb rest never enters the barrel
    s.box((w / 2 - 3) * k, head * k, 6 * k, (liquid - 8 - head) * k, rod, 2 * k)
    s.box(3 * k, (liquid - 12) * k, (w - 6) * k, 14 * k, rod, 4 * k)
    s.box(4 * k, head * k, (w - 8) * k, 7 * k, rod, 3 * k)
    for i in range(11):
        y = top + 6 + span * i / 10
        s.path([(w * k, y * k), ((w + (12 if i % 5 == 0 else 7)) * k, y * k)], tone("tx3"), k)


def gauge(s: Sketch, k: float, share: float, caution: float, harm: float) -> None:
    """Draw a 240 degree gauge with a needle notch and its two warning bands."""
    wide, tall = s.size
    radius = min(wide / 2, tall * 0.575) - 6 * k
    x, y = wide / 2, radius + 6 * k

    def at(part: float) -> float:
        return _GAUGE_START + _GAUGE_SPAN * part

    s.arc(x, y, radius, at(0), at(1), tone("s3"), 10 * k)
    if share > 0:
        ink = "teal" if share < caution else "amber" if share < harm else "red"
        s.arc(x, y, radius, at(0), at(share), tone(ink), 10 * k)
    s.arc(x, y, radius, at(caution), at(harm), tone("amber"), 3 * k)
    s.arc(x, y, radius, at(harm), at(1), tone("red"), 3 * k)
    c, d = math.cos(at(share)), math.sin(at(share))
    inner, outer = radius - 22 * k, radius - 9 * k
    notch = [(x + inner * c, y + inner * d), (x + outer * c, y + outer * d)]
    s.path(notch, tone("tx"), 2.4 * k)


def ring(s: Sketch, width: float, share: float, colour: str) -> None:
    """Draw a ring filled clockwise from the top."""
    x, y = s.size[0] / 2, s.size[1] / 2
    radius = min(x, y) - width / 2
    s.arc(x, y, radius, 0, 2 * math.pi, tone("s3"), width)
    if share > 0:
        start = -math.pi / 2
        s.arc(x, y, radius, start, start + 2 * math.pi * share, tone(colour), width)
