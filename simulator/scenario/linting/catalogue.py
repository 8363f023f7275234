"""Every code of a complaint: what it is called, and what it means, in one sentence.

The page docs/lint.md says more, with an example of each; a test keeps both in step.
"""

from dataclasses import dataclass
from typing import Final

PAGE: Final = "docs/lint.md"


@dataclass(frozen=True)
class Entry:
    """A code in general: a short name, and a sentence without its full stop's details."""

    name: str
    sentence: str


ENTRIES: Final[dict[str, Entry]] = {
    code: Entry(name, sentence)
    for code, name, sentence in (
        # Y: the file as YAML
        ("Y100", "no-yaml", "The file cannot be read as YAML."),
        ("Y101", "no-text", "The file is empty, too large, or no plain UTF-8 text."),
        ("Y102", "too-many-values", "The file has more values than any real case needs."),
        ("Y103", "anchors-and-merges", "Anchors, aliases and merge keys are not allowed."),
        ("Y104", "tags", "Tags (!) are not allowed: a file is data and never a program."),
        ("Y105", "too-deep", "The file is nested too deeply."),
        ("Y106", "key-twice", "A key is written twice; the second would replace the first."),
        ("Y107", "odd-key", "A key must be plain text."),
        ("Y108", "two-documents", "A file holds one document."),
        ("Y109", "odd-text", "A text is too long or has unprintable characters."),
        ("Y110", "odd-number", "Numbers are plain decimals, such as 12 or 0.5."),
        # S: shape and words
        ("S200", "no-keys", "The file must be a group of keys and values."),
        ("S201", "unknown-key", "This key is not known here."),
        ("S202", "missing-key", "A key that is needed is missing."),
        ("S203", "true-or-false", "Write true or false; yes, no, on and off are text."),
        ("S204", "not-on-the-list", "The value is none of those that are allowed."),
        ("S205", "odd-id", "An id has small letters, digits and one kind of joint."),
        ("S206", "wrong-kind", "The value is of another kind: text, number, list or keys."),
        ("S301", "no-moment", "This names no moment: a step, or an event with details."),
        ("S302", "unknown-step", "There is no step of this name."),
        ("S303", "unknown-limit", "The protocol pack has no limit of this name."),
        ("S304", "unknown-event", "There is no event or act of this name."),
        ("S305", "unknown-detail", "The event has no such detail."),
        ("S306", "no-quantity", "A quantity is a number with its unit."),
        ("S307", "step-named-like-event", "A step cannot be called like an event."),
        ("S308", "unknown-comparison", "This is no comparison, or none for this detail."),
        ("S309", "unknown-set", "There is no set of this name."),
        ("S310", "no-one-judgement", "A rule judges one thing."),
        ("S311", "unknown-placeholder", "A $word stands for nothing here."),
        ("S312", "half-a-rule", "The rule needs another key."),
        ("S313", "key-without-meaning", "This key means nothing in such a rule."),
        ("S314", "empty-list", "The list is empty or too short."),
        ("S315", "out-of-range", "The value is outside what can be."),
        ("S316", "no-such-part", "There is no pack or part of this name."),
        ("S317", "too-much", "The file asks for more work than any real case needs."),
        # L: what cannot be fair, or is probably not meant
        ("L401", "said-twice", "The same id is there twice."),
        ("L402", "points-for-nothing", "A prohibition cannot earn points: doing nothing would."),
        ("L403", "rule-without-effect", "The rule changes nothing."),
        ("L404", "ranges-contradict", "The ranges of a measure contradict each other."),
        ("L405", "points-not-100", "The points do not add up to 100."),
        ("L406", "impossible-pass-mark", "The pass mark asks for all points, or rules take them."),
        ("L407", "no-points", "No rule gives points."),
        ("L408", "unused-step", "A step is used by no rule."),
        ("L409", "not-in-this-case", "The name does not exist in this case."),
        ("L410", "vein-nobody-asks-for", "No rule asks for a hidden vein."),
        ("L411", "expectation-of-unknown-rule", "An expectation names a rule that is not there."),
        ("L412", "exam-without-expectations", "An exam has no expectations that test it."),
        ("L420", "contradiction", "No attempt can keep these rules together."),
        ("L421", "never-put-to-the-test", "No attempt that passes can put this rule to the test."),
        ("L422", "window-too-short", "The window is shorter than the act itself takes."),
        ("L423", "unlosable", "An attempt passes that skips what the case is about."),
        ("L424", "veto-without-words", "critical is the sentence that the trainee reads."),
        ("L425", "limit-without-source", "A clinical number stands in a rule without its source."),
        ("L426", "colour-alone", "Something is told by colour alone."),
        ("L427", "unused-set", "A set is used by no rule."),
        ("L428", "same-rule-twice", "Two rules judge the same."),
        ("L429", "placeholder-never-filled", "A $word in a text is filled by nothing."),
        ("L430", "unseen-source", "No operator could see a hidden source."),
        ("L431", "veto-never-used", "No operator breaks this critical rule."),
        ("L432", "competent-source", "A hidden source does not reflux, so nobody can find it."),
        ("L440", "pulse-without-reason", "What a hand feels does not fit what a cuff measures."),
        ("L441", "barred-two-ways", "An answer both bars the treatment and does not."),
        # E: expectations, tellings and changes
        ("E202", "half-told-event", "A told event needs a detail that nothing else gives."),
        ("E301", "no-event", "A telling has one event a line."),
        ("E304", "unknown-told-event", "There is no event of this name."),
        ("E305", "unknown-waived-detail", "The event has no such detail."),
        ("E306", "no-told-quantity", "A wait or a share is a number with its unit."),
        ("E310", "no-one-attempt", "An expectation has one attempt, a change makes one change."),
        ("E312", "half-an-expectation", "The expectation or the change needs another key."),
        ("E313", "idle-key", "This key means nothing here."),
        ("E315", "no-such-share", "The value is outside what can be."),
        ("E316", "no-such-attempt", "There is no operator or no file of this name."),
        ("E317", "too-much-told", "The expectations ask for more work than any real case needs."),
        ("E320", "change-without-effect", "The change finds nothing to change."),
        ("E321", "too-few-events", "There are fewer such events than the number says."),
        ("E322", "nothing-to-swap", "Nothing follows the event, so it cannot change places."),
        ("E401", "expected-twice", "Two expectations have the same name."),
        ("E404", "no-such-score", "No score lies between these limits."),
        ("E501", "passed-otherwise", "The attempt passes and should not, or the other way round."),
        ("E502", "other-score", "The score is outside what is expected."),
        ("E503", "other-rules-broken", "Other rules are broken than is expected."),
        ("E504", "other-vetoes", "Other critical rules are broken than is expected."),
        ("E505", "other-rules-untested", "Other rules are untested than is expected."),
        ("E510", "not-played", "The attempt could not be played."),
        # M: the mutation table
        ("M601", "mistake-unnoticed", "No rule notices this mistake, and nobody waived it."),
        ("M602", "idle-waiver", "A waiver waives nothing: the mistake is noticed or not made."),
        ("M603", "no-good-attempt", "There is no attempt that passes, so none can be spoilt."),
        # T: traces; A: acts of a script; F: without a place of its own
        ("T100", "damaged-trace", "The trace is damaged or of another version."),
        ("T101", "unreadable-trace", "The trace cannot be read."),
        ("T102", "trace-with-broken-rules", "The scenario that a trace carries cannot be used."),
        ("T103", "cannot-be-replayed", "The trace cannot be played again."),
        ("T104", "cannot-be-scored", "The events of the trace cannot be scored."),
        ("T105", "unchecked", "Another engine recorded the trace."),
        ("T106", "other-rules", "The trace was played under other rules."),
        ("T200", "edited", "The trace was changed after it was recorded."),
        ("A100", "act-not-done", "An act of a script could not be done as written."),
        ("F000", "whole-file", "The file cannot be used at all."),
    )
}
FAMILIES: Final = {
    "Y": "the file as YAML",
    "S": "its shape and its words",
    "L": "what cannot be fair, or is probably not meant",
    "T": "traces",
    "E": "expectations",
    "M": "the mutation table",
    "A": "acts of a script",
    "F": "the file as a whole",
}


def entry(code: str) -> Entry:
    """Return what `code` means; a code that is not listed answers by its family."""
    family = FAMILIES.get(code[:1], "something else")
    return ENTRIES.get(code, Entry(code.lower(), f"A complaint about {family}."))


def page(code: str) -> str:
    """Return where `code` is explained, from the root of the checkout."""
    return f"{PAGE}#{code.lower()}"
