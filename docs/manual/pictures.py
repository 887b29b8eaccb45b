"""Pictures of the manual: those that the tests take of every page, in the language of the reader.

A page names one as `![what it shows](picture:campaigns)`. The tests leave them in .cache/pictures; a picture that
is not there is a warning, which ends a strict build.
"""

import logging
import re
from pathlib import Path
from typing import Any, Final

from mkdocs.structure.files import File

TAKEN: Final = Path(__file__).parents[2] / ".cache/pictures"
PICTURE: Final = re.compile(r"\]\(picture:([a-z0-9-]+)\)")
log = logging.getLogger("mkdocs.hooks.pictures")


def on_page_markdown(markdown: str, *, page: Any, config: Any, files: Any) -> str:
    """Put the path of the picture in the place of its name."""
    language = getattr(page.file, "locale", "en")

    def path_of(found: re.Match[str]) -> str:
        name = found[1]
        taken = picture_of(name, language)
        if taken is None:
            log.warning("%s: no picture %s in %s: run `make test` first", page.file.src_uri, name, TAKEN)
            return found[0]
        uri = f"pictures/{taken.name}"
        if files.get_file_from_path(uri) is None:
            files.append(File.generated(config, uri, abs_src_path=str(taken)))
        return f"]({uri})"

    return PICTURE.sub(path_of, markdown)


def picture_of(name: str, language: str) -> Path | None:
    """The picture of this name, light rather than dark."""
    names = (f"{name}-{language}-light", f"{name}-{language}-dark", f"{name}-{language}", name)
    return next((path for one in names if (path := TAKEN / f"{one}.png").exists()), None)
