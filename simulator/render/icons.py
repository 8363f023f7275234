"""Line icons, drawn as vectors on a grid of 24 by 24 and cached by the controls.

Each icon is one function that draws on a `Pen`; strokes are 1.6 grid units, ends are round.
"""

import math
from collections.abc import Callable, Mapping

from simulator.render.shapes import Point, Sketch, arc_points
from simulator.render.theme import Colour, tone

GRID = 24.0
STROKE = 1.6


class Pen:
    """Draws on a sketch in grid units, whatever its size in pixels."""

    def __init__(self, sketch: Sketch, colour: Colour) -> None:
        self._sketch = sketch
        self._colour = colour
        self._k = min(sketch.size) / GRID

    def path(self, *points: Point, width: float = STROKE, closed: bool = False) -> None:
        """Draw a line through points."""
        k = self._k
        self._sketch.path([(x * k, y * k) for x, y in points], self._colour, width * k, closed)

    def ring(self, x: float, y: float, radius: float, width: float = STROKE) -> None:
        """Draw a circle line."""
        k = self._k
        self._sketch.ring(x * k, y * k, (radius + width / 2) * k, self._colour, width * k)

    def disc(self, x: float, y: float, radius: float) -> None:
        """Fill a disc."""
        k = self._k
        self._sketch.disc(x * k, y * k, radius * k, self._colour)

    def frame(self, x: float, y: float, w: float, h: float, radius: float) -> None:
        """Draw a rounded rectangle line."""
        k = self._k
        self._sketch.frame(x * k, y * k, w * k, h * k, None, self._colour, radius * k, STROKE * k)

    def area(self, *points: Point) -> None:
        """Fill a polygon."""
        self._sketch.area([(x * self._k, y * self._k) for x, y in points], self._colour)

    def arc(self, x: float, y: float, radius: float, start_deg: float, end_deg: float) -> None:
        """Draw an arc, clockwise, 0 degrees to the right."""
        start, end = math.radians(start_deg), math.radians(end_deg)
        self.path(*arc_points(x, y, radius, start, end))


def _wipe(p: Pen) -> None:
    p.frame(3, 4, 18, 16, 3)
    p.path((7, 10), (17, 10), width=1.4)
    p.path((7, 14), (14, 14), width=1.4)


def _needle(p: Pen) -> None:
    p.path((2, 20), (15, 10))
    p.path((14, 7), (18, 12), width=3.2)
    p.path((17, 9), (22, 4), width=4.2)


def _syringe(p: Pen) -> None:
    p.path((2, 22), (6, 18), width=1.5)
    p.path((6.2, 14.4), (13.4, 7.2), (16.8, 10.6), (9.6, 17.8), width=1.5, closed=True)
    p.path((7.9, 16.1), (9.8, 14.2), width=3.6)
    p.path((15.1, 8.9), (20.2, 3.8))
    p.path((17.4, 2), (22, 6.6), width=1.8)


def _cotton(p: Pen) -> None:
    p.ring(8, 13, 5, 1.4)
    p.ring(15, 9, 5.6, 1.4)
    p.ring(16, 16, 4.6, 1.4)


def _tape(p: Pen) -> None:
    p.ring(11.5, 11.5, 8.7)
    p.ring(11.5, 11.5, 3.8, 1.4)
    p.path((11.5, 20.2), (22.5, 20.2))


def _loupe(p: Pen) -> None:
    p.ring(10, 10, 6.6, 1.7)
    p.path((15.2, 15.2), (21, 21), width=2.2)


def _polariser(p: Pen) -> None:
    p.ring(12, 12, 9, 1.5)
    for y in (8, 12, 16):
        p.path((7, y), (17, y), width=1.2)


def _stretch(p: Pen) -> None:
    for side in (-1, 1):
        p.path((12 + 4 * side, 12), (12 + 10 * side, 12))
        p.path((12 + 7 * side, 9), (12 + 10 * side, 12), (12 + 7 * side, 15))
    p.path((12, 4), (12, 20), width=1.4)


def _probe(p: Pen) -> None:
    p.frame(7, 2.5, 10, 11, 3)
    p.path((9, 13.5), (10, 19), (14, 19), (15, 13.5))
    p.path((5, 22), (8.5, 22), (8.5, 19.6), (15.5, 19.6), (15.5, 22), (19, 22), width=1.4)


def _stocking(p: Pen) -> None:
    p.path(
        (8, 2.5), (16, 2.5), (15.4, 13), (20.5, 18), (18, 21.5), (13.5, 21), (8.8, 16), closed=True
    )
    p.path((8.2, 6), (15.8, 6), width=1.3)


