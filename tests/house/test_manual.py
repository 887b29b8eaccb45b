"""The manual: in both languages, and each of its pictures is one that a test takes."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = ROOT / "docs/manual/pages"
IN_ENGLISH_ALONE = {"integrator.md"}
NAMED = "\n".join(path.read_text() for path in sorted((ROOT / "tests/web").glob("test_*.py")))


@pytest.mark.parametrize("page", sorted(path.name for path in PAGES.glob("*.md")))
def test_a_page_has_its_other_language_and_pictures_that_tests_take(page: str) -> None:
    if page not in IN_ENGLISH_ALONE:
        other = page.replace(".it.md", ".md") if page.endswith(".it.md") else page.replace(".md", ".it.md")
        assert (PAGES / other).exists()
    text = (PAGES / page).read_text()
    pictures = re.findall(r"\]\(picture:([a-z0-9-]+)\)", text)
    assert [one for one in pictures if not is_taken(one)] == []


def is_taken(picture: str) -> bool:
    """Whether a test names the picture, or takes one for each of several things whose name comes last."""
    family = picture.rpartition("-")[0]
    return f'"{picture.removesuffix("-it")}"' in NAMED or f'f"{family}-{{' in NAMED
