"""One number for any frozen value: the same fields give the same digest on every machine."""

import dataclasses
import hashlib
from collections.abc import Mapping
from enum import Enum
from typing import Any

import numpy as np


def digest(value: Any) -> str:
    """Return a 32-character digest of dataclasses, mappings, sequences, arrays and scalars.

    Mappings are read in sorted key order and sets are refused, so the answer never depends
    on hash order. Raises `TypeError` for anything that has no steady byte form.
    """
    state = hashlib.blake2b(digest_size=16)
    _feed(state, value)
    return state.hexdigest()


def _feed(state: hashlib.blake2b, value: Any) -> None:
    match value:
        case np.ndarray():
            state.update(f"a{value.dtype.str}{value.shape}".encode())
            state.update(np.ascontiguousarray(value).tobytes())
        case None | bool() | int() | float() | np.integer() | np.floating():
            plain = value.item() if isinstance(value, np.generic) else value
            state.update(f"{type(plain).__name__}:{plain!r};".encode())
        case Enum():
            state.update(f"e{type(value).__name__}.{value.name};".encode())
        case str():
            state.update(f"s{len(value)}:{value}".encode())
        case bytes():
            state.update(f"b{len(value)}:".encode() + value)
        case tuple() | list():
            state.update(f"({len(value)}".encode())
            for item in value:
                _feed(state, item)
        case Mapping():
            state.update(f"m{len(value)}".encode())
            for key in sorted(value):
                _feed(state, key)
                _feed(state, value[key])
        case _ if dataclasses.is_dataclass(value):
            state.update(f"d{type(value).__name__}".encode())
            for field in dataclasses.fields(value):
                _feed(state, getattr(value, field.name))
        case _:
            raise TypeError(f"no steady byte form for {type(value).__name__}")
