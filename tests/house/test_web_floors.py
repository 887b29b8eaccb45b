"""Who may import whom in web/src, as web/README.md says it; a deliberate breach of each rule is caught."""

import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import pytest

SOURCES = Path(__file__).parents[2] / "web" / "src"
IMPORT = re.compile(r"""(?:\bfrom\s+|\bimport\s*\(?\s*)['"]([^'"]+)['"]""")
CONNECTS = re.compile(r"\bfetch\(|\bnew (?:EventSource|WebSocket|XMLHttpRequest)\b|\bsendBeacon\(")
FLOORS = {
    "apps": {"apps", "features", "api", "script", "live", "ui", "words"},
    "features": {"features", "api", "script", "live", "ui", "words"},
    "api": {"api", "script", "words"},
    "script": {"script"},
    "live": {"live", "api", "words"},
    "ui": {"ui", "words"},
    "words": {"words"},
}


def breaches(sources: dict[str, str]) -> Iterator[str]:
    """What is wrong with these files, by their path below src."""
    for path, text in sources.items():
        floor, *below = PurePosixPath(path).parts
        for said in IMPORT.findall(text):
            target = _inside(path, said)
            if target is None:
                if path.startswith("apps/board/") and said.startswith("@mantine"):
                    yield f"{path}: the wallboard does without Mantine"
            elif target.parts[0] not in FLOORS[floor]:
                yield f"{path}: {floor} must not know {target}"
            elif path.startswith("apps/board/") and target.parts[0] == "ui":
                yield f"{path}: the wallboard has its own parts"
            elif target.parts[0] == "apps" and target.parts[:2] != (floor, below[0]):
                yield f"{path}: an application stands by itself"
            elif floor == target.parts[0] == "features" and target.parts[1] != below[0] and len(target.parts) > 2:
                yield f"{path}: another feature is met through its index.ts"
        if floor not in ("api", "live") and CONNECTS.search(text):
            yield f"{path}: only api and live connect to Pronto"
        if len(text.splitlines()) > 450:
            yield f"{path}: more than one thing"


def _inside(path: str, said: str) -> PurePosixPath | None:
    """The file below src that an import of `path` means, if it is one of ours."""
    if said.startswith("@/"):
        return PurePosixPath(said[2:])
    if not said.startswith("."):
        return None
    parts: list[str] = []
    for part in (PurePosixPath(path).parent / said).parts:
        parts = parts[:-1] if part == ".." else [*parts, part]
    return PurePosixPath(*parts)


@pytest.fixture(scope="module")
def sources() -> dict[str, str]:
    files = [path for path in SOURCES.rglob("*.ts*") if path.name not in ("schema.d.ts", "vite-env.d.ts")]
    return {path.relative_to(SOURCES).as_posix(): path.read_text() for path in files}


def test_the_floors_are_kept(sources: dict[str, str]) -> None:
    assert len(sources) > 5
    assert list(breaches(sources)) == []


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("ui/Loading.tsx", "import { api } from '@/api/client';"),
        ("ui/Loading.tsx", "import { api } from '../api/client';"),
        ("words/format.ts", "import { theme } from '@/ui/theme';"),
        ("api/client.ts", "import { useLive } from '@/live/live';"),
        ("script/walk.ts", "import { api } from '@/api/client';"),
        ("features/lists/list.tsx", "import { shell } from '@/apps/console/shell';"),
        ("features/lists/list.tsx", "const part = import('../campaigns/parts/Pace');"),
        ("features/lists/list.tsx", "const answer = await fetch('/api/v1/lists');"),
        ("apps/console/main.tsx", "new WebSocket('/api/v1/stream');"),
        ("apps/agent/main.tsx", "import { session } from '../console/session';"),
        ("apps/board/main.tsx", "import { Button } from '@mantine/core';"),
        ("apps/board/main.tsx", "import { Loading } from '@/ui/Loading';"),
        ("words/format.ts", "// long\n" * 451),
    ],
)
def test_a_breach_is_caught(path: str, line: str) -> None:
    assert len(list(breaches({path: line}))) == 1


def test_a_feature_may_know_another_through_its_door() -> None:
    assert list(breaches({"features/lists/list.tsx": "import { nameOf } from '@/features/campaigns';"})) == []
