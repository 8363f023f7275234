"""Screens on a canvas without a window and without the heavy pictures."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pygame

from simulator.app.desk import Desk
from simulator.app.screens.table import Table
from simulator.app.settings import Settings
from simulator.app.workshop import Workshop
from simulator.widgets.kit import Intent, Key, Pointer, Ui

TAB = Key("tab")
ENTER = Key("return")


class StillBench(Workshop):
    """A workshop that makes nothing but small blank photographs."""

    def __init__(self) -> None:
        super().__init__()
        self.ready: dict[str, Any] = {}

    def order(self, name: str, words: str, make: Callable[..., Any]) -> None:
        """Note the order; nobody works on it."""

    def get(self, name: str) -> Any:
        """Return a blank photograph, or nothing."""
        if name == "photograph" or name.startswith(("outcome", "look")):
            return self.ready.setdefault(name, pygame.Surface((96, 60), 0, 32))
        return self.ready.get(name)


@dataclass
class TableTop:
    """One screen, its table and its controls; `frame` shows it once."""

    screen: Any
    desk: Desk | None = None
    size: tuple[int, int] = (1280, 720)
    text_scale: float = 1.0
    chosen: list[Any] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.ui = Ui(pygame.Surface(self.size, 0, 32), can_animate=False)
        self.ui.display.paint = lambda: []  # type: ignore[method-assign]
        self.settings = Settings(self.text_scale, is_calm=True)
        self.table = None
        if self.desk is not None:
            self.table = Table(self.desk, StillBench(), settings=self.settings)
        else:
            self.screen.settings = self.settings
        for _ in range(2):
            self.frame()

    def frame(self, *inputs: Intent) -> Any:
        """Show the screen once; return what it chose."""
        self.ui.begin(inputs, 0.0)
        given = (self.ui, self.table, inputs) if self.table else (self.ui, inputs)
        chosen = self.screen.draw(*given)
        self.ui.end()
        if chosen is not None:
            self.chosen.append(chosen)
        return chosen

    @property
    def order(self) -> list[str]:
        """The controls that Tab visits."""
        return self.ui.touches.order

    def go_to(self, name: str) -> None:
        """Press Tab until `name` has the ring."""
        for _ in range(len(self.order) + 1):
            if self.ui.touches.focus == name and self.ui.touches.is_ring_shown:
                return
            self.frame(TAB)
        raise AssertionError(f"the Tab key never reaches {name}")

    def enter(self, name: str) -> Any:
        """Do `name` with the keyboard alone."""
        self.go_to(name)
        return self.frame(ENTER)

    def click(self, name: str) -> Any:
        """Click a control."""
        x, y = self.ui.touches.place_of(name).center
        return self.frame(Pointer(x, y, "down"), Pointer(x, y, "up"))
