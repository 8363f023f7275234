"""Who the inputs are for: hit testing, focus, tab order, drags and layers.

Controls are declared anew each frame. Inputs are resolved against the controls of the frame
before, which is what the person saw when they pressed. A modal layer silences everything
beneath it. Enter and Space act only while the focus ring shows (focus came by keyboard): a
control that was merely clicked never swallows a screen's own shortcut such as Space to stop.
"""

from dataclasses import dataclass, field

import pygame

from simulator.widgets.input import Intents, Key, Pointer, Text

_EMPTY: tuple[()] = ()


@dataclass(slots=True)
class Control:
    """A place that reacts, as declared in a frame."""

    id: str
    rect: pygame.Rect
    layer: int
    is_enabled: bool
    is_focusable: bool
    takes: frozenset[str]
    clip: tuple[int, int, int, int] | None

    def is_hit(self, x: int, y: int) -> bool:
        """Whether a pixel lies on the visible part of the control."""
        if self.clip is not None and not pygame.Rect(self.clip).collidepoint(x, y):
            return False
        return self.rect.collidepoint(x, y)


@dataclass(slots=True)
class Touch:
    """What one control learns about this frame's inputs."""

    is_hot: bool = False
    is_held: bool = False
    is_focused: bool = False
    is_ringed: bool = False
    is_fired: bool = False
    drag: tuple[int, int] | None = None
    notches: float = 0.0
    keys: tuple[Key, ...] = _EMPTY
    chars: str = ""


@dataclass(slots=True)
class _Inbox:
    """Inputs of one frame, sorted by the control they reached."""

    fired: set[str] = field(default_factory=set)
    drags: dict[str, tuple[int, int]] = field(default_factory=dict)
    notches: dict[str, float] = field(default_factory=dict)
    keys: dict[str, list[Key]] = field(default_factory=dict)
    chars: dict[str, str] = field(default_factory=dict)


