"""What the acts are called on screen, in the order in which they are offered."""

from typing import Final

from simulator.base.units import TICKS_PER_SECOND

HISTORY: Final = {
    "reason": "Reason for coming",
    "expectations": "What is hoped for",
    "allergy": "Allergies",
    "clots": "Clots, DVT, PE",
    "pregnancy": "Pregnancy, breastfeeding",
    "infection": "Infection, fever",
    "mobility": "Walking",
    "migraine": "Migraine with aura",
    "medicines": "Medicines, hormones",
    "surgery": "Recent surgery",
    "arterial": "Arterial disease",
    "smoking": "Smoking",
    "weight": "Weight",
    "family": "Veins in the family",
}
EXAMINATION: Final = {
    "legs_standing": "Legs, standing",
    "legs_lying": "Legs, lying",
    "pulses": "Foot pulses",
    "abpi": "Ankle-brachial index",
    "skin": "Skin",
    "infection": "Infection",
    "face": "Face",
}
BARS: Final = {  # how an answer speaks against treatment
    "absolute": "Forbids it",
    "defer": "Not now",
    "relative": "Weigh it up",
}
REFILLS: Final = {
    "arteriolar": "as fast as an arteriole fills it",
    "venous_fed": "as an open feeder fills it",
    "venous_slow": "slowly: no open feeder",
}
DECISION: Final = {"suitable": "Suitable", "defer": "Defer", "refer": "Refer"}
REASONS: Final = {
    "facial_veins": "Thread veins of the face",
    "contraindication": "Something speaks against it",
    "wrong_treatment": "Another treatment suits better",
    "expectations": "It cannot do what is hoped for",
}
PLACES: Final = {
    "laser_clinic": "Laser clinic",
    "dermatology": "Dermatology",
    "vascular_clinic": "Vascular clinic",
    "gp": "Letter to the GP",
}
CONSENT: Final = {
    "aim_and_limits": "Aim and limits",
    "duplex_first": "Duplex comes first",
    "other_procedure_first": "Another procedure first",
    "sessions": "Several sessions",
    "worse_before_better": "Worse before better",
    "stockings": "Stockings day and night",
    "staining": "Brown staining",
    "matting": "Matting",
    "ulcer": "Ulcer and scar",
    "trapped_blood": "Trapped blood",
    "allergy": "Allergy, anaphylaxis",
    "clot_and_vision": "Clot, visual disturbance",
    "alternatives": "Alternatives, also none",
}
LABEL: Final = "C31 Penetrating Pinhole"  # access and invasiveness of the procedure
ASPECT_WORDS: Final = {
    "anterior": "Front",
    "lateral": "Outer",
    "medial": "Inner",
    "posterior": "Back",
}
VEINS: Final = {
    "GSV": "Great saphenous vein",
    "AASV": "Anterior accessory saphenous",
    "SSV": "Small saphenous vein",
    "reticular": "Reticular feeder",
    "perforator": "Perforator",
    "lateral_subdermic": "Lateral subdermic vein",
    "tributary": "Tributary",
    "femoral_vein": "Femoral vein, deep",
    "popliteal_vein": "Popliteal vein, deep",
    "tibial_vein": "Tibial veins, deep",
}
SHORT_VEINS: Final = {
    "lateral_subdermic": "lateral",
    "femoral_vein": "femoral",
    "popliteal_vein": "popliteal",
    "tibial_vein": "tibial",
}
FINDINGS: Final = {
    "refluxing": "Refluxing",
    "competent": "Competent",
    "closed": "Closed by treatment",
    "thrombosed": "Thrombosed, does not compress",
    "absent": "Absent: no such vein here",
}
METHODS: Final = {"endovenous_ablation": "Endovenous ablation", "foam": "Foam sclerotherapy"}
ADVICE: Final = {
    "stockings": "Stockings day and night",
    "walking": "Walk every day",
    "no_heavy_exercise": "No heavy exercise for 3 days",
    "no_sun": "No sun on the leg",
    "no_hot_bath": "No hot bath or sauna for 3 days",
    "no_long_flight": "No long flight for 3 days",
    "warning_signs": "Signs to report at once",
    "contact": "Whom to call, day and night",
    "trapped_blood_visit": "Come back to have trapped blood let out",
}
SIGNS: Final = {
    "wheal": ("A wheal rises at the tip", "Fluid is outside the vein. Stop, withdraw, press."),
    "burst": ("The wall has given way", "Too much pressure. Stop, withdraw, press."),
    "racing_blanch": ("The blanch races past 2 cm", "Too much, too fast. Stop."),
    "porcelain": ("A porcelain-white island", "Arteriolar entry. Stop at once, warm, massage."),
}


def minutes(tick: int) -> str:
    """Return a tick as minutes and seconds."""
    whole_s = tick // TICKS_PER_SECOND
    return f"{whole_s // 60}:{whole_s % 60:02d}"


def short_vein(name: str) -> str:
    """Return a vein as it is written on the map and in a list."""
    return SHORT_VEINS.get(name, name)
