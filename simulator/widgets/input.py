"""What a person did, in plain words: `app/` translates window events into these."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Pointer:
    """The mouse, a pen or a finger, in pixels of the canvas; `dy` counts wheel notches upward."""

    x: int
    y: int
    kind: Literal["move", "down", "up", "wheel"]
    button: int = 1
    dy: float = 0.0


@dataclass(frozen=True, slots=True)
class Key:
    """A key by its lower-case name: 'tab', 'return', 'space', 'left', 'escape', 'p', '1'."""

    name: str
    is_shift: bool = False
    is_ctrl: bool = False
    is_down: bool = True


@dataclass(frozen=True, slots=True)
class Text:
    """Characters a person typed, after keyboard layout and input method."""

    chars: str


Intent = Pointer | Key | Text
Intents = Sequence[Intent]
