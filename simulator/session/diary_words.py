"""How she says it: the lines of the diary and the answers on the telephone."""

from typing import Final

# What a day was like -> the lines a patient might write; which one is left to the dice.
LINES: Final = {
    "whole": ("On all day and all night.", "Day and night, as you said.", "Kept it on."),
    "short": ("Put it on after breakfast, off late.", "A bit late putting it on today."),
    "day": ("Took it off for the night.", "On by day. Off in bed.", "Could not sleep in it."),
    "none": ("Left it off.", "Not today.", "Off."),
    "over": ("Day {day}: off for good, as planned.", "Done. Drawer."),
}
FORGOTTEN: Final = ""  # nothing was written
WEARING: Final = (
    "Yes, it is on, day and night.",
    "Still wearing it. I am counting the days.",
)
BY_DAY: Final = (
    "I wear it by day. At night I take it off; was that wrong?",
    "In the daytime, yes. Nobody sleeps in those, surely?",
)
STOPPED: Final = (
    "I stopped on day {day}. The leg looked fine to me.",
    "I took it off on day {day}; I thought that was enough.",
)
HOT: Final = "It got so hot that I left it off from day {day}."
NEVER: Final = "Nobody gave me a stocking."
OVER: Final = "It is off now, as agreed."
CORD: Final = " There is a dark, tender cord where you injected."
