"""The filled-in scenario: every default, every limit with its source, every rule in a sentence.

Law: what this prints loads into an equal plan and an equal rubric, if it lies beside the
scenario (so that the same pack is found). Limits therefore stay references; their value,
source and confidence stand behind them in a comment.
"""

from pathlib import Path as File
from typing import Any, Final

from simulator.scenario.explaining.sentences import Sentences
from simulator.scenario.explaining.yaml_text import number, scalar, written
from simulator.scenario.load import Reading, read_scenario
from simulator.scenario.reading.places import Path
from simulator.scenario.reading.shape import Group, plain
from simulator.scenario.reading.shape_table import FORMS

DEFAULT: Final = "default"
GRAFTED: Final = ("rubric", "without")  # written out by `parts`, so no longer there
HEADINGS: Final = {
    "patient": "who comes, and what is really there",
    "sets": "groups of names for for_each and in",
    "steps": "short names for an event with details",
    "rules": "how an attempt is judged; of a rule, what is false, empty, 0 or 1 is left out",
}


def explain(path: str | File, text: bytes | None = None) -> str:
    """Return the scenario in `path` (or `text`, if given) as YAML with everything filled in."""
    return _Explanation(read_scenario(path, text)).text()


class _Explanation:
    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.form = reading.form
        self.file = reading.book.document.file
        self.limits = reading.protocol.limits
        self.sentences = Sentences({name: limit.value for name, limit in self.limits.items()})
        self.value = self._filled()

    def text(self) -> str:
        """Return the whole file."""
        from_parts = ", ".join(name for name, _ in self.reading.scenario.parts)
        made = f", {from_parts}" if from_parts else ""
        head = f"# Filled in from {_line(File(self.file).name)}{made}.\n"
        return head + written(self.value, self._comment)

    def _filled(self) -> dict[str, Any]:
        plan, rubric = self.reading.scenario.plan, self.reading.scenario.rubric
        value = plain(self.form)
        value["patient"] = _patient(self.form.patient)
        value["rules"] = [_rule(rule) for rule in self.form.rules]
        if value.get("pass_mark") is None:
            value["pass_mark"] = f"{number(rubric.pass_mark)} %"
        value["drugs"] = list(plan.drugs)
        value["consent_items"] = list(plan.consent_items)
        names = [name for name in FORMS["ScenarioForm"] if name not in GRAFTED]
        return {name: value[name] for name in names if value.get(name) is not None}

    def _comment(self, path: Path) -> str:
        key = str(path[0])
        if len(path) == 1:
            is_default = key not in self.form.model_fields_set
            behind = f" ({DEFAULT})" if is_default else ""
            if key in HEADINGS:
                return f"\n\n---- {HEADINGS[key]}{behind} ----"
            return DEFAULT if is_default else ""
        if len(path) > 2:
            return ""
        limits = self._limits(self._at(path))
        if key == "rules":
            rule = self.form.rules[int(path[1])]
            return f"\n\n{_line(self.sentences.of(rule))}{self._source(path)}{limits}"
        is_default = key == "patient" and path[1] not in self.form.patient.model_fields_set
        return limits or (DEFAULT if is_default else "")

    def _limits(self, value: Any) -> str:
        """Return a line about every limit that is named in `value`."""
        if isinstance(value, dict) and set(value) == {"protocol"}:
            name = str(value["protocol"])
            limit = self.limits[name]
            said = f"{scalar(limit.value)} ({limit.confidence}): {limit.means}. {limit.source}"
            return f"\n{_line(f'{name} = {said}')}"
        inner = value.values() if isinstance(value, dict) else value
        lines = [self._limits(v) for v in inner] if isinstance(value, dict | list) else []
        return "".join(dict.fromkeys(lines))

    def _source(self, path: Path) -> str:
        file = self.reading.book.document.origin(path)[0].file
        return "" if file == self.file else f"\n(from {_line(File(file).name)})"

    def _at(self, path: Path) -> Any:
        value: Any = self.value
        for step in path:
            value = value[step]
        return value


def _patient(form: Group) -> dict[str, Any]:
    value: dict[str, Any] = plain(form)
    value["clots"] = [{k: v for k, v in clot.items() if v is not None} for clot in value["clots"]]
    for item in value["history"]:
        item.pop("bars" if item["bars"] is None else "contraindication")  # one says the other
    return value


def _rule(form: Group) -> dict[str, Any]:
    """Return the keys of a rule that say something."""
    defaults = {key: default for key, (_, _, default) in FORMS["RuleForm"].items()}
    return {key: v for key, v in plain(form).items() if v != defaults[key]}


def _line(text: str) -> str:
    """Return `text` on one line of printable signs, fit for a comment."""
    return "".join(s if s.isprintable() else " " for s in " ".join(text.split()))
