"""The hand that does not hold the probe, and the voice: what makes blood run.

Squeeze the limb below or above the probe, let go at once or slowly; ask her to bear down, to
pull her foot up, to sit, stand or lie. Whether that can be now is the session's to say.
"""

from typing import Final

from simulator.app.desk import Desk
from simulator.physics.moment import POSTURES
from simulator.session import commands as c
from simulator.session.manoeuvring import is_squeezing, is_straining
from simulator.widgets.input import Key

SLOW_MS: Final = 1500  # a hand that opens gently; too slow for a fair test
FULL_PERMILLE: Final = 1000


class SecondHand:
    """Where and how the next squeeze is made, and which keys are held for a manoeuvre."""

    def __init__(self) -> None:
        self.is_above = False
        self.is_slow = False
        self.is_pulled = False  # the trigger of a gamepad
        self._down: set[str] = set()

    @property
    def grip(self) -> c.SqueezeCalf:
        """The squeeze that would be made."""
        return c.SqueezeCalf(FULL_PERMILLE, int(self.is_above))

    def squeeze(self, desk: Desk, is_on: bool, *, is_slow: bool = False) -> None:
        """Squeeze, or let go of what is squeezed."""
        is_held = is_squeezing(desk.state)
        if is_on and not is_held:
            desk.do(self.grip)
        elif not is_on and is_held:
            desk.do(c.ReleaseCalf(SLOW_MS if is_slow or self.is_slow else 0))

    def strain(self, desk: Desk, is_on: bool) -> None:
        """Ask her to bear down, or to breathe again."""
        if is_on != is_straining(desk.state):
            desk.do(c.Strain(int(is_on)))

    def stand(self, desk: Desk, posture: str) -> None:
        """Ask her to sit, stand or lie."""
        if posture != desk.state.posture:
            desk.do(c.SetPosture(posture))

    def let_go(self, desk: Desk) -> None:
        """Take the hand away and let her breathe."""
        self._down.clear()
        self.is_pulled = False
        self.squeeze(desk, False)
        self.strain(desk, False)

    def key(self, desk: Desk, key: Key) -> bool:
        """Act on a key that no control wanted; return whether it was for a manoeuvre."""
        if key.name not in ("space", "v", "b", "a", "1", "2", "3"):
            return False
        is_new = key.is_down and key.name not in self._down  # a keyboard repeats what is held
        (self._down.add if key.is_down else self._down.discard)(key.name)
        match key.name:
            case "space" if is_new or not key.is_down:
                self.squeeze(desk, key.is_down, is_slow=key.is_shift)
            case "v" if is_new or not key.is_down:
                self.strain(desk, key.is_down)
            case "b" if is_new:
                desk.do(c.MoveFoot())
            case "a" if is_new:
                self.is_above = not self.is_above
            case "1" | "2" | "3" if is_new:
                self.stand(desk, POSTURES[int(key.name) - 1])
        return True
