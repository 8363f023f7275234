"""The file an attempt is written to while it is played: appended and flushed line by line."""

from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self


class AttemptFile:
    """An append-only trace file; every line is handed to the system at once.

    A program that is killed has lost nothing that was written, and at most the half second
    since the last beat. `keep_bytes` cuts a half-written last line off before going on.
    """

    def __init__(self, path: Path, keep_bytes: int | None = None) -> None:
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        if keep_bytes is None:
            self._file: BinaryIO = path.open("xb")
        else:
            self._file = path.open("r+b")
            self._file.truncate(keep_bytes)
            self._file.seek(keep_bytes)

    def write(self, line: str) -> None:
        """Append one line and flush it."""
        self._file.write(line.encode("ascii"))
        self._file.flush()

    def close(self) -> None:
        """Close the file; it is complete only if the attempt was finished."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
