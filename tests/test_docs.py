"""The pages for people: links lead somewhere, commands parse, pictures are pictures."""

import re
import subprocess
from pathlib import Path

import numpy as np
import pygame
import pytest

from simulator.cli.grammar import parser
from tests.test_floor_plan import MAY_IMPORT

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
README = (ROOT / "README.md").read_text("utf-8")
PICTURES = ("loupe", "duplex", "debrief")
# Places and makers that say where a file was written, not what the house is.
STRAY = re.compile(r"/root/|/home/[a-z]|/Users/|C:\\\\Users|/work/|/tmp/")


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def blocks(text: str) -> list[str]:
    """Return the fenced blocks of a page."""
    return re.findall(r"^```\w*\n(.*?)^```", text, re.M | re.S)


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)\s]+)\)", page.read_text("utf-8"))
    own = [link.split("#")[0] for link in links if not link.startswith(("http", "#"))]
    assert [link for link in own if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_file_a_page_names_exists(page: Path) -> None:
    text = page.read_text("utf-8")
    named = re.findall(r"`((?:simulator|tests|scenarios|assets|benchmarks|docs)/[\w/.-]+)`", text)
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_the_readme_opens_with_a_picture_and_two_commands() -> None:
    assert README.index("docs/pictures/loupe.png") < README.index("```")
    assert blocks(README)[0].splitlines() == [
        "pip install -e . && python main.py",
        'pip install -e ".[test]" && pytest',
    ]


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_command_a_page_shows_is_understood(page: Path) -> None:
    text = page.read_text("utf-8")
    shown = re.findall(r"python main\.py(?: +([^\n`&;#]*))?", text)
    for words in shown:
        if "[" not in words and "..." not in words:
            parser().parse_args(words.split())


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_of_the_readme_shows_something_and_stays_small(name: str) -> None:
    path = ROOT / "docs" / "pictures" / f"{name}.png"
    assert name_of(path) in README
    assert path.stat().st_size < 700_000
    picture = pygame.image.load(path)
    assert picture.get_width() >= 1280
    assert picture.get_height() >= 720
    pixels = pygame.surfarray.array3d(pygame.transform.scale(picture, (160, 90)))
    assert pixels.std() > 20.0
    assert len(np.unique(pixels.reshape(-1, 3), axis=0)) > 60


def test_the_tour_goes_through_every_room() -> None:
    tour = (ROOT / "docs" / "tour.md").read_text("utf-8")
    assert re.findall(r"^\| `(\w+)/` \|", tour, re.M) == list(MAY_IMPORT)


def test_the_glossary_knows_every_letter_that_shapes_are_written_with() -> None:
    glossary = (ROOT / "docs" / "glossary.md").read_text("utf-8")
    shapes = glossary.split("## Letters")[1].split("## ")[0]
    known = {letter for row in re.findall(r"^\| (`.*?) \|", shapes, re.M) for letter in row[1::5]}
    used = set()
    for path in (ROOT / "simulator").rglob("*.py"):
        said = re.findall(r"\(([A-Z](?:, [A-Z0-9]+)*),?\)", path.read_text("utf-8"))
        used |= {letter for shape in said for letter in re.findall(r"[A-Z]", shape)}
    assert used <= known, f"missing: {sorted(used - known)}"


def test_no_tracked_file_says_where_it_was_written() -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("not a checkout")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    stray = []
    for name in listed.stdout.decode().split("\0"):
        path = ROOT / name
        if path.suffix in {".py", ".md", ".yaml", ".toml", ".txt", ".jinja"} and path.is_file():
            lines = path.read_text("utf-8").splitlines()
            stray += [f"{name}:{n}" for n, line in enumerate(lines, 1) if STRAY.search(line)]
    assert [place for place in stray if not place.startswith("tests/test_docs.py")] == []
