"""Looking at a patient or a rubric by itself, without a scenario that refers to it."""

from pathlib import Path
from typing import Any, Final

from simulator.base.complaints import Complaint
from simulator.scenario.parts import Grafter, Library
from simulator.scenario.protocol import read_protocol
from simulator.scenario.reading.places import in_reading_order
from simulator.scenario.reading.shape import shaped
from simulator.scenario.reading.yaml_events import read
from simulator.scenario.translate import Translator

# What only a scenario can say: which veins there are, and that the points make a hundred.
NEED_A_CASE: Final = ("L405", "L407", "L409", "L410", "L427")
PACK: Final = "whiteley"


def look_at_part(kind: str, data: bytes, path: Path) -> list[Complaint]:
    """Return every error, or else every warning, about the part in `data`."""
    from simulator.scenario.find import file_bytes, scenarios_folder
    from simulator.scenario.linting.lint import look_over

    book = read(data, str(path))
    # A part stands in `patients/` or `rubrics/`; what it is like is looked for beside that.
    folder = path.parent.parent if path.parent.name in ("patients", "rubrics") else path.parent
    elsewhere = Grafter(book, Library(folder)).alone(kind)
    form: Any = shaped("ScenarioForm", book)
    if form is None or elsewhere:
        return [*in_reading_order(book.errors), *elsewhere]
    pack = scenarios_folder() / "protocols" / f"{PACK}.yaml"
    translator = Translator(book, read_protocol(file_bytes(pack), str(pack)))
    plan = translator.plan(form)
    if kind == "rubric":
        rubric, moments = translator.rubric(form, plan)
        look_over(form, plan, rubric, moments, book)
    found = [c for c in book.complaints if kind == "patient" or c.code not in NEED_A_CASE]
    errors = [c for c in found if c.severity == "error"]
    return in_reading_order(errors or found)
