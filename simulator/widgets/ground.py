"""What every control stands on: scale, layers, clips, the display list and the inputs."""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

import pygame

from simulator.render import shapes, text
from simulator.render.theme import (
    BASE_HEIGHT,
    BASE_WIDTH,
    FOCUS_OFFSET,
    FOCUS_WIDTH,
    HOVER_S,
    MIN_HIT,
    tone,
)
from simulator.widgets.display import Clip, Display, Item, Maker, Painter
from simulator.widgets.input import Intents, Key
from simulator.widgets.layout import AnyBox, Box
from simulator.widgets.parts import Parts
from simulator.widgets.touch import Control, Touch, TouchRouter
from simulator.widgets.typeset import MIN_TEXT_PX, Look

_HOVER_STEPS = 4
_MAX_PLACED = 6000
LONGEST_EASE_S = 1 / 20  # of easing in a frame: a part that was repeated has not moved meanwhile
TOP_LAYER = 90
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Misfit:
    """Text that had to be cut because its box is too small, even at the smallest size."""

    words: str
    room: pygame.Rect


class _Placed(NamedTuple):
    item: Item
    make: Maker
    extent: float
    misfit: Misfit | None


class Ground:
    """Frame bookkeeping shared by all controls; screens use `kit.Ui`."""

    def __init__(
        self, canvas: pygame.Surface, text_scale: float = 1.0, can_animate: bool = True
    ) -> None:
        self._text_scale = text_scale
        self.can_animate = can_animate
        self.touches = TouchRouter()
        self.misfits: list[Misfit] = []
        self.told = ""  # the words of the bubble now on screen, also for a caption or a log
        self._layer = 0
        self._clip: Clip = None
        self._now_s = 0.0
        self._ease: dict[str, tuple[float, float]] = {}
        self._memory: dict[str, float] = {}
        self._placed: dict[Hashable, _Placed] = {}
        self._inside: dict[str, set[str]] = {}
        self._hint: tuple[str, pygame.Rect, bool] | None = None
        self._hint_since: tuple[str, float] = ("", 0.0)
        self._parts = Parts()
        self._is_easing = False
        self.use_canvas(canvas)

    def use_canvas(self, canvas: pygame.Surface) -> None:
        """Draw on another canvas, for instance after the window changed its size."""
        self.display = Display(canvas)
        self._placed.clear()
        self._parts = Parts()
        wide, tall = canvas.get_size()
        self.scale = min(wide / BASE_WIDTH, tall / BASE_HEIGHT)
        self.width = wide / self.scale
        self.height = tall / self.scale

    @property
    def text_scale(self) -> float:
        """The person's own text size, 1.0 to 2.0, on top of the window's scale."""
        return self._text_scale

    @text_scale.setter
    def text_scale(self, text_scale: float) -> None:
        self._text_scale = text_scale
        self._placed.clear()
        self._parts = Parts()

    @property
    def whole(self) -> Box:
        """The window in layout units; 1600 x 900 for a 16:9 canvas."""
        return Box(0, 0, self.width, self.height)

    @property
    def pressed_keys(self) -> list[Key]:
        """Keys that no control claimed this frame: the screen's own shortcuts."""
        return self.touches.unclaimed

    @property
    def layer(self) -> int:
        """The layer that controls are being declared on."""
        return self._layer

    def begin(self, inputs: Intents = (), now_s: float = 0.0) -> None:
        """Start a frame; `now_s` is any steadily growing time and drives motion only."""
        self._now_s = now_s
        self.misfits = []
        self._hint = None
        self.touches.begin(inputs)
        self._parts.begin(inputs)
        self.display.start()

    def end(self) -> list[pygame.Rect]:
        """Finish the frame, paint what changed and return the painted rectangles."""
        self.touches.end()
        return self.display.paint()

    def fits(self) -> bool:
        """Whether all text of this frame stands uncut in its box."""
        return not self.misfits

    def px(self, box: AnyBox) -> pygame.Rect:
        """Return the pixels of a box; neighbouring boxes share their edge."""
        x, y, w, h = box
        left, top = round(x * self.scale), round(y * self.scale)
        return pygame.Rect(
            left, top, round((x + w) * self.scale) - left, round((y + h) * self.scale) - top
        )

    def text_px(self, size: float) -> float:
        """Return the pixel size of text of `size` layout units, with the person's text scale."""
        return max(MIN_TEXT_PX, size * self.scale * self._text_scale)

    def text_width(self, words: str, size: float, weight: str = "Regular") -> float:
        """Return the width of one line in layout units, to place things beside it."""
        return text.width_px(words, self.text_px(size), weight) / self.scale

    def put(self, args: Hashable, settle: Callable[[], Look]) -> float:
        """List a look, working it out only when `args` are new here; returns its extent."""
        known = (self._layer, self._clip, args)
        placed = self._placed.get(known)
        if placed is None:
            look = settle()
            x, y, w, h = look.rect
            item = Item(self._layer, look.key, x, y, w, h, self._clip)
            misfit = Misfit(look.cut_words, look.rect) if look.cut_words else None
            placed = _Placed(item, look.make, look.extent_px / self.scale, misfit)
            if len(self._placed) > _MAX_PLACED:
                self._placed.clear()
            self._placed[known] = placed
        self.display.add(placed.item, placed.make)
        if placed.misfit:
            self.misfits.append(placed.misfit)
        return placed.extent

    def part(self, name: str, version: Hashable, draw: Callable[[], Answer]) -> Answer | None:
        """List what `draw` shows; while nothing can have changed it, repeat what it listed.

        `version` stands for all that `draw` reads. Returns its answer, None when repeated: an
        answer needs an input, and then it is drawn.
        """
        if self._parts.repeat(name, version, self.display, self.touches):
            return None
        self._is_easing, misfits = False, len(self.misfits)
        answer: Answer = self._parts.work_out(
            name,
            version,
            self.display,
            self.touches,
            draw,
            lambda: self._is_easing or len(self.misfits) > misfits,
        )
        return answer

    def scene(self, name: str, box: AnyBox, version: Hashable, paint: Painter) -> None:
        """List a picture that paints itself; it is painted again when `version` changes.

        `paint(canvas, rect)` must paint all of `rect`; the canvas clip keeps it in bounds.
        """
        x, y, w, h = self.px(box)
        item = Item(self._layer, ("scene", name, version), x, y, w, h, self._clip)
        self.display.add(item, paint=paint)

    def shape(
        self, kind: Hashable, box: AnyBox, draw: Callable[[shapes.Sketch, float], None]
    ) -> None:
        """List a cached sketch as large as `box`; `draw` gets the sketch and the scale.

        Two calls of the same `kind` and size must draw the same.
        """
        self.put(("shape", kind, box), lambda: self._shape_look(kind, self.px(box), draw))

    def _shape_look(
        self, kind: Hashable, rect: pygame.Rect, draw: Callable[[shapes.Sketch, float], None]
    ) -> Look:
        scale = self.scale

        def make() -> pygame.Surface:
            sketch = shapes.Sketch(rect.w, rect.h)
            draw(sketch, scale)
            return sketch.finish()

        return Look(("shape", kind, rect.w, rect.h), rect, make)

    def plate(
        self,
        box: AnyBox,
        fill: str | None,
        edge: str | None = None,
        radius: float = 0,
        edge_width: float = 1,
        alpha: int = 255,
    ) -> None:
        """List a rounded rectangle."""
        look = (fill, edge, radius, edge_width, alpha)
        self.put(("plate", box, look), lambda: self._plate_look(self.px(box), *look))

    def _plate_look(
        self,
        rect: pygame.Rect,
        fill: str | None,
        edge: str | None,
        radius: float,
        edge_width: float,
        alpha: int,
    ) -> Look:
        radius_px, edge_px = radius * self.scale, max(1.0, edge_width * self.scale)
        size = (max(1, rect.w), max(1, rect.h))
        inks = tone(fill) if fill else None, tone(edge) if edge else None
        return Look(
            ("plate", size, fill, edge, radius_px, edge_px, alpha),
            pygame.Rect(rect.topleft, size),
            lambda: shapes.rounded(size, *inks, radius_px, edge_px, alpha),
        )

    def control(
        self,
        name: str,
        box: AnyBox,
        takes: frozenset[str] = frozenset(),
        radius: float = 8,
        is_enabled: bool = True,
        is_focusable: bool = True,
    ) -> Touch:
        """Declare a place that reacts; return what reached it. Draws only the focus ring."""
        rect = self.px(box)
        room = round(MIN_HIT * self.scale)
        hit = rect.inflate(max(0, room - rect.w), max(0, room - rect.h))
        touch = self.touches.declare(
            Control(name, hit, self._layer, is_enabled, is_focusable, takes, self._clip)
        )
        if touch.is_ringed:
            grow = FOCUS_OFFSET + FOCUS_WIDTH
            ring = (box[0] - grow, box[1] - grow, box[2] + 2 * grow, box[3] + 2 * grow)
            self.plate(ring, None, "teal", radius + grow, FOCUS_WIDTH)
        return touch

    def touch_area(
        self, name: str, box: AnyBox, takes: frozenset[str] = frozenset({"wheel"})
    ) -> Touch:
        """A picture that reacts, such as the scan or the loupe; not in the tab order.

        The caller gives the keyboard another path. Controls declared later lie above it.
        """
        return self.control(name, box, takes, is_focusable=False)

    @property
    def pointer(self) -> tuple[float, float]:
        """Where the pointer is, in layout units."""
        x, y = self.touches.pointer
        return x / self.scale, y / self.scale

    def ease(self, name: str, is_on: bool) -> float:
        """Return 0..1 easing towards a state in 120 ms, in few steps so that drawings repeat."""
        goal = 1.0 if is_on else 0.0
        if not self.can_animate:
            return goal
        share, since_s = self._ease.get(name, (goal, self._now_s))
        step = min(self._now_s - since_s, LONGEST_EASE_S) / HOVER_S
        share = min(goal, share + step) if goal > share else max(goal, share - step)
        self._is_easing |= share != goal
        self._ease[name] = (share, self._now_s)
        return round((1 - (1 - share) * (1 - share)) * _HOVER_STEPS) / _HOVER_STEPS

    def hint(self, words: str, box: AnyBox, is_urgent: bool = False) -> None:
        """Ask for a bubble beside `box` this frame; an urgent one (a refusal) comes at once."""
        self._hint = (words, self.px(box), is_urgent)

    @contextmanager
    def on_layer(self, layer: int, is_modal: bool = False) -> Iterator[None]:
        """Declare controls above others; a modal layer silences the ones beneath."""
        before, clip = self._layer, self._clip
        self._layer, self._clip = layer, None
        if is_modal:
            self.touches.silence_below(layer)
        try:
            yield
        finally:
            self._layer, self._clip = before, clip

    @contextmanager
    def clipped(self, box: AnyBox) -> Iterator[None]:
        """Show and react only inside `box`."""
        before = self._clip
        rect = self.px(box)
        if before is not None:
            rect = rect.clip(before)
        self._clip = (rect.x, rect.y, rect.w, rect.h)
        try:
            yield
        finally:
            self._clip = before
