"""What patients say in their own words, and what eye and hand find.

Generated from `assets/words/en.yaml`; `tables` writes it anew.
"""

from typing import Final

TALK: Final[dict[str, tuple[tuple[str, ...], ...]]] = {
    "aim_and_limits": (
        ("We aim to make most of them fade. Not every vein goes, and new ones will come.",),
        (
            "Most of them should fade. Some stay, and new ones can come.",
            "So it gets much better, and it is not for ever.",
        ),
        ("You take them all away, once and for all.", "Afterwards the leg is like new."),
    ),
    "duplex_first": (
        ("First we look with ultrasound for a hidden vein that fills these.",),
        (
            "First the scan, because something deeper may be filling them.",
            "You look underneath with ultrasound before you do anything.",
        ),
        ("The ultrasound dissolves the veins.", "The scan is to see whether I am pregnant."),
    ),
    "other_procedure_first": (
        ("If a deeper vein leaks, that is treated first, and the threads some weeks later.",),
        (
            "If there is a leaking vein below, that one comes first.",
            "It may need something else before, on another day.",
        ),
        ("You do it all at once, today.", "The other thing is only if I want it for my looks."),
    ),
    "sessions": (
        ("It takes several sessions, weeks apart.",),
        (
            "It is not done in one go. Two or three times, with weeks between.",
            "I shall have to come again, more than once.",
        ),
        ("One visit and it is done.", "I come every day for a week."),
    ),
    "worse_before_better": (
        ("It looks worse before it looks better: red, bruised, for some weeks.",),
        (
            "It will look worse at first, and that is no bad sign.",
            "Bruises first, and the result only after weeks.",
        ),
        ("I can wear shorts at the weekend.", "If it bruises, something has gone wrong."),
    ),
    "stockings": (
        ("You wear the stocking day and night, for as long as we agree.",),
        (
            "Day and night, in bed too, until the day you told me.",
            "The stocking stays on, also when I sleep, to the last day.",
        ),
        ("The stocking by day, and off in bed.", "I wear it when the leg hurts."),
    ),
    "staining": (
        ("A brown stain can stay along the vein, for months and seldom for good.",),
        (
            "There may be brown marks, and they can take months to go.",
            "Brown lines can stay where the veins were, for a while or longer.",
        ),
        ("The brown is only the disinfectant.", "Marks come only if I scratch."),
    ),
    "matting": (
        ("A blush of very fine new veins can come where we treated.",),
        (
            "It can happen that a patch of finer red veins comes.",
            "There may be a red blush of tiny veins afterwards.",
        ),
        ("A mat is put on it afterwards.", "The skin gets a bit dull, you said."),
    ),
    "ulcer": (
        ("Very seldom a small piece of skin dies and leaves a scar.",),
        (
            "Seldom, but it can leave a sore that heals with a scar.",
            "In the worst case a small wound, and a scar.",
        ),
        ("There is never a scar with such a fine needle.", "An ulcer, that is in the stomach."),
    ),
    "trapped_blood": (
        ("Blood can stay behind, hard and dark; we let it out with a needle.",),
        (
            "If there is a hard dark spot, that is old blood, and you let it out.",
            "Lumps of old blood can be left, and I come back for that.",
        ),
        ("I must press the lumps out myself.", "Then I am bleeding inside."),
    ),
    "allergy": (
        ("Seldom somebody is allergic to it, and that can be serious. We are prepared.",),
        (
            "I could be allergic, even badly, and you have what it needs.",
            "If it itches or I cannot breathe, I say so at once.",
        ),
        ("I am not the allergic type, so that cannot be.", "It is only salt water, is it not?"),
    ),
    "clot_and_vision": (
        ("Seldom a clot forms in the leg, or the eyes flicker for some minutes.",),
        (
            "A clot is possible, and flickering eyes. Calf pain means that I call.",
            "If the calf swells or I cannot see well, I ring you.",
        ),
        ("The clots are what you want, so that is good.", "My glasses will need a change."),
    ),
    "alternatives": (
        ("You can also leave them, cover them, wear stockings only, or have a laser.",),
        (
            "I could do nothing at all, or cover them, or try a laser.",
            "Nothing has to be done. There are other ways, too.",
        ),
        ("There is nothing else that one can do.", "If I leave them, I lose the leg."),
    ),
    "walking": (
        ("Walk every day, from the first day on.",),
        ("I walk every day, straight away.", "Walking, every day, and no lying about."),
        ("I put my leg up for a week.", "I walk as little as I can."),
    ),
    "no_heavy_exercise": (
        ("No heavy exercise for some days.",),
        ("Nothing heavy, no gym, for a few days.", "No running or lifting at first."),
        ("The gym tonight will do it good.", "Exercise is good, you said, so I go running."),
    ),
    "no_sun": (
        ("Keep the leg out of the sun.",),
        ("No sun on the leg for now.", "I keep it covered when the sun shines."),
        ("A little tan hides the bruises.", "Sun dries it out."),
    ),
    "no_hot_bath": (
        ("No hot bath, no sauna for some days.",),
        ("A short shower, no bath, no sauna.", "Nothing hot for a few days."),
        ("A hot bath is good for the circulation.", "I can take the stocking off for a bath."),
    ),
    "no_long_flight": (
        ("No long flight for some days.",),
        ("No long flights at first.", "I do not fly anywhere far for a while."),
        ("We fly on Saturday, that is after two days.", "Flying is fine if I sleep."),
    ),
    "warning_signs": (
        ("Call at once for calf pain, swelling, breathlessness, a blister, white toes.",),
        (
            "If the calf swells or I am short of breath, I call at once.",
            "Pain in the calf, a blister, white toes: I ring you.",
        ),
        ("If anything is wrong I tell you next time.", "It is meant to swell, you said."),
    ),
    "contact": (
        ("This is the number to call, by day and by night.",),
        (
            "I have the number, and I can ring at night as well.",
            "That card goes on the fridge, it is for day and night.",
        ),
        ("I look you up if there is anything.", "I can call in office hours."),
    ),
    "trapped_blood_visit": (
        ("Come back after three weeks, and we let trapped blood out.",),
        (
            "I come back in three weeks, and you look for old blood.",
            "In three weeks you let out what is left.",
        ),
        ("I come if I can feel something.", "The lumps go by themselves."),
    ),
}
NOT_TOLD: Final[dict[str, str]] = {
    "plain": "You have not told me about that yet.",
    "talkative": "Have we talked about that? I do not think so, and I listen.",
    "anxious": "I do not know. Was I meant to know that?",
    "brisk": "You did not say.",
}