def _leg(p: Pen) -> None:
    p.path((8, 2), (7.6, 8), (9.4, 12), (8.6, 16), (10, 20), (6, 21.6), (6.6, 22.4), (14, 22))
    p.path((16.5, 2), (15.2, 9), (15.8, 14), (13.6, 19.4), (14, 22))


def _camera(p: Pen) -> None:
    p.frame(2.5, 6.5, 19, 13.5, 3)
    p.path((8, 6.5), (9.6, 4), (14.4, 4), (16, 6.5))
    p.ring(12, 13.2, 3.7, 1.5)


def _question(p: Pen) -> None:
    p.arc(12, 8.6, 4, 180, 400)
    p.path((15.06, 11.2), (12, 13.6), (12, 15.6))
    p.disc(12, 19.4, 1.25)


def _tick(p: Pen) -> None:
    p.path((5, 12.5), (10, 17.5), (19.5, 7), width=2)


def _warning(p: Pen) -> None:
    p.path((12, 3.2), (22, 20.6), (2, 20.6), closed=True)
    p.path((12, 9.5), (12, 14.4), width=1.9)
    p.disc(12, 17.5, 1.2)


def _play(p: Pen) -> None:
    p.area((7.5, 4.5), (19.5, 12), (7.5, 19.5))


def _pause(p: Pen) -> None:
    p.path((8.5, 6), (8.5, 18), width=3)
    p.path((15.5, 6), (15.5, 18), width=3)


def _stop(p: Pen) -> None:
    p.area((6, 6), (18, 6), (18, 18), (6, 18))


def _menu(p: Pen) -> None:
    for y in (6.5, 12, 17.5):
        p.path((4, y), (20, y))


def _chevron_right(p: Pen) -> None:
    p.path((9, 5), (16, 12), (9, 19), width=2)


def _chevron_left(p: Pen) -> None:
    p.path((15, 5), (8, 12), (15, 19), width=2)


def _chevron_down(p: Pen) -> None:
    p.path((5, 9), (12, 16), (19, 9), width=2.2)


def _cross(p: Pen) -> None:
    p.path((6, 6), (18, 18), width=2)
    p.path((18, 6), (6, 18), width=2)


def _squeeze(p: Pen) -> None:
    p.path((9.5, 2.5), (9.5, 21.5), width=1.4)
    p.path((14.5, 2.5), (14.5, 21.5), width=1.4)
    p.path((1.5, 12), (7, 12))
    p.path((4.6, 9.6), (7, 12), (4.6, 14.4))
    p.path((22.5, 12), (17, 12))
    p.path((19.4, 9.6), (17, 12), (19.4, 14.4))


def _speaker(p: Pen) -> None:
    p.area((3, 9), (7, 9), (12, 4.5), (12, 19.5), (7, 15), (3, 15))
    p.arc(12.5, 12, 4, -45, 45)
    p.arc(12.5, 12, 8, -45, 45)


def _clock(p: Pen) -> None:
    p.ring(12, 12, 9, 1.5)
    p.path((12, 6.6), (12, 12), (15.8, 14.2))


def _phone(p: Pen) -> None:
    p.path((5, 3.5), (8.5, 3), (10.5, 7.5), (8.4, 9.6), (14.4, 15.6), (16.5, 13.5), (21, 15.5))
    p.path((21, 15.5), (20.5, 19), (17, 20.5), (9.5, 16.5), (4.5, 9), (5, 3.5))


def _lamp(p: Pen) -> None:
    p.ring(12, 12, 4.4, 1.5)
    for i in range(8):
        c, s = math.cos(i * math.pi / 4), math.sin(i * math.pi / 4)
        p.path((12 + 7.4 * c, 12 + 7.4 * s), (12 + 10 * c, 12 + 10 * s), width=1.5)


def _pen(p: Pen) -> None:
    p.path((3.5, 20.5), (5, 15.5), (16.5, 4), (20, 7.5), (8.5, 19), closed=True)
    p.path((13.6, 7), (17, 10.4), width=1.3)


def _person(p: Pen) -> None:
    p.ring(12, 7.5, 4.2)
    p.path(*arc_points(12, 22, 8.2, math.pi, 2 * math.pi))


def _drop(p: Pen) -> None:
    p.path((12, 3), *arc_points(12, 14.4, 6.4, -0.5, math.pi + 0.5), closed=True)


def _sun(p: Pen) -> None:
    p.ring(12, 12, 4.2)
    for x, y in (
        (1, 0),
        (0.7, 0.7),
        (0, 1),
        (-0.7, 0.7),
        (-1, 0),
        (-0.7, -0.7),
        (0, -1),
        (0.7, -0.7),
    ):
        p.path((12 + 7 * x, 12 + 7 * y), (12 + 9.8 * x, 12 + 9.8 * y))


