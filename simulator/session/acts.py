"""The shape every act of the trainee shares: one question, one effect."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from simulator.session.events import Event
from simulator.session.state import State

Outcome: TypeAlias = tuple[State, tuple[Event, ...]]


@dataclass(frozen=True)
class Act:
    """How one kind of command is met.

    `refuse(state, command)` returns the sentence why not, or None; it changes nothing.
    `obey(state, command)` assumes that it may, and returns the new state and its events.
    """

    refuse: Callable[[State, Any], str | None]
    obey: Callable[[State, Any], Outcome]


def always(_state: State, _command: Any) -> str | None:
    """Never refuse."""
    return None


def one_of(word: str, allowed: tuple[str, ...], what: str) -> str | None:
    """Return a refusal unless `word` is among `allowed`."""
    if word in allowed:
        return None
    return f"There is no {what} '{word}'; there is {', '.join(allowed)}."


def between(value: int, low: int, high: int, what: str) -> str | None:
    """Return a refusal unless low <= value <= high."""
    return None if low <= value <= high else f"{what} must lie between {low} and {high}."


def needle_is_in(state: State) -> str | None:
    """Return a refusal while the needle is in the skin."""
    return "Take the needle out first." if state.treatment.needle.length_um > 0 else None


def probe_is_off(state: State) -> str | None:
    """Return a refusal unless the probe is on the leg."""
    return None if state.scan.probe is not None else "Put the probe on the leg first."
