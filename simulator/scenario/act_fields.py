"""What an act of a script is, and how its fields say what may be written there."""

from collections.abc import Callable
from dataclasses import MISSING, FrozenInstanceError, dataclass, field, fields
from typing import Any, ClassVar

from simulator.scenario.vocabulary import World

Allowed = Callable[[World], tuple[str, ...]]


def words(*words: str) -> Allowed:
    return lambda _world: words


def one(allowed: Allowed, default: Any = ...) -> Any:
    """One name out of `allowed`; without a default it must be written."""
    return _field("name", default, allowed=allowed)


def many(allowed: Allowed) -> Any:
    """A list of names, or the word all."""
    return _field("names", ..., allowed=allowed)


def amount(dimension: str, default: Any = ..., low: str = "", high: str = "") -> Any:
    """A quantity in core units between `low` and `high` (written with units, both allowed)."""
    return _field("amount", default, dimension=dimension, low=low, high=high)


def flag(default: bool) -> Any:
    return _field("flag", default)


def _field(kind: str, default: Any, **meaning: Any) -> Any:
    known = {"kind": kind, **meaning}
    return field(metadata=known) if default is ... else field(default=default, metadata=known)


@dataclass(init=False, repr=False, eq=False)
class Act:
    """One act of a script and where it was written; `SHORT` may be written without its key.

    Frozen, built from keys, compared by value. All of it is written here once: generated for
    each act, it is a tenth of what a cold `lint` costs.
    """

    SHORT: ClassVar[str] = ""
    line: int = field(default=0, compare=False)
    column: int = field(default=0, compare=False)

    def __init__(self, **given: Any) -> None:
        for item in fields(self):
            if item.name not in given and item.default is MISSING:
                raise TypeError(f"{type(self).__name__} needs {item.name}")
            self.__dict__[item.name] = given.pop(item.name, item.default)
        if given:
            raise TypeError(f"{type(self).__name__} has no {', '.join(given)}")

    def __setattr__(self, name: str, value: Any) -> None:
        raise FrozenInstanceError(f"an act does not change: {name}")

    def _said(self) -> dict[str, Any]:
        return {item.name: getattr(self, item.name) for item in fields(self) if item.compare}

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Act) and type(self) is type(other) and self._said() == other._said()
        )

    def __hash__(self) -> int:
        return hash((type(self), *self._said().values()))

    def __repr__(self) -> str:
        said = ", ".join(f"{name}={value!r}" for name, value in self._said().items())
        return f"{type(self).__name__}({said})"
