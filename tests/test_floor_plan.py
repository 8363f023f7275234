"""The floor plan, enforced: which room may import which, and which guests.

Type-only imports count. If two rooms must know each other's types, the type belongs in the
lower room. The reasons are in docs/tour.md.
"""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent / "simulator"

HEADLESS = {"base", "anatomy", "session", "scoring", "debrief", "scenario"}
MAY_IMPORT: dict[str, set[str]] = {
    "base": set(),
    "anatomy": {"base"},
    "physics": {"base", "anatomy"},
    "session": {"base", "anatomy", "physics"},
    "scoring": {"base", "session"},
    "debrief": {"base", "session", "scoring"},
    "scenario": {"base", "anatomy", "session", "scoring"},
    "operators": {"base", "anatomy", "physics", "session", "scoring", "debrief", "scenario"},
    "records": {"base", "session", "scoring", "debrief"},
    "ultrasound": {"base", "anatomy", "physics"},
    "view": {"base", "anatomy", "session", "physics", "ultrasound", "scoring", "debrief"},
    "render": {"base", "anatomy", "physics", "ultrasound", "view"},
    "widgets": {"base", "render"},
}
MAY_IMPORT["app"] = set(MAY_IMPORT)
MAY_IMPORT["cli"] = set(MAY_IMPORT)

GUESTS: dict[str, set[str]] = {
    "numpy": set(MAY_IMPORT),
    "scipy": {"anatomy", "physics", "ultrasound", "render"},
    "pydantic": {"scenario"},
    "yaml": {"scenario"},
    "jinja2": {"records"},
    "pygame": {"render", "widgets", "app", "cli"},
    "font_manrope": {"render"},
    "platformdirs": {"app"},
    "rich": {"cli"},
    "pytest": {"cli"},  # the plugin that runs the expectations of scenarios
    "distributed": {"cli"},
}
# Wall clocks, hidden randomness and the environment stop at these doors.
IMPURE = {"time", "datetime", "random", "secrets", "uuid", "os", "threading", "asyncio"}
MAY_BE_IMPURE = {"app", "cli"}


def imports(path: Path) -> list[tuple[int, str]]:
    """Return every absolute module name imported by `path`, with its line number."""
    package = ("simulator", *path.relative_to(ROOT).parent.parts)
    found = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"), str(path))):
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            stem = ".".join((*base, *([node.module] if node.module else [])))
            found += [(node.lineno, f"{stem}.{alias.name}") for alias in node.names]
    return found


def objection(room: str, module: str) -> str | None:
    """Return why `room` may not import `module`, or None if it may."""
    top, *rest = module.split(".")
    if top == "simulator":
        other = rest[0] if rest else ""
        if other in MAY_IMPORT and other != room and other not in MAY_IMPORT[room]:
            return f"{room} may not import {other}"
    elif top in IMPURE and room not in MAY_BE_IMPURE:
        return f"{room} is pure: pass the value in instead of importing {top}"
    elif top not in sys.stdlib_module_names and room not in GUESTS.get(top, ()):
        return f"{room} may not import {top}"
    return None


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_room_imports_only_what_the_floor_plan_allows(room: str) -> None:
    broken = [
        f"{path.relative_to(ROOT.parent)}:{line}: {why}"
        for path in sorted((ROOT / room).rglob("*.py"))
        for line, module in imports(path)
        if (why := objection(room, module))
    ]
    assert not broken, "\n".join(broken)


@pytest.mark.parametrize(
    ("room", "module"),
    [
        ("physics", "simulator.session.state"),
        ("session", "pygame"),
        ("anatomy", "random"),
        ("scoring", "yaml.nodes"),
    ],
)
def test_a_forbidden_import_is_objected_to(room: str, module: str) -> None:
    assert objection(room, module)


def test_every_room_is_on_the_floor_plan() -> None:
    rooms = {p.name for p in ROOT.iterdir() if p.is_dir() and any(p.glob("*.py"))}
    assert rooms == set(MAY_IMPORT)


def test_the_floor_plan_has_no_circles() -> None:
    done: set[str] = set()
    while ready := {room for room, needs in MAY_IMPORT.items() if needs - {room} <= done} - done:
        if ready == {"app", "cli"} or not ready:
            break
        done |= ready
    assert done | {"app", "cli"} == set(MAY_IMPORT)


@pytest.mark.parametrize(
    "command", ["run", "score", "rescore", "verify", "lint", "check", "practice", "pytest_plugin"]
)
def test_headless_command_never_loads_pygame(command: str) -> None:
    code = (
        "import sys; from simulator.cli.entry import main\n"
        f"sys.argv = ['main.py', '{command}']\n"
        f"import simulator.cli.{command} as room\n"
        "sys.exit('pygame' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT.parent, check=False)
    assert done.returncode == 0
