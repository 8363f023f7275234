"""The files that a scenario refers to, as a trace carries them, and the digest of its rules."""

import hashlib
from collections.abc import Sequence
from typing import Any, Final

MAX_PARTS: Final = 8  # files that one scenario may refer to


def rules_digest(text: str, parts: Sequence[tuple[str, str]]) -> str:
    """Return the digest of a scenario with the named parts it is made of."""
    digest = hashlib.sha256(text.encode())
    for name, part in parts:
        digest.update(f"\0{name}\0{part}".encode())
    return digest.hexdigest()


def carried_parts(head: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    """Return name and text of each part that the first line of a trace carries."""
    return tuple(sorted(head.get("parts", {}).items()))
