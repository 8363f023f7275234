"""`schema`: the JSON Schema of a kind of file, for editors that complete and explain keys."""

import argparse
from pathlib import Path

from simulator.scenario.explaining.schema import KINDS, file_name, text


def run(options: argparse.Namespace) -> int:
    """Print one schema, or write all of them into a folder."""
    if not options.out:
        print(text(options.kind), end="")
        return 0
    folder = Path(options.out)
    folder.mkdir(parents=True, exist_ok=True)
    for kind in KINDS:
        (folder / file_name(kind)).write_text(text(kind), encoding="utf-8", newline="\n")
        print(folder / file_name(kind))
    return 0
