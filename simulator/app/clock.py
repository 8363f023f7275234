"""The wall clock and the machine, for the one line of a trace that tells them."""

import platform
from datetime import datetime


def clock_text() -> str:
    """Return when and where an attempt was played, in words."""
    now = datetime.now().astimezone().isoformat(timespec="seconds")
    return f"{now} on {platform.system()} {platform.machine()}, Python {platform.python_version()}"


def file_stamp() -> str:
    """Return the time as part of a file name."""
    return datetime.now().strftime("%Y-%m-%d-%H%M%S")
