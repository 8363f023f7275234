"""House rules that a reader would otherwise have to remember."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent / "simulator"
FILES = sorted(ROOT.rglob("*.py"))
MAX_LINES = 400
BANNED_NAMES = {"utils", "helpers", "common", "manager", "handler", "misc", "data"}
SEEDED = {"Generator", "PCG64", "SeedSequence"}
# Operations whose last bits depend on the CPU, the BLAS kernel or its thread count.
UNSTEADY = set(
    "exp exp2 expm1 log log2 log10 log1p tan arcsin arccos arctan arctan2 sinh cosh tanh "
    "arcsinh arccosh arctanh power float_power cbrt geomspace logspace "
    "dot vdot inner matmul tensordot convolve correlate linalg".split()
)
STEADY_MATH = {"sqrt", "floor", "ceil", "hypot", "isfinite", "copysign", "fabs", "pi", "inf"}
STEADY_SCIPY = {"scipy.sparse", "scipy.sparse.csgraph"}  # containers and graph searches
STEADY_ROOMS = ("anatomy", "physics", "session")
DRAWING_ROOMS = ("render", "widgets")
WINDOW = {"display", "event", "time", "key", "mouse", "mixer", "joystick", "init"}


def dotted(node: ast.AST) -> str:
    """Return `np.random.rand` for the matching attribute chain, '' for anything else."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def chains(path: Path) -> list[tuple[int, str]]:
    tree = ast.parse(path.read_text("utf-8"))
    return [(n.lineno, dotted(n)) for n in ast.walk(tree) if isinstance(n, ast.Attribute)]


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_file_is_short_enough_to_read_in_one_sitting(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= MAX_LINES


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_file_has_a_name_that_says_something(path: Path) -> None:
    assert path.stem not in BANNED_NAMES


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_every_module_opens_with_its_purpose(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text("utf-8")))


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_every_random_number_comes_from_a_named_stream(path: Path) -> None:
    allowed = SEEDED if path.name == "seeds.py" else {"Generator"}
    stray = [
        f"{path.name}:{line}: {name}"
        for line, name in chains(path)
        if name.startswith(("np.random.", "numpy.random.")) and name.split(".")[2] not in allowed
    ]
    assert not stray, "\n".join(stray)


@pytest.mark.parametrize("room", DRAWING_ROOMS)
def test_drawing_rooms_never_touch_the_window(room: str) -> None:
    stray = [
        f"{name_of(path)}:{line}: {name}"
        for path in sorted((ROOT / room).rglob("*.py"))
        for line, name in chains(path)
        if name.startswith("pygame.") and name.split(".")[1] in WINDOW
    ]
    assert not stray, "\n".join(stray)


def unsteady(node: ast.AST) -> str | None:
    """Return what makes `node` differ between machines, or None."""
    match node:
        case ast.Attribute():
            module, *rest = dotted(node).split(".")
            if module in {"np", "numpy"} and rest and rest[0] in UNSTEADY:
                return f"np.{rest[0]}"
            if module == "math" and rest and rest[0] not in STEADY_MATH:
                return f"math.{rest[0]}"
        case ast.ImportFrom(module=str(module)) if module.split(".")[0] == "scipy":
            return None if module in STEADY_SCIPY else module
        case ast.ImportFrom(module=str(module)) if module.startswith("numpy.linalg"):
            return module
        case ast.Import(names=names):
            bad = [a.name for a in names if a.name.split(".")[0] == "scipy"]
            return f"import {bad[0]} (name what you need)" if bad else None
        case ast.ImportFrom(module="math" | "numpy", names=names):
            bad = [a.name for a in names if a.name in UNSTEADY or a.name in {"exp", "log", "pow"}]
            return bad[0] if bad else None
        case ast.BinOp(op=ast.MatMult()):
            return "@"
        case ast.BinOp(
            left=ast.Constant(value=int()), op=ast.Pow(), right=ast.Constant(value=int())
        ):
            return None  # a whole number, written as a power
        case ast.BinOp(op=ast.Pow(), right=right) if not (
            isinstance(right, ast.Constant) and right.value in (2, 0.5)
        ):
            return "** (multiply instead)"
        case ast.Call(func=func, keywords=keywords) if dotted(func).endswith("argsort") and not any(
            k.arg == "kind" for k in keywords
        ):
            return "argsort without kind='stable'"
    return None


@pytest.mark.parametrize("room", STEADY_ROOMS)
def test_state_is_computed_only_with_operations_that_agree_on_every_machine(room: str) -> None:
    stray = {
        f"{name_of(path)}:{getattr(node, 'lineno', 0)}: {why}"
        for path in sorted((ROOT / room).rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if (why := unsteady(node))
    }
    assert not stray, "\n".join(sorted(stray))


@pytest.mark.parametrize(
    "code",
    [
        "np.exp(x)",
        "np.linalg.solve(a, b)",
        "a @ b",
        "r ** 4",
        "math.exp(1)",
        "x.argsort()",
        "from numpy import exp",
        "from numpy.linalg import solve",
        "from scipy.sparse.linalg import spsolve",
        "import scipy.linalg",
    ],
)
def test_an_unsteady_operation_is_noticed(code: str) -> None:
    assert any(unsteady(node) for node in ast.walk(ast.parse(code)))
