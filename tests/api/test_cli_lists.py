"""Dirty files on the command line: what is known of them is said, in either language."""

from pathlib import Path

from tests.api.desk import Desk


async def test_a_preview_says_why_a_file_cannot_be_loaded_and_ends_with_one(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text("nome;eta\nAda;3\n")
    said = await desk.says("list", "preview", "March", str(file), code=1)
    assert ("names no phone column" in said, "--map" in said) == (True, True), said
    said = await desk.says("list", "preview", "March", str(file), "--language", "it", code=1)
    assert "L'intestazione non ha nessuna colonna di telefono" in said
    said = await desk.says("list", "preview", "March", str(file), "--map", "nope=phone", code=1)
    assert "no column 'nope'; it has nome, eta" in said
    said = await desk.says("list", "preview", "March", str(file), "--map", "nope=phone", "--language", "it", code=1)
    assert "il file non ha una colonna 'nope'; ha nome, eta" in said
    file.write_text("")
    assert "The file is empty" in await desk.says("list", "preview", "March", str(file), code=1)