def _moon(p: Pen) -> None:
    p.arc(11, 12, 8.2, 50, 310)
    p.arc(17.2, 12, 6.3, 92, 268)


def _return(p: Pen) -> None:
    p.arc(12.5, 12.5, 8, -140, 150)
    p.path((5.6, 3.2), (6.2, 8), (11, 7.4))


def _tag(p: Pen) -> None:
    p.path((3.5, 7), (14.5, 7), (20.5, 12), (14.5, 17), (3.5, 17), closed=True)
    p.ring(15, 12, 1.2, 1.3)
    p.path((6.5, 10.4), (11, 10.4), width=1.3)
    p.path((6.5, 13.6), (11, 13.6), width=1.3)


def _talk(p: Pen) -> None:
    p.path((4, 5), (20, 5), (20, 15.5), (11.5, 15.5), (7, 19.5), (7, 15.5), (4, 15.5), closed=True)
    p.path((7.5, 10.2), (16.5, 10.2), width=1.4)


_ICONS: Mapping[str, Callable[[Pen], None]] = {
    "wipe": _wipe,
    "needle": _needle,
    "syringe": _syringe,
    "cotton": _cotton,
    "tape": _tape,
    "loupe": _loupe,
    "polariser": _polariser,
    "stretch": _stretch,
    "probe": _probe,
    "stocking": _stocking,
    "leg": _leg,
    "camera": _camera,
    "question": _question,
    "tick": _tick,
    "warning": _warning,
    "play": _play,
    "pause": _pause,
    "stop": _stop,
    "menu": _menu,
    "chevron_right": _chevron_right,
    "chevron_left": _chevron_left,
    "chevron_down": _chevron_down,
    "cross": _cross,
    "squeeze": _squeeze,
    "speaker": _speaker,
    "clock": _clock,
    "phone": _phone,
    "lamp": _lamp,
    "pen": _pen,
    "person": _person,
    "drop": _drop,
    "return": _return,
    "sun": _sun,
    "moon": _moon,
    "tag": _tag,
    "talk": _talk,
}

NAMES = tuple(_ICONS)


def draw(sketch: Sketch, name: str, colour: Colour) -> None:
    """Draw an icon as large as the sketch; raises `KeyError` for an unknown name."""
    _ICONS[name](Pen(sketch, colour))


def mark(sketch: Sketch, x: float, y: float, radius: float, state: str) -> None:
    """Draw a state ring: 'done', 'active', 'todo', 'caution' or 'harm'; shape tells it too."""
    k = radius / 9.0
    thin = max(1.0, 1.3 * k)
    if state == "done":
        sketch.disc(x, y, radius, tone("tealb"))
        sketch.ring(x, y, radius, tone("teal"), thin)
        tick = [(x - 3.8 * k, y + 0.2 * k), (x - k, y + 3.2 * k), (x + 4.2 * k, y - 3.2 * k)]
        sketch.path(tick, tone("teal"), 1.7 * k)
    elif state == "active":
        sketch.ring(x, y, radius, tone("teal"), max(1.0, 1.6 * k))
        sketch.disc(x, y, 4 * k, tone("teal"))
    elif state == "todo":
        sketch.ring(x, y, radius, tone("line3"), thin)
    elif state == "caution":
        sketch.disc(x, y, radius, tone("amberb"))
        sketch.ring(x, y, radius, tone("amber"), thin)
        sketch.path([(x, y - 4.2 * k), (x, y + 1.2 * k)], tone("amber"), 1.8 * k)
        sketch.disc(x, y + 4.2 * k, 1.2 * k, tone("amber"))
    elif state == "harm":
        sketch.disc(x, y, radius, tone("redb"))
        sketch.ring(x, y, radius, tone("red"), thin)
        arm = 3.3 * k
        sketch.path([(x - arm, y - arm), (x + arm, y + arm)], tone("red"), 1.9 * k)
        sketch.path([(x - arm, y + arm), (x + arm, y - arm)], tone("red"), 1.9 * k)
    else:
        raise ValueError(f"unknown mark {state!r}; allowed: done, active, todo, caution, harm")


def brand(sketch: Sketch, x: float, y: float, k: float) -> None:
    """Draw the product mark, two threads from one feeder, centred at a point."""
    rose, blue = tone("rose"), tone("blue")
    sketch.path(
        [(x - 8 * k, y + 10 * k), (x - 2 * k, y + 2 * k), (x - k, y - 9 * k)], rose, 2.2 * k
    )
    sketch.path(
        [(x - 2 * k, y + 2 * k), (x + 8 * k, y - 4 * k), (x + 10 * k, y - 10 * k)], rose, 1.6 * k
    )
    sketch.path([(x + 3 * k, y - k), (x + 11 * k, y + 3 * k)], blue, 1.6 * k)
