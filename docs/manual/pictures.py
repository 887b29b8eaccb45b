"""Writes pages/pictures, which the manual shows, from pictures that the tests take: `make pictures`.

`name.webp` is for English readers and `name.it.webp` for Italian ones, who see the English picture where there is no
Italian one. Look at each, and commit only those that show something new: every version stays in the repository.
"""

import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Final

from PIL import Image

MANUAL: Final = Path(__file__).resolve().parent
ROOT: Final = MANUAL.parents[1]
TAKEN: Final = ROOT / ".cache/pictures"
SHOWN: Final = MANUAL / "pages/pictures"
HEIGHT: Final = 2000  # of a longer page the manual shows the upper part


def main(pytest: list[str]) -> None:
    """Run the tests that take the pictures, and compress these without loss."""
    by_test = tomllib.loads((MANUAL / "pictures.toml").read_text())
    subprocess.run([*pytest, *by_test], cwd=ROOT, check=True)
    for pictures in by_test.values():
        for name, taken in pictures.items():
            picture = Image.open(TAKEN / f"{taken}.png").convert("RGB")
            picture = picture.crop((0, 0, picture.width, min(picture.height, HEIGHT)))
            picture.save(SHOWN / f"{name}.webp", lossless=True, method=6)


if __name__ == "__main__":
    main(sys.argv[1:])
