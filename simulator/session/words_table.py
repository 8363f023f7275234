"""What patients say in their own words, and what eye and hand find.

Generated from `assets/words/en.yaml`; `tables` writes it anew.
"""

from typing import Final

VOICES: Final[tuple[str, ...]] = ("plain", "talkative", "anxious", "brisk")
HISTORY: Final[dict[str, dict[str, dict[str, str]]]] = {
    "reason": {
        "usual": {
            "plain": "These veins, {where}. I would like to be rid of them.",
            "talkative": "Oh, the veins {where}. My sister noticed them first, "
            "and now I see nothing else.",
            "anxious": "The veins {where}. They are not dangerous, are they?",
            "brisk": "The veins. There, {where}.",
        }
    },
    "allergy": {
        "usual": {
            "plain": "No allergies that I know of.",
            "talkative": "Not that I know of. Plasters are fine, penicillin "
            "too, and I eat everything.",
            "anxious": "I do not think so. Should I be tested before you use anything?",
            "brisk": "None.",
        }
    },
    "clots": {
        "usual": {
            "plain": "No, I never had a clot.",
            "talkative": "No, never a clot, neither in the leg nor in the lung, "
            "and I have flown a lot.",
            "anxious": "No, never. Can one get a clot from this?",
            "brisk": "No. Never.",
        }
    },
    "pregnancy": {
        "usual": {
            "plain": "No, I am not pregnant, and I am not breastfeeding.",
            "talkative": "No, no. Not pregnant, and nobody at the breast either.",
            "anxious": "No. I am sure. I did a test last week, to be on the safe side.",
            "brisk": "Not pregnant. Not breastfeeding.",
        },
        "older": {
            "plain": "No. That is behind me.",
            "talkative": "Pregnant? That ship has sailed, thank you for asking.",
            "anxious": "No, I have had the change of life.",
            "brisk": "Not any more.",
        },
        "man": {
            "plain": "No, that cannot be.",
            "talkative": "Not that I have noticed. You have to ask everybody, I suppose.",
            "anxious": "No. Is there something I should know?",
            "brisk": "Hardly.",
        },
    },
    "infection": {
        "usual": {
            "plain": "No fever, no cold, no sore skin.",
            "talkative": "Nothing. The last cold was in winter, and the "
            "skin is fine, I cream it every day.",
            "anxious": "No. I measured my temperature this morning, it was normal.",
            "brisk": "No. I am well.",
        }
    },
    "mobility": {
        "usual": {
            "plain": "I walk without trouble, every day.",
            "talkative": "I walk the dog twice a day, and on Sundays we go up the hill.",
            "anxious": "I can walk. Will I be able to walk afterwards?",
            "brisk": "I walk everywhere.",
        },
        "narrowed": {
            "plain": "I walk every day, only not as far as I used to.",
            "talkative": "I walk the dog, but uphill I let him wait for me at every bench.",
            "anxious": "I can walk, but the calf begins to ache after a while. Is that the veins?",
            "brisk": "I walk. Slowly.",
        },
    },
    "migraine": {
        "usual": {
            "plain": "No migraine, no flashing lights.",
            "talkative": "A headache when the weather turns, like everybody. "
            "Nothing with lights or zigzags.",
            "anxious": "Headaches, yes, but never with flashes before the eyes.",
            "brisk": "No.",
        }
    },
    "medicines": {
        "usual": {
            "plain": "Nothing regular, and no hormones.",
            "talkative": "Only what one takes for a headache, and vitamins in winter. No hormones.",
            "anxious": "None. Should I have stopped anything before today?",
            "brisk": "None.",
        },
        "hormones": {
            "plain": "I take hormones, as a tablet, every day. Nothing else.",
            "talkative": "Only my hormones, every evening with my tea. I "
            "should miss them if I stopped.",
            "anxious": "I take hormones. Is that bad for the veins?",
            "brisk": "Hormones. Nothing else.",
        },
    },
    "surgery": {
        "usual": {
            "plain": "No operation in the last year.",
            "talkative": "My appendix, when I was nine. Nothing since.",
            "anxious": "No. I would rather not have one now.",
            "brisk": "None.",
        }
    },
    "arterial": {
        "usual": {
            "plain": "No, I can walk as far as I like, and my heart is fine.",
            "talkative": "No. My doctor says that my heart is that of somebody half my age.",
            "anxious": "No, nothing was ever found. Can it come from that?",
            "brisk": "No.",
        },
        "narrowed": {
            "plain": "My calf aches when I walk a long way, and it stops when I stand still.",
            "talkative": "The calf complains when I go uphill. I look at "
            "a shop window, and it is gone.",
            "anxious": "My foot is often cold, and the calf hurts when I hurry. Does that matter?",
            "brisk": "The calf aches after a few hundred metres.",
        },
    },
    "weight": {
        "usual": {
            "plain": "The same as for years. I have never been heavy.",
            "talkative": "My clothes still fit, if that is what you mean. A "
            "kilo more after Christmas.",
            "anxious": "Normal, I think. Does it matter for the veins?",
            "brisk": "Normal.",
        },
        "overweight": {
            "plain": "I am heavier than I should be, and have been for some years.",
            "talkative": "More than I would tell my sister. It came over the years and stayed.",
            "anxious": "Too much, I know. Will you still treat me?",
            "brisk": "Too much.",
        },
    },
    "family": {
        "usual": {
            "plain": "My mother has veins like these, too.",
            "talkative": "My mother, my aunt, and my grandmother wore bandages. I had it coming.",
            "anxious": "My mother had bad legs. Will mine get like hers?",
            "brisk": "My mother.",
        }
    },
    "smoking": {
        "usual": {
            "plain": "I do not smoke.",
            "talkative": "I gave it up before the children came, and never looked back.",
            "anxious": "No, I never did. My father smoked.",
            "brisk": "No.",
        },
        "narrowed": {
            "plain": "I do, a packet a day, since I was eighteen.",
            "talkative": "I do, I am afraid. I have given it up five times, it is not so hard.",
            "anxious": "Yes. I know that I should stop.",
            "brisk": "Yes.",
        },
    },
    "expectations": {
        "usual": {
            "plain": "That they fade, so that I do not think of them any "
            "more. They need not be perfect.",
            "talkative": "To wear something short in summer and not look "
            "down. If most of them go, I am happy.",
            "anxious": "That it gets better, and that nothing gets worse.",
            "brisk": "That most of them go.",
        }
    },
}
EXAMINATION: Final[dict[str, dict[str, str]]] = {
    "legs_standing": {
        "usual": "Thread veins of the {place}; no varicose vein to see.",
        "varicose": "Thread veins of the {place}, and a varicose vein that stands out.",
        "off_leg": "Sound legs: no thread veins, no varicose vein.",
    },
    "legs_lying": {
        "usual": "The veins empty a little; the skin is sound.",
        "off_leg": "Sound legs; the skin is sound.",
    },
    "pulses": {
        "present": "Foot pulses present and equal.",
        "weak": "Foot pulses weak; the foot is cool.",
        "absent": "No foot pulse can be felt; the foot is cool.",
    },
    "abpi": {
        "usual": "Pressure at the ankle over that in the arm: {abpi}.",
        "narrowed": "Pressure at the ankle over that in the arm: {abpi}. The arteries "
        "are narrowed.",
    },
    "infection": {
        "usual": "No redness, no warmth, no sore.",
        "infected": "Red, warm and tender skin close by: an infection.",
    },
    "skin": {
        "usual": "Fitzpatrick {skin}; no infection, no tan.",
        "infected": "Fitzpatrick {skin}; no tan, but red and warm skin close by.",
    },
    "face": {
        "usual": "No thread veins on the face.",
        "face": "Fine red veins {place}; they pale under glass and fill again.",
    },
}
