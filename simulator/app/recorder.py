"""Writes an attempt down while it is played, and holds on to it while the disk refuses."""

from pathlib import Path
from typing import Final

from simulator.base.complaints import Complaint, UnusableInput
from simulator.records.attempt_file import AttemptFile

LINES_BETWEEN_TRIES: Final = 4


class Recorder:
    """An attempt's file that survives a full disk.

    A line that cannot be written waits in memory with all that follow; every few lines the
    file is tried again, cut back to its last whole line. `trouble` says what is wrong, or ''.
    """

    def __init__(self, path: Path, keep_bytes: int | None = None) -> None:
        self.path = path
        self.trouble = ""
        self._waiting: list[str] = []
        self._written_bytes = keep_bytes or 0
        self._file: AttemptFile | None = None  # one that is taken up again opens when written to
        if keep_bytes is None:
            try:
                self._file = AttemptFile(path)
            except OSError as error:
                raise _unwritable(path, error) from None

    def write(self, line: str) -> None:
        """Append one line, now or as soon as the disk takes it."""
        self._waiting.append(line)
        if self.trouble and len(self._waiting) % LINES_BETWEEN_TRIES:
            return
        self._try()

    def _try(self) -> None:
        text = "".join(self._waiting)
        try:
            if self._file is None:
                self._file = AttemptFile(self.path, self._written_bytes)
            self._file.write(text)
        except OSError as error:
            self.trouble = f"The attempt cannot be written: {error.strerror or error}."
            self._drop()
            return
        self._written_bytes += len(text)
        self._waiting = []
        self.trouble = ""

    def _drop(self) -> None:
        """Let go of a file that failed; closing it may fail as well."""
        try:
            if self._file is not None:
                self._file.close()
        except OSError:
            pass
        self._file = None

    def close(self) -> None:
        """Write what waits, if the disk takes it by now, and close the file."""
        if self._waiting:
            self._try()
        self._drop()

    def discard(self) -> None:
        """Take the file away: nothing happened that anyone could miss."""
        self._waiting = []
        self._drop()
        try:
            self.path.unlink(missing_ok=True)
        except OSError:
            return


def _unwritable(path: Path, error: OSError) -> UnusableInput:
    """Return what to tell when an attempt's file cannot even be opened."""
    what = f"the attempt cannot be recorded: {error.strerror or error}"
    hint = "free some space or allow writing there; FILIGRANE_HOME names another folder"
    return UnusableInput([Complaint(what, str(path), 1, 1, hint)])
