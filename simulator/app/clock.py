"""The wall clock and the machine, for the one line of a trace that tells them."""

import platform
from datetime import datetime, timedelta
from typing import Final

_STAMP: Final = "%Y-%m-%d-%H%M%S"


def clock_text() -> str:
    """Return when and where an attempt was played, in words."""
    now = datetime.now().astimezone().isoformat(timespec="seconds")
    return f"{now} on {platform.system()} {platform.machine()}, Python {platform.python_version()}"


def file_stamp() -> str:
    """Return the time as part of a file name."""
    return datetime.now().strftime(_STAMP)


def spoken_stamp(stamp: str, now: datetime | None = None) -> str:
    """Return a stamp as people say it: 'Today, 14:05'; one that is no stamp comes back as it is."""
    try:
        then = datetime.strptime(stamp[:17], _STAMP)
    except ValueError:
        return stamp
    now = now or datetime.now()
    day, at = then.date(), then.strftime("%H:%M")
    if day == now.date():
        return f"Today, {at}"
    if day == now.date() - timedelta(days=1):
        return f"Yesterday, {at}"
    year = "" if day.year == now.year else f" {day.year}"
    return f"{day.day} {then.strftime('%B')}{year}, {at}"
