"""Dirty files on the command line: what is known of them is said, in either language."""

from pathlib import Path

from tests.support.command_line import Desk


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


async def test_a_file_without_a_header_is_told_and_loaded(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text("Ada;0650123456\nUgo;0650123457\n")
    said = await desk.says("list", "preview", "March", str(file), code=1)
    assert "as if the file had no header. Say --no-header" in said
    assert "--map 2=phone" in said
    said = await desk.says("list", "preview", "March", str(file), "--language", "it", code=1)
    assert "come se il file non avesse intestazione" in said
    read = ("--no-header", "--map", "1=name", "--map", "2=phone")
    assert "not both" in await desk.says("list", "preview", "March", str(file), *read, "--header-row", "2", code=1)
    assert "2 leads loaded" in await desk.says("list", "import", "March", str(file), *read)
    file.write_text("Elenco\nchi;telefono\nAda;0650123458\n")
    said = await desk.says("list", "preview", "March", str(file), "--language", "it")
    assert ("prima dell'intestazione" in said, "+390650123458" in said) == (True, True), said
    assert "1 lead loaded" in await desk.says("list", "import", "March", str(file), "--header-row", "2")
