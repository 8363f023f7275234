"""What is held down: so that a hand knows its modifiers, and lets go when it is called away."""

from simulator.widgets.input import Intent, Intents, Key, Pointer

_OFF = -1  # a pointer here is on no control, so letting go of a button presses nothing


class Held:
    """Keys and pointer buttons that went down and have not come up."""

    def __init__(self) -> None:
        self.keys: dict[str, Key] = {}
        self.buttons: set[int] = set()

    def note(self, inputs: Intents) -> None:
        """Take in what the person did."""
        for intent in inputs:
            if isinstance(intent, Key) and intent.is_down:
                self.keys[intent.name] = intent
            elif isinstance(intent, Key):
                self.keys.pop(intent.name, None)
            elif isinstance(intent, Pointer) and intent.kind == "down":
                self.buttons.add(intent.button)
            elif isinstance(intent, Pointer) and intent.kind == "up":
                self.buttons.discard(intent.button)

    def let_go(self) -> list[Intent]:
        """Return the releases of all that is held, as if the hands had been lifted."""
        released: list[Intent] = [Key(name, is_down=False) for name in self.keys]
        released += [Pointer(_OFF, _OFF, "up", button) for button in sorted(self.buttons)]
        self.keys.clear()
        self.buttons.clear()
        return released

    @property
    def is_shift(self) -> bool:
        """Whether a shift key is down."""
        return "left shift" in self.keys or "right shift" in self.keys

    @property
    def is_alt(self) -> bool:
        """Whether an alt key (on a Mac, option) is down."""
        return "left alt" in self.keys or "right alt" in self.keys

    @property
    def is_ctrl(self) -> bool:
        """Whether a control key (on a Mac, command) is down."""
        names = ("left ctrl", "right ctrl", "left meta", "right meta")
        return any(name in self.keys for name in names)


class SideDrag:
    """A drag with the right (3) or the middle button (2), begun over one control."""

    def __init__(self, control: str, button: int = 3) -> None:
        self._control = control
        self._button = button
        self._last: tuple[int, int] | None = None

    def moved(self, inputs: Intents, hot: str) -> tuple[int, int]:
        """Return how far the pointer went in this frame's inputs, in pixels; `hot` is under it."""
        dx = dy = 0
        for intent in inputs:
            if not isinstance(intent, Pointer):
                continue
            if intent.kind == "down" and intent.button == self._button and hot == self._control:
                self._last = (intent.x, intent.y)
            elif intent.kind == "up" and intent.button == self._button:
                self._last = None
            elif intent.kind == "move" and self._last is not None:
                dx, dy = dx + intent.x - self._last[0], dy + intent.y - self._last[1]
                self._last = (intent.x, intent.y)
        return dx, dy
