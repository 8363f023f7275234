"""Format, lint, types and tests in one go: `python check.py [--fix] [pytest arguments]`."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent


def run(title: str, *command: str) -> bool:
    """Run one check from the root of the checkout; say what it is, return whether it passed."""
    print(f"== {title}: {' '.join(command)}", flush=True)
    return subprocess.run([sys.executable, "-m", *command], cwd=ROOT, check=False).returncode == 0


def main(arguments: list[str]) -> int:
    """Run every check even after a failure, so that one run shows everything."""
    is_fixing = "--fix" in arguments
    rest = [a for a in arguments if a != "--fix"]
    passed = [
        run("format", "ruff", "format", *(() if is_fixing else ("--check",)), "."),
        run("lint", "ruff", "check", *(("--fix",) if is_fixing else ()), "."),
        run("types", "mypy"),
        run("tests", "pytest", *rest),
    ]
    return 0 if all(passed) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
