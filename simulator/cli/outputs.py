"""Files that a command writes beside what it prints: never over what somebody else has written."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from simulator.base.complaints import Complaint, UnusableInput

NOT_OURS: Final = (".jsonl", ".yaml", ".yml")  # traces and scenarios
JUNIT: Final = (b"<?xml", b"<testsuite")


def look_at_outputs(
    junit: str | None, summary: str | None, inputs: Iterable[str | Path] = ()
) -> None:
    """Refuse, before any work is done, to write over a file that is not of the same kind."""
    taken = {Path(name).resolve() for name in inputs}
    for name, begins in ((junit, JUNIT), (summary, ())):
        if name:
            _look_at(Path(name), begins, taken)


def _look_at(file: Path, begins: Sequence[bytes], taken: set[Path]) -> None:
    def refuse(what: str) -> UnusableInput:
        return UnusableInput([Complaint(what, str(file), hint="choose another name")])

    if file.resolve() in taken or file.suffix in NOT_OURS:
        raise refuse("this is a file to be read, so nothing is written to it")
    if file.is_dir():
        raise refuse("this is a folder")
    if not file.absolute().parent.is_dir():
        raise refuse("there is no such folder to write to")
    if begins and file.is_file() and file.stat().st_size > 0:
        with file.open("rb") as there:
            if not there.read(200).lstrip().startswith(tuple(begins)):
                raise refuse("this file is no JUnit XML, so it is not overwritten")
