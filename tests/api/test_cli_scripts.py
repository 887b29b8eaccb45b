"""Scripts by command: a file is checked, loaded, published and comes out again."""

from pathlib import Path

import yaml

from dialer.demo.scripts import SCRIPTS
from tests.support.command_line import Desk


async def test_a_script_goes_in_and_out_as_a_file(desk: Desk, tmp_path: Path) -> None:
    file = SCRIPTS / "satisfaction.yaml"
    assert await desk.says("script", "check", str(file)) == "Nothing keeps it from being published.\n"
    said = await desk.says("script", "load", str(file), "--name", "how was it", "--note", "first")
    assert said == "how was it: version 1 is saved.\n"
    assert "how was it" in await desk.says("script", "list")
    await desk.says("script", "load", str(file), "--name", "how was it")
    assert "version 2 is published" in await desk.says("script", "publish", "how was it")
    refused = await desk.says("script", "publish", "how was it", "--version", "2", code=1)
    assert "version 2 is published" not in refused
    exported = await desk.says("script", "export", "how was it")
    again = tmp_path / "again.yaml"
    again.write_text(exported, encoding="utf-8")
    assert yaml.safe_load(exported)["kind"] == "survey"
    await desk.says("script", "load", str(again), "--name", "how was it")
    assert await desk.says("script", "export", "how was it", "--version", "3") == exported
    assert '"elements"' in await desk.says("script", "export", "how was it", "--format", "surveyjs")


async def test_what_is_wrong_with_a_file_is_said(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "bad.yaml"
    file.write_text("kind: survey\nlanguages: [it]\nsteps:\n  - {id: a, say: {it: Ciao}, next: [{to: nowhere}]}\n")
    said = await desk.says("script", "check", str(file), code=1)
    assert said.startswith("a: ")
    assert "bad: version 1 is saved." in await desk.says("script", "load", str(file))
    assert "nowhere" in await desk.says("script", "publish", "bad", code=1)
    file.write_text("steps: [")
    assert "YAML" in await desk.says("script", "check", str(file), code=1)
    said = await desk.says("script", "export", "none", code=1)
    assert ("none" in said, "bad" in said) == (True, True)
