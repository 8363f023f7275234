"""Boxes in layout units (a window of 900 units height), and how to cut them."""

from typing import NamedTuple


class Box(NamedTuple):
    """A rectangle in layout units; every control takes one (or a plain tuple of four)."""

    x: float
    y: float
    w: float
    h: float

    @property
    def right(self) -> float:
        """The x of the right edge."""
        return self.x + self.w

    @property
    def bottom(self) -> float:
        """The y of the lower edge."""
        return self.y + self.h

    def inset(self, across: float, down: float | None = None) -> "Box":
        """Return the box without a margin on every side."""
        low = across if down is None else down
        return Box(self.x + across, self.y + low, self.w - 2 * across, self.h - 2 * low)

    def top(self, height: float, gap: float = 0) -> tuple["Box", "Box"]:
        """Cut a strip off the top; return the strip and the rest below `gap`."""
        rest = Box(self.x, self.y + height + gap, self.w, self.h - height - gap)
        return Box(self.x, self.y, self.w, height), rest

    def foot(self, height: float, gap: float = 0) -> tuple["Box", "Box"]:
        """Cut a strip off the bottom; return the strip and the rest above `gap`."""
        strip = Box(self.x, self.bottom - height, self.w, height)
        return strip, Box(self.x, self.y, self.w, self.h - height - gap)

    def left(self, width: float, gap: float = 0) -> tuple["Box", "Box"]:
        """Cut a strip off the left; return the strip and the rest."""
        rest = Box(self.x + width + gap, self.y, self.w - width - gap, self.h)
        return Box(self.x, self.y, width, self.h), rest

    def far(self, width: float, gap: float = 0) -> tuple["Box", "Box"]:
        """Cut a strip off the right; return the strip and the rest."""
        strip = Box(self.right - width, self.y, width, self.h)
        return strip, Box(self.x, self.y, self.w - width - gap, self.h)

    def columns(self, count: int, gap: float = 0) -> list["Box"]:
        """Return `count` equal columns."""
        wide = (self.w - gap * (count - 1)) / count
        return [Box(self.x + i * (wide + gap), self.y, wide, self.h) for i in range(count)]

    def rows(self, pitch: float, count: int) -> list["Box"]:
        """Return `count` rows of height `pitch` from the top."""
        return [Box(self.x, self.y + i * pitch, self.w, pitch) for i in range(count)]

    def middle(self, width: float, height: float) -> "Box":
        """Return a box of the given size in the centre of this one."""
        x, y = self.x + (self.w - width) / 2, self.y + (self.h - height) / 2
        return Box(x, y, width, height)


AnyBox = Box | tuple[float, float, float, float]


def two_on_a_line(room: float, first: float, second: float) -> tuple[float, float]:
    """Return the widths of two texts on one line: what they want, or a fair share of the room."""
    if not second:
        return room, 0.0
    gap, spare = 8.0, 2.0
    room -= gap
    if first + second + 2 * spare <= room:
        return room - second - spare, second + spare
    return room * first / (first + second), room * second / (first + second)
