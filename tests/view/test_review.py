"""What a review found is told from its events alone, until it is let out."""

from simulator.view.review import Cord, Look, cords, findings_words, last_review, looks

REVIEW = {
    "ev": "leg_reviewed",
    "cleared_permille": 610,
    "stain_permille": 42,
    "matting_permille": 0,
    "ulcers": 0,
    "trapped": 2,
}


def found(thread, x_um, y_um):
    return {"ev": "trapped_blood_found", "thread": thread, "x_um": x_um, "y_um": y_um}


def let_out(thread):
    return {"ev": "trapped_blood_let_out", "thread": thread}


EVENTS = [
    {"ev": "days_passed", "day": 22},
    REVIEW,
    found("thread-1", 5000, 6000),
    found("thread-2", 9000, 2000),
    REVIEW,
    found("thread-1", 5000, 6000),
]


def test_a_cord_is_listed_once_until_its_blood_is_let_out():
    assert cords(EVENTS, 22) == (Cord("thread-1", 5000, 6000), Cord("thread-2", 9000, 2000))
    assert cords([*EVENTS, let_out("thread-1")], 22) == (Cord("thread-2", 9000, 2000),)
    assert len(cords([*EVENTS, let_out("")], 22)) == 2  # a stab in vain empties nothing
    assert cords(EVENTS, 23) == ()  # nobody has looked today


def test_the_photograph_of_a_day_is_made_anew_when_blood_was_let_out():
    assert looks(EVENTS) == (Look(22, 0),)
    assert looks([*EVENTS, let_out("thread-1")]) == (Look(22, 1),)
    later = [*EVENTS, let_out("thread-1"), {"ev": "days_passed", "day": 90}]
    assert looks(later) == (Look(22, 1),)
    assert looks([*later, REVIEW]) == (Look(22, 1), Look(90, 1))


def test_the_findings_are_said_in_one_sentence():
    assert last_review(EVENTS, 22) is REVIEW
    assert last_review(EVENTS, 9) is None
    assert findings_words(REVIEW, 2) == "61 % of the veins gone, 4 % brown, 2 dark, tender cords."
    calm = REVIEW | {"stain_permille": 0, "trapped": 0, "ulcers": 1, "matting_permille": 80}
    assert "a blush of fine red vessels, one sore, no tender cord." in findings_words(calm, 0)
