"""The rooms of the house: each imports only from rooms above it, and nothing goes in a circle, imports inside functions included."""

from __future__ import annotations

import ast
from graphlib import TopologicalSorter
from pathlib import Path

PACKAGE = Path(__file__).parents[1] / "nlp"
# From bytes to results. What lies flat in the package has its place in the line, too.
LINE = (
    ("errors", "vocabulary"),
    ("rules",),
    ("document",),
    ("reading",),
    ("text",),
    ("meeting",),
    ("components",),
    ("labelling",),
    ("pipeline",),
    ("predictor",),
    ("explain", "overview", "proofs"),
    ("training",),
    ("schema",),
    ("archive",),
    ("serve",),
    ("commands",),
    ("cli",),
    ("__main__",),
)
ROOM = {name: place for place, names in enumerate(LINE) for name in names}
MOST_FLAT = 14


def modules() -> dict[str, Path]:
    return {".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__"): path for path in sorted(PACKAGE.rglob("*.py"))}


def imports(path: Path, known: set[str]) -> set[str]:
    """The modules of the package that a module imports, wherever in it the import stands, but for type checkers alone."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    typing = {node for block in ast.walk(tree) if isinstance(block, ast.If) and "TYPE_CHECKING" in ast.dump(block.test) for node in ast.walk(block)}
    out: set[str] = set()
    for node in ast.walk(tree):
        if node in typing:
            continue
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "nlp":
            inner = {f"{node.module}.{name.name}" for name in node.names} & known
            out |= inner or {node.module}
        elif isinstance(node, ast.Import):
            out |= {name.name for name in node.names if name.name.split(".")[0] == "nlp"}
    return out


def room(module: str) -> str | None:
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else None


def test_every_module_has_its_room() -> None:
    assert {name for module in modules() if (name := room(module))} == set(ROOM)


def test_no_import_runs_back_up() -> None:
    known = modules()
    back = [
        f"{module} imports {other}"
        for module, path in known.items()
        for other in sorted(imports(path, set(known)))
        if (here := room(module)) and (there := room(other)) and ROOM[there] > ROOM[here]
    ]
    assert back == []


def test_nothing_goes_in_a_circle() -> None:
    known = modules()
    graph = {module: imports(path, set(known)) - {module, "nlp"} for module, path in known.items() if module != "nlp"}
    assert len(list(TopologicalSorter(graph).static_order())) == len(graph)


def test_few_modules_lie_flat() -> None:
    flat = [path.name for path in PACKAGE.glob("*.py")]
    assert len(flat) <= MOST_FLAT, flat
