"""A table uploaded into a list, in its own process."""

import csv
import io
import zipfile

import pytest

from dialer.core.errors import UnknownList
from dialer.people.imports.importer import ImportOptions
from dialer.people.imports.preview import preview
from dialer.people.imports.preview_hints import HintKind
from dialer.people.imports.reader_process import Reading, read_table
from dialer.people.imports.rows.batch import Batch
from dialer.people.imports.rows.row import Rules
from dialer.people.imports.rows.spreadsheet_cells import rejected_csv
from tests.support.importer import import_file
from tests.support.leads_found import leads_found
from tests.support.uploads import NOW, loading

__all__ = ["loading"]

NASTY = 'O\'Brien "Bob"\r\nAction: Originate, \u202eأحمد 🙂' + "x" * 10_240


async def test_good_rows_load_and_bad_ones_come_back_with_line_and_reason(loading):
    quoted = NASTY.replace('"', '""')
    table = f'nome;telefono\nAnna;06 1234 5678\n"{quoted}";333 1234567\nCarlo;pippo\n;\nDora;\n'
    done = await loading.load(table)
    assert (done.status, done.rows, done.loaded, done.duplicates, done.rejected) == ("finished", 4, 2, 0, 2)
    assert await loading.names() == ["Anna", NASTY]
    rejected = await loading.store.imports.rejected(done.id)
    # The name with a line end in it takes two lines of the file.
    assert [(row.line, row.column, str(row.reason), row.row) for row in rejected] == [
        (5, "telefono", "not a phone number", ["Carlo", "pippo"]),
        (7, "telefono", "no phone number", ["Dora", ""]),
    ]
    assert all(row.mend for row in rejected)


async def test_the_rejected_rows_can_be_mended_and_loaded_again(loading):
    first = await loading.load('nome;telefono\n=cmd;+39 123\nAnna;"06 1\n')
    rows = await loading.store.imports.rejected(first.id)
    file = "".join(rejected_csv(first.header, rows, str))
    assert "'=cmd" in file
    assert "'+39 123" in file
    again = await loading.load(file)
    assert (again.loaded, again.rejected, list(again.header)) == (0, 2, ["nome", "telefono"])
    mended = await loading.load(file.replace("'+39 123", "'+39 333 1234567"))
    assert (mended.loaded, mended.rejected) == (1, 1)
    assert await loading.names() == ["=cmd"]


async def test_duplicates_are_counted_within_the_file_and_against_the_list(loading):
    table = (
        "codice,nome,telefono,cellulare\n1,Anna,0612345678,\n2,Berta,3331234567,+390612345678\n1,Carlo,3337654321,\n"
    )
    first = await loading.load(table)
    assert (first.loaded, first.duplicates) == (1, 2)
    second = await loading.load(table)
    assert (second.loaded, second.duplicates) == (0, 3)
    assert await loading.names() == ["Anna"]


async def test_what_a_lead_is_made_of_is_all_there(loading):
    await loading.load("id,name,phone,mobile,language,priority,town\nX,Anna,06 12345678,3331234567,it,3,Roma\n")
    [lead] = await leads_found(loading.store, list_id=loading.into.id)
    assert (lead.external_id, lead.name, lead.language, lead.priority) == ("X", "Anna", "it", 3)
    assert (lead.zone_key, lead.fields) == ("Europe/Rome", {"town": "Roma"})
    assert [(phone.number, phone.label) for phone in lead.phones] == [
        ("+390612345678", "phone"),
        ("+393331234567", "mobile"),
    ]


async def test_a_windows_1252_table_loads(loading):
    await loading.load("nome;telefono\nNiccolò;0612345678\n".encode("cp1252"))
    assert await loading.names() == ["Niccolò"]


@pytest.mark.parametrize(("content", "why"), [("", "is empty"), ("nome;comune\nx;y\n", "no phone column")])
async def test_a_table_that_cannot_be_read_fails_with_a_sentence(loading, content, why):
    done = await loading.load(content)
    assert done.status == "failed"
    assert why in str(done.message)


async def test_a_country_that_does_not_exist_fails_with_a_sentence(loading):
    loading.into = await loading.store.lists.create(
        name="Nowhere", company_id=loading.into.company_id, country="XX", now=NOW
    )
    done = await loading.load("telefono\n0612345678\n")
    assert (done.status, "country XX" in str(done.message)) == ("failed", True)


async def test_a_file_that_is_gone_fails_with_a_sentence(loading):
    path = loading.folder / "gone.csv"
    done = await import_file(loading.store, loading.url, list_id=loading.into.id, path=path, filename="x.csv")
    assert done.status == "failed"
    assert done.message


async def test_an_unknown_list_is_refused(loading):
    with pytest.raises(UnknownList):
        await import_file(loading.store, loading.url, list_id=4711, path=loading.folder / "x", filename="x")


async def test_a_table_of_a_spreadsheet_is_read_as_python_writes_it(loading, tmp_path):
    path = tmp_path / "written.csv"
    names = ["plain", "with, comma", 'with "quotes"', "with\nline end", "with ; semicolon"]
    with path.open("w", newline="", encoding="utf-8-sig") as file:
        writer = csv.writer(file)
        writer.writerow(["name", "phone"])
        writer.writerows([name, f"+39333000000{number}"] for number, name in enumerate(names, start=1))
    await loading.load(path.read_bytes())
    assert await loading.names() == names


