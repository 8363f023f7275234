"""What a telling need not say: how long every event takes, and its usual details.

The details are those of a plain, good attempt, so that an author writes only what matters.
What follows from the events before (the puncture of a swab, the day, the running dose) is not
here but in `chronicle`. An event that is not in the table takes `USUALLY` and has no usual
details: all of them must be told.
"""

from typing import Any, Final

USUALLY: Final = "2 s"
# event -> how long it takes, its usual details as an author would write them
USUAL: Final[dict[str, tuple[str, dict[str, Any]]]] = {
    # consultation
    "history_asked": ("4 s", {}),
    "examined": ("5 s", {"finding": ""}),
    "leg_classified": ("3 s", {"ceap": "C1"}),
    "glass_pressed": ("1 s", {"x": "0 mm", "y": "0 mm"}),
    "glass_lifted": ("0 s", {"over_vein": True}),
    "refill_seen": ("3 s", {"x": "0 mm", "y": "0 mm", "refill": "2 s", "kind": "venous_fed"}),
    "suitability_decided": ("2 s", {}),
    "risk_explained": ("3 s", {}),
    "taught_back": ("4 s", {"answer": "", "understood": True}),
    "consent_taken": ("3 s", {}),
    "photographed": ("4 s", {}),
    "stocking_measured": ("4 s", {}),
    "treatment_declined": ("8 s", {}),
    "patient_referred_on": ("5 s", {}),
    "notes_written": ("10 s", {}),
    "days_passed": ("0 s", {}),
    "posture_changed": ("3 s", {}),
    # duplex
    "probe_placed": ("3 s", {"u": "0 mm", "s": "700 mm"}),
    "probe_lifted": ("2 s", {}),
    "calf_squeezed": ("1 s", {"strength": "100 %", "above_probe": False}),
    "calf_released": ("1 s", {"full_squeeze": True}),
    "strain_started": ("1 s", {}),
    "strain_ended": ("4 s", {"held": "4 s"}),
    "foot_moved": ("1 s", {}),
    "aid_set": ("1 s", {}),
    "reversal_watched": ("4 s", {"manoeuvre": "squeeze"}),
    "compression_tested": ("2 s", {"open": False}),
    "territory_scanned": ("10 s", {"covered": "100 %"}),
    "territory_judged": ("0 s", {"covered": "100 %", "missed": False}),
    "source_judged": ("0 s", {"verdict": "identified"}),
    "flow_hidden": ("0 s", {"why": "the vein is outside the colour box"}),
    "vein_marked": ("2 s", {"level": "mid thigh"}),
    "closure_shown": ("4 s", {}),
    "vein_referred": ("2 s", {"method": "foam"}),
    "vein_treated": ("0 s", {}),
    # treatment
    "kit_checked": ("4 s", {}),
    "skin_marked": ("5 s", {}),
    "skin_wiped": ("4 s", {}),
    "syringe_filled": ("5 s", {"volume": "2.5 ml", "size": "3 ml", "air": "0 ml"}),
    "syringe_labelled": ("3 s", {}),
    "dose_checked": ("2 s", {"cap": "10 ml"}),
    "patient_reassured": ("4 s", {}),
    "needle_entered": (
        "2 s",
        {
            "x": "0 mm",
            "y": "0 mm",
            "angle": "12 deg",
            "stretched": True,
            "bevel": "up",
            "force": "0.4 N",
            "jump": "0.3 mm",
            "pain": 10,
        },
    ),
    "wall_pierced": ("0 s", {"wall": "near", "force": "0.05 N", "jump": "0.2 mm"}),
    "vein_rolled": ("0 s", {}),
    "vein_entered": ("1 s", {"arm": True, "lumen": "100 %"}),
    "injection_started": ("0 s", {}),
    "injection_ended": (
        "0 s",  # it lasts as long as its own duration
        {
            "volume": "0.1 ml",
            "tissue": "0 ml",
            "duration": "7 s",
            "peak_pressure": "15 mmHg",
            "blanch": "12 mm",
            "after_sign_volume": "0 ml",
            "after_sign_time": "0 s",
            "air": "0 ml",
        },
    ),
    "warning_shown": ("0 s", {}),
    "warning_answered": ("1 s", {}),
    "patient_fell": ("0 s", {}),
    "patient_collapsed": ("0 s", {"at_home": False}),
    "patient_recovered": ("0 s", {}),
    "patient_observed": ("2 s", {"minutes": 5}),
    "needle_withdrawn": ("1 s", {}),
    "swab_placed": ("1 s", {"offset": "1 mm", "oozed": "0 ml"}),
    "swab_taped": ("1 s", {}),
    # aftercare
    "stocking_fitted": ("10 s", {"pressure": "25 mmHg", "length": "thigh"}),
    "patient_walked": ("5 s", {"minutes": 20}),
    "advice_given": ("2 s", {"days": 3}),
    "follow_up_planned": ("1 s", {"weeks": 6}),
    "help_used": ("1 s", {}),
    "outcome_seen": ("0 s", {"cleared": "100 %", "stain": "0 %"}),
    "ulcer_seen": ("0 s", {"x": "0 mm", "y": "0 mm", "diameter": "3 mm"}),
    "patient_telephoned": (
        "60 s",
        {"words": "", "wearing": True, "has_trapped_blood": False},
    ),
    "diary_opened": (
        "20 s",
        {"days_due": 21, "days_worn": 21, "nights_worn": 21, "stopped_day": -1},
    ),
    "leg_reviewed": (
        "60 s",
        {"cleared": "80 %", "stain": "0 %", "matting": "0 %", "ulcers": 0, "trapped": 0},
    ),
    "trapped_blood_found": ("0 s", {"x": "0 mm", "y": "0 mm"}),
    "trapped_blood_let_out": ("30 s", {"found": True}),
    "adherence_judged": (
        "0 s",
        {
            "session": 1,
            "day": 0,
            "days_worn": 21,
            "nights_worn": 21,
            "stopped_day": -1,
            "hours": "100 %",
        },
    ),
    "matting_seen": ("0 s", {"x": "0 mm", "y": "0 mm", "radius": "6 mm", "strength": "80 %"}),
    "blemish_formed": ("0 s", {"thread": "", "cause_tick": -1, "adds": "0 %", "amount": 0}),
    "course_judged": ("0 s", {"judgement": "excellent", "satisfaction": "90 %"}),
    "command_refused": ("0 s", {}),
    "attempt_finished": ("1 s", {}),
}
