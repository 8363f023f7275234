"""What is shipped: the wheel, its dependencies, and the one pygame that may be installed."""

import ast
import importlib.metadata
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pygame
import pytest

import simulator

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
# Where the name of a distribution is not the name that is imported.
IMPORTED_AS = {"pygame-ce": "pygame", "PyYAML": "yaml", "font-manrope": "font_manrope"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """Return the wheel of this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (path,) = folder.glob("*.whl")
    return zipfile.ZipFile(path)


def test_the_wheel_holds_every_module_scenario_and_asset(wheel: zipfile.ZipFile) -> None:
    wanted = {
        f"{inside}/{path.relative_to(ROOT / outside).as_posix()}"
        for outside, inside in {
            "simulator": "simulator",
            "scenarios": "simulator/_scenarios",
            "assets": "simulator/_assets",
        }.items()
        for path in (ROOT / outside).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert wanted <= set(wheel.namelist())
    assert "simulator/_scenarios/hidden_feeder.scenario.yaml" in wanted


def test_the_wheel_holds_nothing_else(wheel: zipfile.ZipFile) -> None:
    tops = {name.split("/")[0] for name in wheel.namelist()}
    assert tops == {"simulator", f"filigrane-{simulator.__version__}.dist-info"}


def test_the_wheel_carries_its_licence_and_its_command(wheel: zipfile.ZipFile) -> None:
    info = f"filigrane-{simulator.__version__}.dist-info"
    assert b"MIT License" in wheel.read(f"{info}/licenses/LICENSE")
    assert b"filigrane = simulator.cli.entry:main" in wheel.read(f"{info}/entry_points.txt")


def test_the_unpacked_wheel_works_from_another_folder(
    wheel: zipfile.ZipFile, tmp_path: Path
) -> None:
    package, elsewhere = tmp_path / "package", tmp_path / "elsewhere"
    wheel.extractall(package)
    elsewhere.mkdir()
    code = (
        "import simulator, sys; from simulator.cli.entry import main;"
        "from simulator.scenario.find import assets_folder;"
        "code = main(['lint', 'hidden_feeder']); print(simulator.__file__);"
        "print((assets_folder() / 'vein_table.npz').is_file()); sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=elsewhere,
        env={**os.environ, "PYTHONPATH": str(package)},
        capture_output=True,
        text=True,
        check=True,
    )
    said, where, has_assets = done.stdout.splitlines()
    assert said == "hidden_feeder: fine"
    assert Path(where).is_relative_to(package)
    assert has_assets == "True"
    assert not list(elsewhere.iterdir())


def test_without_its_dependencies_the_program_says_what_to_do() -> None:
    done = subprocess.run(
        [sys.executable, "-S", "main.py", "lint", "hidden_feeder"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        env={k: v for k, v in os.environ.items() if k != "PYTHONPATH"},
        check=False,
    )
    assert done.returncode == 2
    assert "is not installed. Run this first: pip install -e ." in done.stderr
    assert "Traceback" not in done.stderr


def requirement_name(requirement: str) -> str:
    return re.split(r"[<>=!~ ;\[]", requirement, maxsplit=1)[0]


def test_every_dependency_is_imported_and_every_import_declared() -> None:
    imported = {
        module.split(".")[0]
        for path in (ROOT / "simulator").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        for module in modules(node)
    }
    guests = {
        name for name in imported if name not in sys.stdlib_module_names and name != "simulator"
    }
    extras = PROJECT["optional-dependencies"]
    asked = [
        *PROJECT["dependencies"],
        *(r for name in extras if name != "test" for r in extras[name]),
    ]
    declared = {requirement_name(text) for text in asked}
    fonts_are_found_not_imported = {"font_manrope"}
    guests -= {"pytest"}  # of the plugin, which nobody but pytest loads
    assert {IMPORTED_AS.get(name, name) for name in declared} == (
        guests | fonts_are_found_not_imported
    )


def modules(node: ast.AST) -> list[str]:
    """Return the absolute modules that `node` imports."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module] if isinstance(node, ast.ImportFrom) and node.module else []


def test_pygame_is_the_community_edition_and_stands_alone() -> None:
    """Release check: both distributions write to one folder, and the last one wins."""
    assert getattr(pygame, "IS_CE", False)
    installed = {(d.metadata["Name"] or "").lower() for d in importlib.metadata.distributions()}
    assert "pygame-ce" in installed
    assert "pygame" not in installed, "run: pip uninstall pygame, then reinstall pygame-ce"


def test_the_changelog_opens_with_this_version() -> None:
    headings = re.findall(r"^## (\S+?),", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.M)
    assert headings[0] == simulator.__version__
