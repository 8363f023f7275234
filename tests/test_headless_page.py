"""The page about headless work: its examples do what it says."""

import re
from pathlib import Path

from simulator.scenario.form_expect import ChangeForm, ExpectForm
from simulator.scenario.load import load
from simulator.scenario.told.expectations import CLAIMS, SOURCES, read_expected
from simulator.scoring.engine import score
from tests.scenario.told_case import CASE

PAGE = (Path(__file__).parent.parent / "docs" / "headless.md").read_text("utf-8")
BLOCKS = re.findall(r"^```yaml\n(.*?)^```", PAGE, re.M | re.S)


def test_the_example_telling_change_and_waivers_work(tmp_path: Path) -> None:
    telling, expect, waive = BLOCKS
    (tmp_path / "model.telling.yaml").write_text(telling, "utf-8")
    file = tmp_path / "page.scenario.yaml"
    file.write_text(CASE + expect + waive, "utf-8")
    scenario = load(file)
    expected = read_expected(file, scenario)
    (one,) = expected.expectations
    result = score(scenario.rubric, one.records)
    assert result.broken == one.ids["broken"]
    assert [waiver.what for waiver in expected.waivers] == ["drop", "detail"]


def test_the_page_names_every_key() -> None:
    for key in (*SOURCES, *CLAIMS, *ChangeForm.model_fields, *ExpectForm.model_fields):
        assert re.search(rf"`{key}\b", PAGE), key
