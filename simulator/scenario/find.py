"""Where scenarios, protocol packs and assets lie: in a checkout, and in an installed wheel.

A wheel carries them inside the package as `_scenarios` and `_assets`; a checkout has them
beside it. Neither depends on the folder the program is started from.
"""

from importlib.resources import files
from pathlib import Path
from typing import Final

ENDING: Final = ".scenario.yaml"


def _folder(name: str) -> Path:
    package = Path(str(files("simulator")))
    inside = package / f"_{name}"
    return inside if inside.is_dir() else package.parent / name


def scenarios_folder() -> Path:
    """Return the folder of the shipped scenarios."""
    return _folder("scenarios")


def assets_folder() -> Path:
    """Return the folder of words, palettes and icons."""
    return _folder("assets")


def shipped() -> tuple[Path, ...]:
    """Return the files of the shipped scenarios, by name."""
    return tuple(sorted(scenarios_folder().glob(f"*{ENDING}")))


def case_name(file: Path) -> str:
    """Return what a scenario is called: its file without the folder and `.scenario.yaml`."""
    return file.name.removesuffix(".yaml").removesuffix(".scenario")


def shipped_protocols() -> tuple[Path, ...]:
    """Return the files of the shipped protocol packs, by name."""
    return tuple(sorted((scenarios_folder() / "protocols").glob("*.yaml")))


def scenario_file(name: str) -> Path:
    """Return the file that `name` means: a path, or the name of a shipped scenario."""
    path = Path(name)
    if path.exists() or path.suffix or path.name != name:
        return path
    shipped_file = scenarios_folder() / f"{name}{ENDING}"
    return shipped_file if shipped_file.exists() else path


def protocol_file(name: str, beside: Path) -> Path | None:
    """Return the pack `name` from the scenario's own `protocols` folder, or the shipped one.

    `name` is a plain name, never a path, so nothing outside the two folders can be read.
    """
    for folder in (beside / "protocols", scenarios_folder() / "protocols"):
        file = folder / f"{name}.yaml"
        try:
            if file.is_file() and file.resolve().parent == folder.resolve():
                return file
        except OSError:  # a name too long to be that of a file
            continue
    return None
