"""The wheel, made of what the image's builder sees and installed where nothing of the tree lies, works by itself."""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PIP = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input", "--quiet"]
# Where a folder of the tree lies in the wheel; everything in these folders must be there.
PLACES = {
    "dialer": "dialer",
    "ami": "ami",
    "pacing": "pacing",
    "api": "api",
    "asterisk-config": "dialer/telephony/asterisk/config",
}
SECRET = ("pjsip-local.conf", "pronto-secret.conf")
LOOK = """
import asyncio, json, sys
from pathlib import Path
from tempfile import TemporaryDirectory
import httpx
import dialer
from api.app import create_app
from dialer.core.shipped_files import asterisk_config
from dialer.app.composition import build
from dialer.core.settings import Settings

async def look():
    with TemporaryDirectory() as folder:
        async with build(Settings(state_dir=Path(folder))) as parts:
            at = httpx.ASGITransport(app=create_app(parts))
            async with httpx.AsyncClient(transport=at, base_url="http://127.0.0.1:8080") as client:
                paths = ("/", "/docs", "/board", "/healthz", "/openapi.json")
                return [(await client.get(path)).status_code for path in paths]

print(json.dumps([dialer.__file__, str(asterisk_config()), asyncio.run(look())]))
"""


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what .dockerignore lets the image's builder see, with the pages that it builds first."""
    folder = tmp_path_factory.mktemp("source")
    skipped = shutil.ignore_patterns("__pycache__", *SECRET, "node_modules")
    assert (ROOT / "api/pages/built/console.html").is_file(), "make web"
    for line in (ROOT / ".dockerignore").read_text().splitlines():
        seen = ROOT / line.removeprefix("!")
        if line.startswith("!") and seen.is_dir():
            shutil.copytree(seen, folder / seen.name, ignore=skipped)
        elif line.startswith("!"):
            shutil.copy(seen, folder)
    for name in SECRET:
        (folder / "asterisk-config" / name).write_text("secret = hush\n")  # as a developer's tree may have it
    return folder


@pytest.fixture(scope="module")
def wheel(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    options = ("--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", str(folder))
    subprocess.run([*PIP, "wheel", *options, str(source)], check=True, cwd=folder)
    [made] = folder.iterdir()
    return made


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of a fresh environment with this wheel; what Pronto depends on is borrowed from ours."""
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder, with_pip=False)
    python = folder / "bin" / "python"
    subprocess.run([*PIP, "--python", str(python), "install", "--no-deps", "--no-index", str(wheel)], check=True)
    [site] = folder.glob("lib/python*/site-packages")
    # A folder named in a .pth file is searched, but its own .pth files, as that of our editable Pronto, are not read.
    (site / "borrowed.pth").write_text(f"{sysconfig.get_path('purelib')}\n{sysconfig.get_path('platlib')}\n")
    return folder / "bin"


def run(program: Path, *words: str, state: Path) -> str:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PRONTO_", "PYTHON"))}
    environ = kept | {"PRONTO_STATE_DIR": str(state), "COLUMNS": "200", "LC_ALL": "C.UTF-8"}
    done = subprocess.run([program, *words], capture_output=True, text=True, check=False, cwd=state.parent, env=environ)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_every_file_of_the_packages_and_of_asterisks_configuration_is_in_the_wheel(source: Path, wheel: Path) -> None:
    carried = set(zipfile.ZipFile(wheel).namelist())
    for folder, place in PLACES.items():
        files = [path.relative_to(source / folder) for path in (source / folder).rglob("*") if path.is_file()]
        assert files
        assert {f"{place}/{file}" for file in files if file.name not in SECRET} <= carried
    assert not [name for name in carried if Path(name).name in SECRET]


def test_the_version_is_that_of_the_project(wheel: Path, installed: Path, tmp_path: Path) -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert wheel.name.split("-")[1] == version
    assert run(installed / "pronto", "--version", state=tmp_path / "state") == f"pronto {version}\n"


def test_profiles_and_languages_are_found(installed: Path, tmp_path: Path) -> None:
    for language, word in (("en", "profile"), ("it", "profilo")):
        said = run(installed / "pronto", "law", "list", "--language", language, state=tmp_path / "state").split()
        assert {"IT", "US", "UK", word} <= set(said)


def test_the_api_its_pages_and_asterisks_configuration_are_found(installed: Path, tmp_path: Path) -> None:
    said = run(installed / "python", "-c", LOOK, state=tmp_path / "state")
    package, configuration, answers = json.loads(said.splitlines()[-1])
    for place in (package, configuration):
        assert Path(place).is_relative_to(installed.parent)
    assert answers == [200] * 5
