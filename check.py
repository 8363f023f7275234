"""Format, lint, types and tests in one go: `python check.py [--fix] [pytest arguments]`."""

import subprocess
import sys


def run(title: str, *command: str) -> bool:
    """Run one check, say how it went, return whether it passed."""
    print(f"== {title}: {' '.join(command)}", flush=True)
    return subprocess.run([sys.executable, "-m", *command], check=False).returncode == 0


def main(arguments: list[str]) -> int:
    """Run every check even after a failure, so that one run shows everything."""
    is_fixing = "--fix" in arguments
    rest = [a for a in arguments if a != "--fix"]
    where = ("simulator", "tests", "benchmarks", "main.py", "check.py")
    passed = [
        run("format", "ruff", "format", *(() if is_fixing else ("--check",)), *where),
        run("lint", "ruff", "check", *(("--fix",) if is_fixing else ()), *where),
        run("types", "mypy"),
        run("tests", "pytest", *rest),
    ]
    return 0 if all(passed) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
