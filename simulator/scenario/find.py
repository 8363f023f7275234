"""Where scenarios, protocol packs and assets lie: in a checkout, and in an installed wheel.

A wheel carries them inside the package as `_scenarios` and `_assets`; a checkout has them
beside it. Neither depends on the folder the program is started from.
"""

import re
from pathlib import Path
from typing import Final

from simulator.base.complaints import Complaint, UnusableInput

PACKAGE: Final = Path(__file__).parents[1]
ENDING: Final = ".scenario.yaml"
MAX_BYTES: Final = 262_144  # of a file that an author writes
LONGEST_REFERENCE: Final = 200
PLAIN_NAME: Final = re.compile(r"[a-z][a-z0-9_-]*")
PATH_DOWN: Final = re.compile(r"(?:[A-Za-z0-9_][A-Za-z0-9_.-]*/)*[A-Za-z0-9_][A-Za-z0-9_.-]*\.yaml")


def _folder(name: str) -> Path:
    package = PACKAGE
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


def part_name(kind: str, reference: object) -> str | None:
    """Return the name of a part in its scenario's folder: `rubrics/standard.yaml`, or None.

    A reference is a plain name or a path downwards that ends in .yaml. Nothing else is a
    reference: no `..`, no hidden file, no drive, no absolute path.
    """
    if not isinstance(reference, str) or len(reference) > LONGEST_REFERENCE:
        return None
    if PLAIN_NAME.fullmatch(reference):
        return f"{kind}s/{reference}.yaml"
    return reference if PATH_DOWN.fullmatch(reference) else None


def part_file(kind: str, reference: str, beside: Path) -> Path | None:
    """Return the file of a patient, protocol or rubric, or None if there is none.

    A plain name is looked for in the scenario's own folder `beside`, then among the shipped;
    a path only in the first. Links that lead out of the folder lead nowhere.
    """
    name = part_name(kind, reference)
    folders = (beside, scenarios_folder()) if name != reference else (beside,)
    for folder in folders if name else ():
        file = folder / str(name)
        try:
            if file.is_file() and file.resolve().is_relative_to(folder.resolve()):
                return file
        except OSError:  # a name too long to be that of a file
            continue
    return None


def part_names(kind: str, beside: Path) -> tuple[str, ...]:
    """Return the plain names of every patient, protocol or rubric that can be referred to."""
    folders = (beside / f"{kind}s", scenarios_folder() / f"{kind}s")
    names = {file.stem for folder in folders for file in folder.glob("*.yaml")}
    return tuple(sorted(name for name in names if part_file(kind, name, beside)))


def file_bytes(path: Path) -> bytes:
    """Return the file's bytes, never more than one too many to be refused for its size."""
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        what = f"cannot read the file: {error.strerror or 'not a file'}"
        raise UnusableInput([Complaint(what, str(path), 1, 1, code="Y100")]) from None
    except ValueError:  # a NUL in the name
        raise UnusableInput([Complaint("this is no file name", code="Y100")]) from None