def files_in_zip(**files: str | bytes) -> bytes:
    """A ZIP file of these files; the first `_` in a name stands for the point."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("_", ".", 1), content)
    return made.getvalue()


async def test_each_file_of_a_zip_that_is_skipped_is_named_in_the_preview_and_the_result(loading):
    content = files_in_zip(
        zz_pdf=b"%PDF", north_csv="nome;telefono\nAda;0612345678\n", void_csv="", old_xls=b"\xd0\xcf\x11\xe0"
    )
    path = loading.folder / "some.zip"
    path.write_bytes(content)
    names = ["old.xls", "zz.pdf", "void.csv"]
    [hint] = preview(Reading(path=str(path), rules=Rules(country="IT"), said={})).hints
    assert (hint.kind, hint.others) == (HintKind.SKIPPED_FILES, ", ".join(names))
    done = await loading.load(content)
    assert (done.status, done.loaded, list(done.skipped)) == ("finished", 1, names)
    assert (await loading.load("telefono\n0612345678\n")).skipped == []


def packed(**tables: str | bytes) -> bytes:
    """A ZIP file of CSV tables, by their names."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in tables.items():
            archive.writestr(f"{name}.csv", content)
    return made.getvalue()


async def test_the_tables_of_a_zip_are_loaded_one_after_the_other_whatever_their_columns(loading):
    content = packed(
        north="nome;telefono;citta\nAda;0612345678;Roma\nBob;pippo;Bari\n",
        south="phone,name,town\n12,Cleo,Pisa\n3331234567,Dan,Lecce\n+390612345678,Ada,Roma\n",
        zero="",
    )
    done = await loading.load(content)
    assert (done.status, done.rows, done.total) == ("finished", 5, 5)
    assert (done.loaded, done.duplicates, done.rejected) == (2, 1, 2)
    assert await loading.names() == ["Ada", "Dan"]
    assert list(done.header) == ["nome", "telefono", "citta", "phone", "name", "town"]
    rejected = await loading.store.imports.rejected(done.id)
    assert [(row.table, row.table_line, row.column, row.value(done.header)) for row in rejected] == [
        ("north.csv", 3, "telefono", "pippo"),
        ("south.csv", 2, "phone", "12"),
    ]
    file = "".join(rejected_csv(done.header, rejected, str))
    again = await loading.load(file.replace("pippo", "0287654321").replace('"12"', '"0612345679"'))
    assert (again.loaded, again.rejected) == (2, 0)
    assert await loading.names() == ["Ada", "Dan", "Bob", "Cleo"]
    assert "rejected table" in file.splitlines()[0]


async def test_the_same_columns_in_every_table_come_back_as_one_table(loading):
    rows = {name: f"nome;telefono\n{name};x\n" for name in ("a", "b", "c")}
    done = await loading.load(packed(**rows))
    assert list(done.header) == ["nome", "telefono"]
    file = "".join(rejected_csv(done.header, await loading.store.imports.rejected(done.id), str))
    lines = [line.replace('"x"', f'"061234567{n}"') for n, line in enumerate(file.splitlines(keepends=True))]
    mended = await loading.load("".join(lines))
    assert (mended.loaded, await loading.names()) == (3, ["a", "b", "c"])


@pytest.mark.parametrize(
    ("tables", "said", "why"),
    [
        ({"a": "nome;telefono\nx;1\n", "b": "nome;comune\nx;y\n"}, {}, "b.csv: The header names no phone"),
        ({"a": "nome;telefono\nx;1\n", "b": "tel\n1\n"}, {"cell": "phone"}, "no table has a column 'cell'"),
        ({"a": "", "b": ""}, {}, "Every table in the ZIP file is empty"),
    ],
)
async def test_several_tables_are_looked_into_before_any_of_them_is_loaded(loading, tables, said, why):
    done = await loading.load(packed(**tables), options=ImportOptions(columns=said))
    assert (done.status, done.loaded) == ("failed", 0)
    assert why in str(done.message)


@pytest.mark.parametrize(("premium", "loaded"), [(False, 3), (True, 4)])
async def test_numbers_that_cost_nothing_or_more_are_counted_and_premium_ones_let_in_if_asked(loading, premium, loaded):
    rows = "tel\n06 1234 5678\n800 123456\n848 123456\n899 123456\n"
    done = await loading.load(rows, options=ImportOptions(premium=premium))
    assert (done.loaded, done.rejected) == (loaded, 4 - loaded)
    assert (done.toll_free, done.shared_cost, done.premium_rate) == (1, 1, 1)


async def test_what_is_said_of_a_column_counts_in_the_tables_that_have_it(loading):
    content = packed(a="nome;altro\nAda;0612345678\n", b="nome;telefono\nBob;0287654321\n")
    done = await loading.load(content, options=ImportOptions(columns={"altro": "phone"}))
    assert (done.status, done.loaded) == ("finished", 2)


@pytest.mark.parametrize("skip", range(7))
def test_what_was_read_before_is_passed_over_across_tables(tmp_path, skip):
    path = tmp_path / "upload"
    rows = "".join(f"{name};{number}\n" for name, number in (("a", "x"), ("b", "0612345678"), ("c", "y")))
    path.write_bytes(packed(one=f"nome;tel\n{rows}", two=f"nome;tel\n{rows}"))

    def told(skip: int) -> list[tuple[str, int, int]]:
        reading = Reading(path=str(path), rules=Rules(country="IT"), said={}, skip=skip)
        batches = [news for news in read_table(reading) if isinstance(news, Batch)]
        assert sum(batch.rows for batch in batches) == 6 - skip
        return [(row.table, row.table_line, row.line) for batch in batches for row in batch.rejected]

    whole = told(0)
    assert [row[:2] for row in whole] == [("one.csv", 2), ("one.csv", 4), ("two.csv", 2), ("two.csv", 4)]
    assert len({line for *_, line in whole}) == 4
    assert told(skip) == whole[len(whole) - len(told(skip)) :]
