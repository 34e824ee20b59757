"""How files are read: encodings, delimiters, headers, title rows, records that span lines, workbooks."""

from contextlib import suppress
from datetime import datetime

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from submissions.importing import columns, headers, reading
from submissions.importing.table import CannotRead


def table_of(data, **named):
    (table,), _remarks = reading.tables_of(data, **named)
    return table


def texts(table):
    return [[cell.text for cell in record.cells] for record in table.records]


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8", "name,summary\nRéseau,Ça marche\n"),
        ("utf-8-sig", "name,summary\nRéseau,Ça marche\n"),
        ("utf-16", "name,summary\nRéseau,Ça marche\n"),
        ("utf-16-le", "name,summary\nRéseau,Ça marche\n"),
        ("utf-16-be", "name,summary\nRéseau,Ça marche\n"),
        ("utf-32", "name,summary\nRéseau,Ça marche\n"),
        ("cp1252", "name,summary\nRéseau,Ça marche – « bien »…\n"),
        ("cp1256", "الاسم,الملخص\nشبكة الاستشراف,شبكة غير رسمية لهيئات الأمم المتحدة قادتها اليونسكو\n"),
        ("cp1251", "name,summary\nСеть,Сообщество государственных служащих которые учатся друг у друга\n"),
    ],
)
def test_encodings_are_recognised(encoding, text):
    assert texts(table_of(text.encode(encoding))) == [text.split("\n")[1].split(",")]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters_and_line_ends_are_recognised(delimiter, end):
    lines = [delimiter.join(cells) for cells in (["name", "summary", "country"], ["Alpha", "One", "FR"])]
    table = table_of(end.join(lines).encode())
    assert table.delimiter == delimiter
    assert texts(table) == [["Alpha", "One", "FR"]]


def test_the_delimiter_that_a_file_declares_is_taken():
    table = table_of(b"sep=;\r\nname;summary\r\nAlpha;One, two\r\n")
    assert (table.header_row, table.records[0].where, texts(table)) == (2, "row 3", [["Alpha", "One, two"]])


def test_title_rows_above_the_header_are_passed_over():
    table = table_of(b"Our communities\n,,\nName of community,Description,Country\nAlpha,One,FR\n")
    assert (table.header_row, table.records[0].where) == (3, "row 4")


def test_records_that_span_lines_are_told_by_record_and_line():
    table = table_of(b'name,summary\nAlpha,"One\ntwo"\nBeta,Three\n')
    assert [record.where for record in table.records] == ["record 2 (line 2)", "record 3 (line 4)"]


def test_a_header_is_known_in_four_languages_and_with_additions():
    meant = {
        "Name *": "name",
        "COMMUNITY (official)": "name",
        "Dénomination": "name",
        "Descripción breve": "summary",
        "سنة التأسيس": "founded",
        "year_est.": "founded",
        "N.º de miembros": "members",
        "Topic 2": "topic",
        "Shared mailbox": "mailbox",
        "Zodiac sign": "",
    }
    assert {header: headers.meaning_of(header)[0] for header in meant} == meant


def test_the_catalogues_own_export_is_read_by_its_keys():
    keys = [
        "slug",
        "name",
        "summary",
        "host",
        "convener",
        "organisation",
        "scale",
        "kind",
        "mode",
        "level",
        "scope",
        "city",
    ]
    found = columns.understand(table_of(f"{','.join(keys)}\n{','.join(keys)}x\n".encode()))
    assert [found.fields.get(index) for index in range(6)] == [
        None,
        "name",
        "summary",
        "country",
        "convener",
        "organisation",
    ]


def test_hidden_columns_are_left_out_unless_they_are_named(tmp_path):
    workbook = openpyxl.Workbook()
    workbook.active.append(["Name", "Summary", "Contact"])
    workbook.active.append(["Alpha", "One", "ann@example.org"])
    workbook.active.column_dimensions["C"].hidden = True
    workbook.save(tmp_path / "w.xlsx")
    (table,) = reading.read(tmp_path / "w.xlsx").tables
    assert "contact" not in columns.understand(table).fields.values()
    assert columns.understand(table, [columns.parse_named("Contact=contact")]).fields[2] == "contact"


def test_a_workbook_is_read_as_people_see_it(tmp_path):
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.append(["Name", "Summary", "Members", "Founded", "Open to all?", "Website"])
    sheet.append(["Alpha", "One", 12.0, datetime(2015, 1, 1), True, '=HYPERLINK("https://example.org/x","our page")'])
    sheet["A1048576"].font = openpyxl.styles.Font(bold=True)  # coloured to the last row there can be
    sheet.row_dimensions[2].hidden = True
    workbook.save(tmp_path / "w.xlsx")
    (table,) = reading.read(tmp_path / "w.xlsx").tables
    (record,) = table.records
    assert [cell.text for cell in record.cells] == ["Alpha", "One", "12", "2015-01-01", "TRUE", "our page"]
    assert record.cells[5].link == "https://example.org/x"
    assert "hidden" in record.notes[0].text


def test_every_visible_sheet_with_a_header_is_read(tmp_path):
    workbook = openpyxl.Workbook()
    workbook.active.append(["Some words about this file"])
    for title in ("North", "South"):
        sheet = workbook.create_sheet(title)
        sheet.append(["Name", "Summary"])
        sheet.append([f"{title} network", "One"])
    workbook.save(tmp_path / "w.xlsx")
    source = reading.read(tmp_path / "w.xlsx")
    assert [table.records[0].where for table in source.tables] == ["North!2", "South!2"]
    assert "no known header" in source.remarks[0]


def test_a_table_too_far_out_is_refused(tmp_path):
    workbook = openpyxl.Workbook()
    workbook.active.append(["Name", "Summary"])
    workbook.active["A900000"] = "far away"
    workbook.save(tmp_path / "w.xlsx")
    with pytest.raises(CannotRead, match="at most 20000 rows"):
        reading.read(tmp_path / "w.xlsx")


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(data):
    for content in (data, b"name,summary\n" + data, b"PK\x03\x04" + data):
        with suppress(CannotRead):
            for table in reading.tables_of(content)[0]:
                columns.understand(table)
