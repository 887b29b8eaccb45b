#!/usr/bin/env python3
"""Print the test files of the gate that are nearest to a change, as many as run in about two minutes.

A changed module is followed through the imports of the four packages and the tests, backwards: a test file is as far
from it as the fewest imports between them. A test file that bears the name of the changed feature, or names a changed
file that is no module, is as near as one that imports it. The nearest files come first, until they fill the time that
they took in earlier runs (`.cache/durations.json`, which pytest writes;
six seconds for a file that has not run yet).

  .ci/changed_tests.py [REVISION]    what has changed since this revision (HEAD), with files that git does not know yet
"""

import ast
import json
import subprocess
import sys
from collections import defaultdict, deque
from collections.abc import Iterator
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
PACKAGES: Final = ("ami", "pacing", "dialer", "api", "tests")
DURATIONS: Final = ROOT / ".cache/durations.json"
SECONDS: Final = 100.0  # the rest of two minutes is for starting
CORES: Final = 2
UNKNOWN_S: Final = 6.0  # about the mean of all files
# Folders and files of a feature that bear no name of their own.
COMMON: Final = {"store", "rules", "routes", "schemas", "model", "service", "tables", "src", "features", "parts"}


def changed(revision: str) -> list[Path]:
    """The files that differ from a revision, and those that git does not know yet."""
    found = _git("diff", "--name-only", revision) + _git("ls-files", "--others", "--exclude-standard")
    return [Path(name) for name in found]


def _git(*words: str) -> list[str]:
    return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()


def module_of(path: Path) -> str:
    """The name that a file is imported by."""
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(path: Path) -> Iterator[str]:
    """What a file imports, by full names; `from x import y` may name the module x.y, or y in the module x."""
    for node in ast.walk(ast.parse((ROOT / path).read_bytes())):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{one.name}" for one in node.names)


def importers() -> dict[str, set[str]]:
    """For each module, the modules that import it."""
    files = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
    names = {module_of(path.relative_to(ROOT)) for path in files}
    found: defaultdict[str, set[str]] = defaultdict(set)
    for path in files:
        here = path.relative_to(ROOT)
        for name in names.intersection(imports(here)):
            found[name].add(module_of(here))
    return found


def distances(paths: list[Path]) -> dict[Path, int]:
    """How far each test file is from what has changed; files that are not reached are left out."""
    waiting = deque((module_of(path), 0) for path in paths if path.suffix == ".py")
    known_importers = importers()
    steps: dict[str, int] = {}
    while waiting:
        module, far = waiting.popleft()
        if module not in steps:
            steps[module] = far
            waiting.extend((one, far + 1) for one in known_importers.get(module, ()))
    tests = {path.relative_to(ROOT) for path in (ROOT / "tests").rglob("test_*.py")}
    found = {path: steps[module] for path in tests if (module := module_of(path)) in steps}
    for path in paths:
        for test in tests:
            if _bears_name(test, path) or (path.suffix != ".py" and path.name in (ROOT / test).read_text()):
                found[test] = min(1, found.get(test, 1))
    return found


def _bears_name(test: Path, path: Path) -> bool:
    """Whether the changed file's feature stands in the path of the test."""
    words = {part.replace("-", "_") for part in path.with_suffix("").parts[1:]} - COMMON
    return bool(words.intersection((*test.parts[1:-1], test.stem.removeprefix("test_"))))


def chosen(far: dict[Path, int], took: dict[str, float]) -> list[Path]:
    """The nearest files, the quickest of them first, that fit into the time; one at least."""
    found: list[Path] = []
    left = SECONDS * CORES
    for path in sorted(far, key=lambda path: (far[path], took.get(str(path), UNKNOWN_S), path)):
        left -= took.get(str(path), UNKNOWN_S)
        if found and left < 0:
            break
        found.append(path)
    return found


def main() -> None:
    revision = sys.argv[1] if len(sys.argv) > 1 else "HEAD"
    took: dict[str, float] = json.loads(DURATIONS.read_text()) if DURATIONS.exists() else {}
    far = distances(changed(revision))
    names = chosen(far, took)
    sys.stderr.write(f"{len(names)} of {len(far)} test files that a change may reach, the nearest first.\n")
    sys.stdout.write("".join(f"{name}\n" for name in names))


if __name__ == "__main__":
    main()
