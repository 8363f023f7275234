"""What the acts are called on screen, in the order in which they are offered."""

from dataclasses import dataclass
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
# sign -> what is seen of it, or what she says; what it means is for the trainee to know
SIGNS: Final = {
    "wheal": ("A wheal rises at the tip", "The skin round the needle is raised and pale."),
    "burst": ("The wall has given way", "Blood spreads under the skin beside the vein."),
    "racing_blanch": ("The blanch races past 2 cm", "It runs on into veins you did not mean."),
    "porcelain": ("A porcelain-white island", "White as china, with a sharp edge, and it stays."),
    "blood_back": ("Blood is back at once", "The vein is red again before the thumb is cold."),
    "pain": ("Sudden pain", "“Ow! That burns. It burns like fire!”"),
    "pulsing_blood": ("Bright blood pulses in the hub", "It is light red, and it beats."),
    "hives": ("She scratches, and red weals come up", "“I itch all over. Look at my arms.”"),
    "anaphylaxis": ("She wheezes and turns grey", "“I cannot breathe. My throat is closing.”"),
    "faint": ("She turns pale and sweats", "“I feel strange. Everything goes far away.”"),
    "visual_disturbance": ("She rubs her eyes", "“There are flashes, and a blind patch.”"),
}
# what the coach says of it
SIGN_ADVICE: Final = {
    "wheal": "Fluid is outside the vein. Stop, withdraw, press.",
    "burst": "Too much pressure. Stop, withdraw, press.",
    "racing_blanch": "Too much, too fast. Stop.",
    "porcelain": "Arteriolar entry. Stop at once, warm, massage.",
    "blood_back": "Something still feeds it. No more drug; scan again.",
    "pain": "Arterial until proved otherwise. Stop, call for help.",
    "pulsing_blood": "An artery. Do not inject; withdraw and press.",
    "hives": "An allergy of the skin. No more drug; stay and watch.",
    "anaphylaxis": "Lie flat, adrenaline at once, oxygen, ambulance.",
    "faint": "Lay her flat, legs up.",
    "visual_disturbance": "Lay her flat and stay; it clears.",
}
# action -> its button, what is said when it is done
RESPONSES: Final = {
    "stop_and_press": ("Stop and press", "The thumb is off, and you press."),
    "massage": ("Massage the place", "You massage the place."),
    "warm": ("Warm packs", "Warm packs lie on the skin."),
    "nitroglycerin": ("Nitroglycerin paste", "A little nitroglycerin paste is on the skin."),
    "local_anaesthetic": ("Local anaesthetic", "Anaesthetic, without adrenaline, is in."),
    "rescan": ("Plan a new scan", "The feeder will be scanned before any more drug."),
    "review_tomorrow": ("See her tomorrow", "She comes back tomorrow and has your number."),
    "observe": ("Stay and watch", "You stay with her and watch."),
    "lie_flat": ("Lay her flat", "She lies flat."),
    "raise_legs": ("Raise her legs", "Her legs are up."),
    "antihistamine": ("Antihistamine", "She has taken an antihistamine."),
    "adrenaline": ("Adrenaline 0.5 mg", "0.5 mg of adrenaline is in the thigh muscle."),
    "oxygen": ("Oxygen", "Oxygen flows through the mask."),
    "call_for_help": ("Call for help", "A colleague is on the way."),
    "ambulance": ("Ambulance", "The ambulance is on its way."),
}
RECOVERED: Final = {
    "hives": "The weals fade, the itch is gone.",
    "anaphylaxis": "She breathes freely again.",
    "faint": "Her colour is back; she feels well.",
    "visual_disturbance": "She sees clearly again.",
}
FELL: Final = "She slides to the floor."
COLLAPSED: Final = "She collapses; her pulse can hardly be felt."
EASED: Final = "Colour comes back at the edge of the white skin."
KIT: Final = "Adrenaline, oxygen, antihistamine, paste, anaesthetic, protocol: all there."


@dataclass(frozen=True)
class Who:
    """How a patient is spoken of: subject, object, possessive."""

    they: str
    them: str
    their: str


def who(name: str) -> Who:
    """Return how the patient called `name` is spoken of, by the title."""
    return Who("he", "him", "his") if name.startswith("Mr ") else Who("she", "her", "her")


def minutes(tick: int) -> str:
    """Return a tick as minutes and seconds."""
    whole_s = tick // TICKS_PER_SECOND
    return f"{whole_s // 60}:{whole_s % 60:02d}"


def short_vein(name: str) -> str:
    """Return a vein as it is written on the map and in a list."""
    return SHORT_VEINS.get(name, name)
