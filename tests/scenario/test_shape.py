"""The quick reader of shapes agrees with the models, and its tables are current."""

from importlib import import_module
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from simulator.scenario import form as forms
from simulator.scenario import form_expect
from simulator.scenario.reading.event_table import EVENTS
from simulator.scenario.reading.places import Book, Document
from simulator.scenario.reading.shape import plain, shaped
from simulator.scenario.reading.shape_table import FORMS, LENIENT
from simulator.scenario.reading.tables import events_now, forms_now, lenient_now, words_now

ANEW = "python -m simulator.scenario.reading.tables && ruff format ."
MODELS = {**vars(forms), **vars(form_expect)}
LEAVES = st.sampled_from(["x", "5 s", "", "AASV", "left", "scan", "scenario/1", "a-b", "A b"]) | (
    st.integers(-3, 2000) | st.booleans() | st.none() | st.integers(0, 9999).map(lambda n: n / 8)
)
ANY = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(st.sampled_from(["a", "id", "name"]), inner, max_size=2)
    ),
    max_leaves=4,
)


def test_the_tables_are_current() -> None:
    assert forms_now() == FORMS, ANEW
    assert lenient_now() == LENIENT, ANEW
    assert events_now() == EVENTS, ANEW
    for module, words in words_now().items():
        table = import_module(f"simulator.session.{module}")
        assert {name: value for name, (_, value) in words.items()} == {
            name: getattr(table, name) for name in words
        }, ANEW


def fitting(kind: tuple[Any, ...]) -> st.SearchStrategy[Any]:
    """Return values that usually fit `kind`, and now and then do not."""
    name = kind[0]
    if name == "form":
        own: st.SearchStrategy[Any] = groups(kind[1])
    elif name == "list":
        own = st.lists(fitting(kind[1]), max_size=2)
    elif name == "keys":
        own = st.dictionaries(st.sampled_from(["a", "b"]), fitting(kind[1]), max_size=2)
    elif name == "maybe":
        own = st.none() | fitting(kind[1])
    elif name == "one":
        own = st.sampled_from(kind[1])
    elif name == "text":
        own = st.sampled_from(["abc", "a_b", "a-b", "a b", "x"])
    elif name in ("whole", "number"):
        own = st.integers(-1, 130) | st.integers(0, 999).map(lambda n: n / 8)
    else:
        own = st.booleans() if name == "flag" else ANY
    return st.integers(0, 19).flatmap(lambda dice: ANY if dice == 0 else own)


def groups(form: str) -> st.SearchStrategy[dict[str, Any]]:
    needed = {key: fitting(kind) for key, (is_needed, kind, _) in FORMS[form].items() if is_needed}
    others = {key: fitting(kind) for key, (is_needed, kind, _) in FORMS[form].items()
              if not is_needed}  # fmt: skip
    return st.fixed_dictionaries(needed, optional=others | {"strange": LEAVES})


@pytest.mark.parametrize("form", [name for name in FORMS if "format" in FORMS[name]])
def test_what_the_model_accepts_is_accepted_with_equal_values(form: str) -> None:
    @given(groups(form))
    def check(value: dict[str, Any]) -> None:
        book = Book(Document("f", value))
        quick = shaped(form, book)
        try:
            slow = MODELS[form].model_validate(value)
        except ValidationError:
            assert book.errors
        else:
            assert not book.errors
            assert plain(quick) == slow.model_dump()
            assert quick.model_fields_set == slow.model_fields_set

    check()


@given(ANY)
def test_anything_is_shaped_or_complained_of(value: Any) -> None:
    for form in FORMS:
        if "format" in FORMS[form] and isinstance(value, dict):
            book = Book(Document("f", value))
            shaped(form, book)
            assert book.errors