class TouchRouter:
    """Keeps focus, hot and active between frames and sorts inputs to controls."""

    def __init__(self) -> None:
        self.pointer = (-1, -1)
        self.focus = ""
        self.is_ring_shown = False
        self.active = ""
        self.hot = ""
        self.focus_when_seen = ""
        self.unclaimed: list[Key] = []
        self.pressed_layer: int | None = None
        self.declared: list[Control] = []
        self._names: set[str] = set()
        self._seen: list[Control] = []
        self._floor = 0
        self._next_floor = 0
        self._inbox = _Inbox()
        self._floors: list[tuple[int, str]] = []

    @property
    def order(self) -> list[str]:
        """The ids the Tab key visits, in order, as of the last finished frame."""
        return [c.id for c in self._seen if c.is_focusable and c.layer >= self._floor]

    @property
    def cursor(self) -> str:
        """What the pointer should look like: 'hand' over a live control, 'text', or 'arrow'."""
        for control in self._seen:
            if control.id == self.hot and control.is_enabled and control.is_focusable:
                return "text" if "text" in control.takes else "hand"
        return "arrow"

    def begin(self, inputs: Intents) -> None:
        """Sort inputs to the controls of the frame before."""
        self._inbox = _Inbox()
        self.unclaimed = []
        self.pressed_layer = None
        for intent in inputs:
            match intent:
                case Pointer():
                    self._point(intent)
                case Key():
                    self._press(intent)
                case Text(chars) if self._takes(self.focus, "text"):
                    self._inbox.chars[self.focus] = self._inbox.chars.get(self.focus, "") + chars
        found = self._hit(*self.pointer)
        self.hot = found.id if found else ""
        self.declared = []
        self._names = set()
        self._next_floor = 0

    def end(self) -> None:
        """Make this frame's controls the ones that the next inputs meet."""
        self._seen = self.declared
        if self._next_floor > self._floor:
            self._floors.append((self._floor, self.focus))
            self._floor = self._next_floor
            if self.focus not in self.order:
                self.focus = next(iter(self.order), "")
            if self.focus_when_seen in self.order:
                self.focus = self.focus_when_seen
        elif self._next_floor < self._floor:
            while self._floors and self._floor > self._next_floor:
                self._floor, self.focus = self._floors.pop()
            self._floor = self._next_floor

    def silence_below(self, layer: int) -> None:
        """Make layers beneath `layer` inert from the next frame on."""
        self._next_floor = max(self._next_floor, layer)

    @property
    def is_silencing(self) -> bool:
        """Whether a modal layer has been declared in this frame."""
        return self._next_floor > 0

    def touches_any(self, controls: list[Control]) -> bool:
        """Whether one of these is under the pointer, held, reached by an input or ringed."""
        box = self._inbox
        reached = {self.hot, self.active, *box.fired, *box.drags, *box.notches, *box.keys}
        reached |= box.chars.keys()
        if self.is_ring_shown:
            reached.add(self.focus)
        return any(control.id in reached for control in controls)

    def place_of(self, name: str) -> pygame.Rect | None:
        """Return where a control was in the last finished frame."""
        return next((c.rect for c in self._seen if c.id == name), None)

    def claim(self, key_name: str) -> bool:
        """Take an unclaimed key press, so that nobody else acts on it; False if there is none."""
        for key in self.unclaimed:
            if key.name == key_name and key.is_down:
                self.unclaimed.remove(key)
                return True
        return False

    def declare(self, control: Control) -> Touch:
        """Register a control for the next frame and return its inputs of this one.

        Raises `ValueError` when an id comes twice in a frame: the Tab key could not tell them.
        """
        name, box = control.id, self._inbox
        if name in self._names:
            raise ValueError(f"two controls called {name!r} in one frame; ids must differ")
        self._names.add(name)
        self.declared.append(control)
        is_focused = self.focus == name
        touch = Touch(
            is_hot=self.hot == name and self.active in ("", name),
            is_held=self.active == name,
            is_focused=is_focused,
            is_ringed=is_focused and self.is_ring_shown,
        )
        if control.is_enabled:
            touch.is_fired = name in box.fired
            touch.drag = box.drags.get(name)
            touch.notches = box.notches.get(name, 0.0)
            touch.keys = tuple(box.keys.get(name, _EMPTY))
            touch.chars = box.chars.get(name, "")
        return touch

    def _point(self, pointer: Pointer) -> None:
        self.pointer = (pointer.x, pointer.y)
        if pointer.kind == "wheel":
            found = self._hit(pointer.x, pointer.y, "wheel")
            if found:
                self._inbox.notches[found.id] = self._inbox.notches.get(found.id, 0.0) + pointer.dy
            return
        if pointer.kind == "down" and pointer.button == 1:
            found = self._hit(pointer.x, pointer.y)
            self.pressed_layer = found.layer if found else -1
            self.active = found.id if found else ""
            self.focus = found.id if found and found.is_focusable else ""
            self.is_ring_shown = False
        if self.active:
            self._inbox.drags[self.active] = self.pointer
        if pointer.kind == "up" and pointer.button == 1:
            found = self._hit(pointer.x, pointer.y)
            if found and found.id == self.active:
                self._inbox.fired.add(found.id)
            self.active = ""

    def _press(self, key: Key) -> None:
        if key.is_down and key.name == "tab":
            self.step_focus(-1 if key.is_shift else 1)
        elif key.is_down and self._takes(self.focus, key.name):
            self._inbox.keys.setdefault(self.focus, []).append(key)
            self.is_ring_shown = True
        elif (
            key.is_down
            and key.name in ("return", "space")
            and self.is_ring_shown
            and self.focus in self.order
        ):
            self._inbox.fired.add(self.focus)
        elif not (self._takes(self.focus, "text") and len(key.name) == 1):
            self.unclaimed.append(key)

    def step_focus(self, step: int) -> None:
        """Move the focus along the tab order and show its ring."""
        order = self.order
        if not order:
            return
        self.is_ring_shown = True
        if self.focus in order:
            self.focus = order[(order.index(self.focus) + step) % len(order)]
        else:
            self.focus = order[0 if step > 0 else -1]

    def _takes(self, name: str, what: str) -> bool:
        return any(
            c.id == name and what in c.takes and c.is_enabled and c.layer >= self._floor
            for c in self._seen
        )

    def _hit(self, x: int, y: int, takes: str = "") -> Control | None:
        best: Control | None = None
        for control in self._seen:
            if control.layer < self._floor or not control.is_hit(x, y):
                continue
            if takes and takes not in control.takes:
                continue
            if best is None or control.layer >= best.layer:
                best = control
        return best
