"""Which events are acts of the trainee, what she chooses in each, and what goes with it.

Only acts are mistaken in the mutation table: a consequence that is left out would be no
mistake of anybody's. What follows by itself is in `chronicle`; here is what cannot be without
the act at all.
"""

from dataclasses import dataclass, field
from typing import Any, Final

from simulator.scenario.reading.event_table import EVENTS

OTHER: Final = "another"  # name: another that is allowed; number: three times, and a third
WRONG: Final = {"evidence": "wrong"}


@dataclass(frozen=True)
class TraineeAct:
    """One kind of act.

    `chooses`: detail in plain words -> what a wrong one is (`OTHER`, or the value itself).
    `brings`: (event, the field both share) of what is not there when the act is left out; an
    empty field means those between this act and the next of its kind.
    `spoils`: event -> fields that those until the next act of its kind have without the act.
    `undone_by`: details whose wrong choice is as good as leaving the act out.
    `truth`: detail -> fields that a wrong choice makes so, since the case knows better.
    `is_forced`: nobody can go on without it, so it is never left out.
    """

    chooses: dict[str, Any] = field(default_factory=dict)
    brings: tuple[tuple[str, str], ...] = ()
    spoils: dict[str, dict[str, Any]] = field(default_factory=dict)
    undone_by: tuple[str, ...] = ()
    truth: dict[str, dict[str, Any]] = field(default_factory=dict)
    is_forced: bool = False


def _plain(*chooses: str) -> TraineeAct:
    return TraineeAct(chooses=dict.fromkeys(chooses, OTHER))


_ACTS: Final[dict[str, TraineeAct]] = {
    # consultation
    "history_asked": _plain("item"),
    "examined": _plain("item"),
    "leg_classified": TraineeAct(chooses={"ceap": OTHER}, truth={"ceap": {"is_right": False}}),
    "glass_pressed": TraineeAct(brings=(("glass_lifted", ""), ("refill_seen", ""))),
    "suitability_decided": _plain("decision"),
    "risk_explained": _plain("item"),
    "taught_back": _plain("item"),
    "consent_taken": _plain(),
    "photographed": _plain(),
    "stocking_measured": _plain(),
    "days_passed": _plain("days"),
    "posture_changed": _plain("posture"),
    "treatment_declined": _plain("reason"),
    "patient_referred_on": _plain("to"),
    "notes_written": _plain(),
    # duplex
    "probe_placed": TraineeAct(
        brings=tuple(
            (event, "")
            for event in (
                "territory_scanned",
                "compression_tested",
                "reversal_watched",
                "flow_hidden",
                "closure_shown",
                "vein_marked",
                "probe_lifted",
            )
        )
    ),
    "calf_squeezed": TraineeAct(
        chooses={"above_probe": OTHER},
        brings=(
            ("calf_released", ""),
            ("reversal_watched", ""),
            ("flow_hidden", ""),
            ("closure_shown", ""),
        ),
        spoils={"vein_marked": {"evidence": "guess"}},
        undone_by=("above_probe",),
    ),
    "strain_started": TraineeAct(brings=(("strain_ended", ""), ("reversal_watched", ""))),
    "foot_moved": TraineeAct(brings=(("reversal_watched", ""),)),
    "vein_marked": TraineeAct(
        chooses={"name": OTHER, "finding": OTHER, "reflux": OTHER, "diameter": OTHER},
        brings=(("vein_referred", "mark"), ("vein_treated", "mark")),
        truth={"name": {"vein": "", **WRONG}, "finding": WRONG},
    ),
    "vein_referred": TraineeAct(
        chooses={"method": OTHER},
        brings=(("vein_treated", "mark"),),
    ),
    # treatment
    "kit_checked": _plain(),
    "skin_marked": _plain(),
    "skin_wiped": _plain(),
    "syringe_filled": TraineeAct(
        chooses={"drug": OTHER, "strength": OTHER, "air": "0.1 ml"}, is_forced=True
    ),
    "syringe_labelled": _plain(),
    "dose_checked": _plain(),
    "patient_reassured": _plain(),
    "patient_observed": _plain("minutes"),
    "needle_entered": TraineeAct(
        chooses={"angle": OTHER, "bevel": OTHER, "stretched": OTHER},
        brings=tuple(
            (event, "puncture")
            for event in (
                "wall_pierced",
                "vein_rolled",
                "vein_entered",
                "injection_started",
                "injection_ended",
                "warning_shown",
                "needle_withdrawn",
            )
        ),
    ),
    "injection_started": TraineeAct(brings=(("injection_ended", ""),)),
    "injection_ended": TraineeAct(chooses={"volume": OTHER, "duration": OTHER}, is_forced=True),
    "warning_answered": _plain("action"),
    "needle_withdrawn": TraineeAct(is_forced=True),
    "swab_placed": TraineeAct(chooses={"puncture": -1}, brings=(("swab_taped", "swab"),)),
    "swab_taped": _plain(),
    # aftercare
    "stocking_fitted": _plain("pressure", "length"),
    "patient_walked": _plain("minutes"),
    "advice_given": _plain("item", "days"),
    "follow_up_planned": _plain("weeks"),
    "patient_telephoned": _plain(),
    "diary_opened": _plain(),
    "leg_reviewed": TraineeAct(brings=(("trapped_blood_found", ""),)),
    "trapped_blood_let_out": _plain(),
}
# What this version of the session can record.
TRAINEE_ACTS: Final = {event: act for event, act in _ACTS.items() if event in EVENTS}
