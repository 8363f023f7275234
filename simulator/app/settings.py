"""What a person set for themselves, kept in a small file beside the attempts."""

import json
from dataclasses import asdict, dataclass
from typing import Final

from simulator.app.shelf import data_folder
from simulator.widgets.kit import Ui

TEXT_SCALES: Final = (1.0, 1.1, 1.25, 1.5)
_NAME: Final = "settings.json"


@dataclass
class Settings:
    """Text size on top of the window's own scale, whether things may move, and the sound."""

    text_scale: float = 1.0
    is_calm: bool = False
    volume_percent: int = 60  # of the Doppler sound
    is_muted: bool = False

    def apply(self, ui: Ui) -> None:
        """Make the controls follow the settings."""
        if ui.text_scale != self.text_scale:
            ui.text_scale = self.text_scale
        ui.can_animate = not self.is_calm

    def keep(self) -> None:
        """Write the settings; where nothing can be written they last until the end."""
        try:
            data_folder().mkdir(parents=True, exist_ok=True)
            (data_folder() / _NAME).write_text(json.dumps(asdict(self)), "utf-8")
        except OSError:
            return


def kept_settings() -> Settings:
    """Return the settings of last time; anything unreadable in the file counts as not set."""
    settings = Settings()
    try:
        stored = json.loads((data_folder() / _NAME).read_bytes())
    except (OSError, ValueError, RecursionError):
        return settings
    if isinstance(stored, dict):
        if stored.get("text_scale") in TEXT_SCALES:
            settings.text_scale = float(stored["text_scale"])
        settings.is_calm = stored.get("is_calm") is True
        settings.is_muted = stored.get("is_muted") is True
        if stored.get("volume_percent") in range(101):
            settings.volume_percent = int(stored["volume_percent"])
    return settings
