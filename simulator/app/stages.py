"""The stages of a case: which acts open each, and in which of them something was done."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from simulator.scoring.trail import Record

OPENS: Final = (
    (
        "Assess",
        (
            "history_asked",
            "examined",
            "leg_classified",
            "risk_explained",
            "suitability_decided",
            "treatment_declined",
            "consent_taken",
        ),
    ),
    ("Duplex", ("probe_placed",)),
    ("Treat", ("kit_checked", "skin_wiped", "syringe_filled", "needle_entered")),
    ("Aftercare", ("stocking_fitted", "patient_walked", "advice_given")),
    ("Follow-up", ("patient_telephoned", "diary_opened", "leg_reviewed")),
)
STAGE_OF: Final = {kind: name for name, kinds in OPENS for kind in kinds}


@dataclass
class DoneStages:
    """Stages in which something was done; asked every frame, it reads each event once."""

    _read: int = 0
    _done: set[str] = field(default_factory=lambda: {"Brief"})  # read by whoever has gone on

    def among(self, events: Sequence[Record]) -> frozenset[str]:
        """Return the stages that these events, the earlier ones and what was added, opened."""
        while self._read < len(events):
            stage = STAGE_OF.get(events[self._read]["ev"])
            if stage is not None:
                self._done.add(stage)
            self._read += 1
        return frozenset(self._done)
