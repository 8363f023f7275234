"""The names of the scripted trainees, for files and options; `operators.roster` has them all."""

from typing import Final

OPERATORS: Final = (
    "expert",
    "competent",
    "novice",
    "timid",
    "no-duplex",
    "hasty",
    "unsafe-but-fast",
    "wrong-strength",
)
