"""A frozen record with some fields changed, for records that are changed many times a tick."""

from typing import TypeVar

Record = TypeVar("Record")


def changed(record: Record, **fields: object) -> Record:
    """Return what `dataclasses.replace` does, ten times as fast: `__init__` does not run.

    For frozen dataclasses without slots, `__post_init__` or cached properties.
    Raises `TypeError` for a field that `record` does not have.
    """
    new = object.__new__(type(record))
    known = new.__dict__
    known.update(record.__dict__)
    size = len(known)
    known.update(fields)
    if len(known) != size:
        raise TypeError(f"{type(record).__name__} has no field for one of {', '.join(fields)}")
    return new
