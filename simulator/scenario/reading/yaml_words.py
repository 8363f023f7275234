"""What a YAML parser says, in the words of someone who has not read its specification."""

import re
from collections.abc import Sequence
from typing import Any, Final

CURLY: Final = re.compile("[\u2018\u2019\u201c\u201d]")  # as word processors put them
DASHLESS: Final = "every entry of a list begins with '- ', all of them at the same depth"
QUOTES: Final = "put a text that contains ': ' or ' #' in quotes, or write it below after '>'"
BRACKETS: Final = "what begins with { ends with }, what begins with [ ends with ], commas between"

# what the parser says -> what is said, and a hint
WORDS: Final[dict[str, tuple[str, str]]] = {
    "mapping values are not allowed": ("there is a second ':' here, or the indent slipped", QUOTES),
    "could not find expected ':'": (
        "this line has no ':', or has lost its indent",
        "keys are written 'name: value', and those that belong together at the same depth",
    ),
    "did not find expected key": (
        "this line stands at another depth than the lines it belongs to",
        "indent with the same number of spaces as its neighbours; a text in quotes ends once",
    ),
    "did not find expected '-' indicator": ("an entry of this list lacks its '-'", DASHLESS),
    "did not find expected ',' or '}'": ("a { is not closed, or lacks a comma", BRACKETS),
    "did not find expected ',' or ']'": ("a [ is not closed, or lacks a comma", BRACKETS),
    "did not find expected node content": ("something is missing before this", BRACKETS),
    "found unexpected end of stream": ("a text in quotes is never closed", "add the closing quote"),
    "block sequence entries are not allowed": ("a list cannot begin here", DASHLESS),
    "found unknown escape character": (
        "after a \\ in double quotes only some letters are allowed",
        "use single quotes, or write the \\ twice",
    ),
    "did not find expected <document start>": (
        "something stands beside what the file began with",
        "the file is one group of keys; this line has lost its indent or its ':'",
    ),
}


# where the parser gives up is far from what began it
BEGUN_EARLIER: Final = ("found unexpected end of stream", "could not find expected ':'",
                        "did not find expected ',' or")  # fmt: skip


def culprit(error: Exception) -> Any:
    """Return the parser's mark of what is to be looked at, or None."""
    mark = getattr(error, "problem_mark", None)
    began = getattr(error, "context_mark", None)
    problem = str(getattr(error, "problem", None) or "")
    return began if began and problem.startswith(BEGUN_EARLIER) else mark


def in_plain_words(problem: str, lines: Sequence[str], line: int, column: int) -> tuple[str, str]:
    """Return (what, hint) for the parser's `problem` on `line`, `column` (both from 1)."""
    written = lines[line - 1] if line <= len(lines) else ""
    if "\t" in written[: max(column, len(written) - len(written.lstrip()))]:
        what = "this is not valid YAML: the line is indented with a tab"
        return what, "YAML indents with spaces; let your editor write spaces for the tab key"
    if written[column - 1 : column] in ("`", "@", "%"):
        sign = written[column - 1]
        return f"this is not valid YAML: a value cannot begin with {sign}", "put it in quotes"
    for said, (what, hint) in WORDS.items():
        if said in problem:
            if CURLY.search(written):
                hint = "these are a word processor's curly quotes: write straight ones, \" or '"
            return f"this is not valid YAML: {what}", hint
    hint = "this line contains a tab; YAML indents with spaces" if "\t" in written else ""
    return f"this is not valid YAML: {problem[:120]}", hint
