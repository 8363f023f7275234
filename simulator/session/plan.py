"""What a case asks of the trainee: brief, choices on the tray, help, and its stages."""

from dataclasses import dataclass, field

from simulator.anatomy.spec import PatientSpec

# What a case can put on the tray; without a word it is the two detergents.
SHELF = ("polidocanol", "STS", "glycerin", "hypertonic_saline")
STAGES = ("consult", "duplex", "plan", "treat", "aftercare", "debrief")


@dataclass(frozen=True)
class Plan:
    """The case as the session needs it; limits and points live in the rubric."""

    id: str = "case"
    title: str = "Case"
    brief: str = ""
    mode: str = "practice"  # explore guided drill practice exam
    seed: int = 1
    patient: PatientSpec = field(default_factory=PatientSpec)
    dose_cap_ul: float = 10_000.0  # shown beside the running dose; the protocol pack's limit
    polidocanol_ug_per_kg: float = 2000.0  # in a day (European label)
    adrenaline_within_s: float = 180.0  # from anaphylaxis to the needle (guess)
    drugs: tuple[str, ...] = ("polidocanol", "STS")
    consent_items: tuple[str, ...] = (
        "aim_and_limits",
        "duplex_first",
        "other_procedure_first",
        "sessions",
        "worse_before_better",
        "stockings",
        "staining",
        "matting",
        "ulcer",
        "trapped_blood",
        "allergy",
        "clot_and_vision",
        "alternatives",
    )
