"""The manual: in both languages, built without a warning, and its pictures small and taken by tests."""

import ast
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MANUAL = ROOT / "docs/manual"
PAGES = MANUAL / "pages"
IN_ENGLISH_ALONE = {"integrator.md"}
PICTURES = tomllib.loads((MANUAL / "pictures.toml").read_text())
FILES = sorted((PAGES / "pictures").iterdir())
SMALL = 80_000


@pytest.mark.parametrize("page", sorted({path.name for path in PAGES.glob("*.md")} - IN_ENGLISH_ALONE))
def test_a_page_has_its_other_language(page: str) -> None:
    other = page.replace(".it.md", ".md") if page.endswith(".it.md") else page.replace(".md", ".it.md")
    assert (PAGES / other).exists()


def test_the_pictures_that_pages_show_those_in_the_folder_and_those_that_tests_take_are_the_same() -> None:
    shown = {name for page in PAGES.glob("*.md") for name in re.findall(r"\]\(pictures/(.+?)\)", page.read_text())}
    taken = [f"{name}.webp" for pictures in PICTURES.values() for name in pictures]
    assert sorted(taken) == [path.name for path in FILES]
    assert {name.replace(".it.webp", ".webp") for name in taken} == shown


@pytest.mark.parametrize("test", PICTURES)
def test_a_test_takes_the_pictures_that_the_manual_has_of_it(test: str) -> None:
    file, _, name = test.partition("[")[0].partition("::")
    source = (ROOT / file).read_text()
    assert name in {one.name for one in ast.parse(source).body if isinstance(one, ast.FunctionDef)}
    assert [taken for taken in PICTURES[test].values() if not is_named(taken, source)] == []


def is_named(picture: str, source: str) -> bool:
    """Whether a test names the picture, or what it is one of: of each language and scheme, or of each tab."""
    name = re.sub(r"-(en|it)(-(light|dark))?$", "", picture)
    family = name.rpartition("-")[0]
    return any(begin in source for begin in (f'"{picture}"', f'"{name}"', f'"{name}-{{', f'"{family}-{{'))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_picture_is_a_small_file_that_holds_nothing_but_the_picture(file: Path) -> None:
    data = file.read_bytes()
    assert (data[:4], data[8:16]) == (b"RIFF", b"WEBPVP8L")  # what has metadata begins with VP8X
    assert len(data) < SMALL


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(MANUAL, tmp_path / "docs/manual")
    return tmp_path


def built(copy: Path) -> subprocess.CompletedProcess[str]:
    """What comes of the commands of `make manual` in a copy of the manual."""
    recipe = re.search(r"^manual:.*\n((?:\t.*\n)+)", (ROOT / "Makefile").read_text(), re.MULTILINE)
    mkdocs = ROOT / ".venv/manual/bin/mkdocs"
    assert recipe
    assert mkdocs.exists(), "make manual"
    command = recipe[1].replace("$(MKDOCS)", str(mkdocs))
    return subprocess.run(["bash", "-ec", command], cwd=copy, capture_output=True, text=True, check=False)


def test_the_manual_is_built_in_both_languages_without_a_warning(copy: Path) -> None:
    done = built(copy)
    assert (done.returncode, "WARNING" in done.stderr) == (0, False), done.stderr
    for page in ("index.html", "it/index.html"):
        assert (copy / ".cache/manual" / page).exists()


@pytest.mark.parametrize(
    ("page", "broken"),
    [
        ("agent.md", "[x](nowhere.md)"),
        ("agent.it.md", "[x](manager.md#nowhere)"),
        ("agent.it.md", "![x](pictures/nowhere.webp)"),
    ],
)
def test_a_link_an_anchor_or_a_picture_that_is_not_there_ends_the_build(copy: Path, page: str, broken: str) -> None:
    with (copy / "docs/manual/pages" / page).open("a") as text:
        text.write(f"\n{broken}\n")
    done = built(copy)
    assert done.returncode != 0
    assert "nowhere" in done.stderr
