"""Warning signs in a telling: which one an answer is about, as the session would find it."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Final

from simulator.base.units import TICKS_PER_SECOND
from simulator.session.findings import ceap
from simulator.session.responses import UNWELL, Sign, answered_by, is_right, is_wrong

Details = dict[str, Any]


@dataclass
class Warned:
    """The signs that have been told so far."""

    shown: list[Sign] = field(default_factory=list)

    def about(self, event: str, given: Details, day: int) -> Sign | None:
        """Return the sign that an answer of that day is about, or that has passed."""
        if event == "patient_recovered":
            ill = [sign for sign in self.shown if sign.name in UNWELL and not sign.is_over]
            return ill[-1] if ill else None
        at = answered_by(self.shown, day, given["action"])
        return self.shown[at] if at >= 0 else None

    def newest_in(self, puncture: int) -> str:
        """Return the newest sign that a puncture has shown, '' if none."""
        return next((s.name for s in reversed(self.shown) if s.puncture == puncture), "")

    def remember(self, record: Details, day: int) -> None:
        """Note a sign, that it was answered, or that it has passed."""
        if record["ev"] == "warning_shown":
            self.shown.append(Sign(record["sign"], record["puncture"], record["tick"], day))
            return
        for n in reversed(range(len(self.shown))):
            sign = self.shown[n]
            if sign.name == record["sign"]:
                if record["ev"] == "patient_recovered":
                    self.shown[n] = replace(sign, is_over=True)
                else:
                    self.shown[n] = replace(sign, answers=(*sign.answers, record["action"]))
                return


def _name(memory: Any, event: str, given: Details) -> str:
    if event == "injection_started":
        return memory.warned.newest_in(given["puncture"])
    sign = memory.warned.about(event, given, memory.day)
    return sign.name if sign else ""


def _delay_ms(memory: Any, event: str, given: Details) -> int:
    """Return how long after its sign an answer comes."""
    sign = memory.warned.about(event, given, memory.day)
    return (memory.at_tick - sign.tick) * 1000 // TICKS_PER_SECOND if sign else 0


def _is_right(memory: Any, event: str, given: Details) -> bool:
    """Return whether an answer fits its sign, or a class the leg."""
    if event == "leg_classified":
        return bool(given["ceap"] == ceap(memory.plan.patient))
    return is_right(given["sign"], given["action"])


# field -> what it is when it was not told; part of `chronicle.FOLLOWING`
FOLLOWING: Final[dict[str, Callable[[Any, str, Details], Any]]] = {
    "sign": _name,
    "is_white": lambda memory, _event, given: any(
        s.name == "porcelain" and s.puncture == given["puncture"] for s in memory.warned.shown
    ),
    "is_right": _is_right,
    "is_wrong": lambda _memory, _event, given: is_wrong(given["sign"], given["action"]),
    "delay_ms": _delay_ms,
}
