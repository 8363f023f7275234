"""Parts of a screen that list themselves again without being worked out anew.

Idea: most of a screen does not change from one frame to the next, and working out what it shows
costs more than painting it. A part remembers what it listed and which controls it declared, and
hands both over again as long as nothing can have changed it: its version is the same, nobody has
pressed anything for a few frames (what a press did shows a frame later), none of its controls is
under the pointer, held, or focused with a ring, and nothing in it eases.
Invariant: a frame with parts looks and reacts like one that works everything out (a test
compares the two).
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import TypeVar

from simulator.widgets.display import Display, Item, Maker, Painter
from simulator.widgets.input import Intents, Pointer
from simulator.widgets.touch import Control, TouchRouter

Answer = TypeVar("Answer")
RESTLESS_FRAMES = 3


@dataclass(frozen=True)
class Listed:
    """What a part listed and declared, and for which version."""

    version: Hashable
    items: list[tuple[Item, Maker | None, Painter | None]]
    controls: list[Control]


class Parts:
    """What the parts of a screen listed when they were last worked out."""

    def __init__(self) -> None:
        self._listed: dict[str, Listed] = {}
        self._restless = RESTLESS_FRAMES

    def begin(self, inputs: Intents) -> None:
        """Note whether somebody did more than move the pointer."""
        is_acting = any(not isinstance(i, Pointer) or i.kind != "move" for i in inputs)
        self._restless = RESTLESS_FRAMES if is_acting else max(0, self._restless - 1)

    def repeat(self, name: str, version: Hashable, display: Display, touches: TouchRouter) -> bool:
        """List a part as before; return False if it has to be worked out."""
        known = self._listed.get(name)
        if known is None or known.version != version or self._restless:
            return False
        if touches.touches_any(known.controls):
            return False
        for item, make, paint in known.items:
            display.add(item, make, paint)
        for control in known.controls:
            touches.declare(control)
        return True

    def work_out(
        self,
        name: str,
        version: Hashable,
        display: Display,
        touches: TouchRouter,
        draw: Callable[[], Answer],
        is_moving: Callable[[], bool],
    ) -> Answer:
        """Draw a part and remember what it listed, unless it is touched, modal or moves."""
        first, earliest = display.count, len(touches.declared)
        answer = draw()
        controls = touches.declared[earliest:]
        if is_moving() or touches.is_silencing or touches.touches_any(controls):
            self._listed.pop(name, None)
        else:
            self._listed[name] = Listed(version, display.listed_since(first), controls)
        return answer
