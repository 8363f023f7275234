"""What every control stands on: scale, layers, clips, the display list and the inputs."""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

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
from simulator.widgets.display import Clip, Display, Maker, Painter
from simulator.widgets.input import Intents, Key
from simulator.widgets.layout import AnyBox, Box
from simulator.widgets.touch import Control, Touch, TouchRouter

MIN_TEXT_PX = 9.5
_HOVER_STEPS = 4
TOP_LAYER = 90


@dataclass(frozen=True, slots=True)
class Misfit:
    """Text that had to be cut because its box is too small, even at the smallest size."""

    words: str
    room: pygame.Rect


class Ground:
    """Frame bookkeeping shared by all controls; screens use `kit.Ui`."""

    def __init__(
        self, canvas: pygame.Surface, text_scale: float = 1.0, can_animate: bool = True
    ) -> None:
        self.text_scale = text_scale
        self.can_animate = can_animate
        self.touches = TouchRouter()
        self.misfits: list[Misfit] = []
        self.told = ""  # the words of the bubble now on screen, also for a caption or a log
        self._layer = 0
        self._clip: Clip = None
        self._now_s = 0.0
        self._ease: dict[str, tuple[float, float]] = {}
        self._memory: dict[str, float] = {}
        self._inside: dict[str, set[str]] = {}
        self._hint: tuple[str, pygame.Rect, bool] | None = None
        self._hint_since: tuple[str, float] = ("", 0.0)
        self.use_canvas(canvas)

    def use_canvas(self, canvas: pygame.Surface) -> None:
        """Draw on another canvas, for instance after the window changed its size."""
        self.display = Display(canvas)
        wide, tall = canvas.get_size()
        self.scale = min(wide / BASE_WIDTH, tall / BASE_HEIGHT)
        self.width = wide / self.scale
        self.height = tall / self.scale

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
        return max(MIN_TEXT_PX, size * self.scale * self.text_scale)

    def text_width(self, words: str, size: float, weight: str = "Regular") -> float:
        """Return the width of one line in layout units, to place things beside it."""
        return text.width_px(words, self.text_px(size), weight) / self.scale

    def show(self, key: Hashable, rect: pygame.Rect, make: Maker) -> None:
        """List a cached surface at the top left of `rect`, on the current layer and clip."""
        self.display.show(self._layer, key, rect, self._clip, make)

    def scene(self, name: str, box: AnyBox, version: Hashable, paint: Painter) -> None:
        """List a picture that paints itself; it is painted again when `version` changes.

        `paint(canvas, rect)` must paint all of `rect`; the canvas clip keeps it in bounds.
        """
        self.display.show_live(
            self._layer, ("scene", name, version), self.px(box), self._clip, paint
        )

    def shape(
        self, kind: Hashable, box: AnyBox, draw: Callable[[shapes.Sketch, float], None]
    ) -> None:
        """List a cached sketch as large as `box`; `draw` gets the sketch and the scale."""
        rect = self.px(box)
        scale = self.scale

        def make() -> pygame.Surface:
            sketch = shapes.Sketch(rect.w, rect.h)
            draw(sketch, scale)
            return sketch.finish()

        self.show(("shape", kind, rect.w, rect.h, scale), rect, make)

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
        rect = self.px(box)
        if rect.w < 1 or rect.h < 1:
            return
        radius_px, edge_px = radius * self.scale, max(1.0, edge_width * self.scale)
        self.show(
            ("plate", rect.w, rect.h, fill, edge, radius_px, edge_px, alpha),
            rect,
            lambda: shapes.rounded(
                rect.size,
                tone(fill) if fill else None,
                tone(edge) if edge else None,
                radius_px,
                edge_px,
                alpha,
            ),
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

    def ease(self, name: str, is_on: bool) -> float:
        """Return 0..1 easing towards a state in 120 ms, in few steps so that drawings repeat."""
        goal = 1.0 if is_on else 0.0
        if not self.can_animate:
            return goal
        share, since_s = self._ease.get(name, (goal, self._now_s))
        step = (self._now_s - since_s) / HOVER_S
        share = min(goal, share + step) if goal > share else max(goal, share - step)
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
