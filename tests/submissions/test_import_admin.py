"""Imports on the desk: a file is brought, its columns and words are said, its rows are looked at and queued."""

import csv
import io
import zipfile
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from submissions.importing import judging, table, uploads
from submissions.models import Import, ImportRow, State, Step, Submission
from tests import factories
from tests.page import Page
from tests.submissions import imports
from tests.submissions.submitted import a_moderator

pytestmark = pytest.mark.django_db

LIST = "/admin/submissions/import/"
HEADER = ("Name", "Summary", "Country", "Topic", "Contact")
ROWS = [
    ["Alpha circle", "Officials of one.", "FR", "foresight", "ann@ministry.example"],
    ["Beta circle", "Officials of two.", "Ireland", "crystal balls", "=cmd|'/c calc'!A1"],
    ["Gamma circle", "", "Finland", "crystal balls", ""],
    ["", "Nobody knows what it is called.", "", "", ""],
]


@pytest.fixture
def desk(client, settings):
    settings.STAFF_SECOND_FACTOR = False
    client.force_login(a_moderator("mo"))
    return client


def a_table(rows=ROWS, header=HEADER):
    text = io.StringIO()
    csv.writer(text).writerows([header, *rows])
    return text.getvalue().encode()


def brought(desk, data=None, name="circles.csv", **given):
    """The answer to a file."""
    file = SimpleUploadedFile(name, a_table() if data is None else data)
    return desk.post(LIST, {"file": file, **given})


def an_import(desk, *args, **given):
    response = brought(desk, *args, **given)
    assert response.status_code == 302, Page(response.text).words()
    return Import.objects.latest("pk")


def at(source, page="change"):
    return reverse(f"admin:submissions_import_{page}", args=[source.pk])


def press(desk, source, button, **given):
    return desk.post(at(source), {button: "1", **given})


def step(source):
    return Import.objects.get(pk=source.pk).step


def queued(desk, data=None):
    source = an_import(desk, data)
    press(desk, source, "start")
    press(desk, source, "queue")
    assert step(source) == Step.DONE
    return source


def report(desk, source):
    return list(csv.reader(io.StringIO(desk.get(at(source, "report")).text.removeprefix("\ufeff"))))


def words(desk, address):
    return Page(desk.get(address).text).words()


def test_a_file_is_brought_looked_at_and_queued_and_then_nothing_of_it_is_kept(desk):
    source = an_import(desk)
    assert "crystal balls" in words(desk, at(source))
    press(desk, source, "start")
    said = words(desk, at(source))
    assert "3 rows go into the queue, held ones included" in said
    assert "Summary: it is missing" in said
    assert Submission.objects.count() == 0
    press(desk, source, "queue", shown=["0", "1", "2"], out=["0"])
    assert dict(Submission.objects.values_list("name", "state")) == {
        "Beta circle": State.PENDING,
        "Gamma circle": State.DRAFT,
    }
    source.refresh_from_db()
    assert (source.step, source.tables) == (Step.DONE, [])
    assert set(source.rows.values_list("verdict", "left_out")) == {
        ("accepted", True),
        ("accepted", False),
        ("held", False),
        ("refused", False),
    }
    assert all(row.proposed == {} for row in source.rows.all())
    left = str([list(Import.objects.values()), list(ImportRow.objects.values())])
    assert "ministry.example" not in left


def test_it_leaves_in_the_queue_what_the_command_leaves(desk, tmp_path):
    (tmp_path / "circles.csv").write_bytes(a_table())
    queued(desk)
    kept = ("name", "state", "version", "entry", "answers", "private_answers", "import_notes", "fingerprint",
            "imported_from", "lookalikes", "host", "origin")  # fmt: skip
    by_page = list(Submission.objects.order_by("pk").values(*kept))
    vectors = list(Submission.objects.order_by("pk").values_list("search", flat=True))
    Submission.objects.filter(pk__gt=0).update(fingerprint="")
    imports.run(tmp_path / "circles.csv")
    by_command = list(Submission.objects.order_by("pk")[len(by_page) :].values(*kept))
    assert len(by_page) == 3
    for one in (*by_page, *by_command):
        one["lookalikes"] = []
    assert by_page == by_command
    assert vectors == list(Submission.objects.order_by("pk").values_list("search", flat=True))[len(vectors) :]


def test_columns_and_words_can_be_said(desk):
    source = an_import(desk, a_table(header=("Bezeichnung", "Summary", "Country", "Topic", "Contact")))
    page = desk.get(at(source)).text
    assert "No column is the name of the community" in page
    press(desk, source, "start")
    assert step(source) == Step.MAPPING
    said = {"column-0": "name", "column-2": "-", "word-topic-crystal balls": "topic:foresight"}
    press(desk, source, "look", **said)
    kept = Page(desk.get(at(source)).text)
    assert [box["value"] for box in kept.all("option") if "selected" in box.attributes] == [
        "name",
        "-",
        "topic:foresight",
    ]
    press(desk, source, "start", **said)
    entries = {row.name: row.proposed["entry"] for row in source.rows.exclude(name="")}
    assert entries["Beta circle"]["topic"] == ["foresight"]
    assert entries["Beta circle"]["host"] is None
    assert entries["Alpha circle"]["topic"] == ["foresight"]


def test_two_columns_for_one_field_and_words_that_are_no_term_are_refused(desk):
    source = an_import(desk)
    press(desk, source, "start", **{"column-1": "name", "word-topic-crystal balls": "topic:no-such-term"})
    assert step(source) == Step.MAPPING
    assert "2 columns are “Name”" in words(desk, at(source))
    assert Import.objects.get().meant == {}


def test_the_header_of_the_names_can_be_said_where_no_header_is_known(desk):
    data = b"Bezeichnung der Gruppe,Wozu\nAlpha,One\n"
    assert "No header was found" in brought(desk, data).text
    assert "--map" not in brought(desk, data).text
    source = an_import(desk, data, header="Bezeichnung der Gruppe")
    press(desk, source, "start", **{"column-0": "name"})
    assert source.rows.get().name == "Alpha"


def test_going_back_forgets_the_rows_and_keeps_what_was_said(desk):
    source = an_import(desk)
    press(desk, source, "start", **{"column-2": "-"})
    press(desk, source, "back")
    assert (step(source), source.rows.count()) == (Step.MAPPING, 0)
    assert Import.objects.get().named == [["Country", 1, "-"]]


def test_the_same_file_twice_adds_nothing(desk):
    queued(desk)
    before = set(Submission.objects.values_list("pk", "version"))
    again = queued(desk)
    assert set(Submission.objects.values_list("pk", "version")) == before
    assert "the same content was imported before" in str(list(again.rows.values_list("notes", flat=True)))


def test_two_imports_of_one_file_side_by_side_make_each_row_once(desk):
    first, second = an_import(desk), an_import(desk)
    for source in (first, second):
        press(desk, source, "start")
    for source in (first, second):
        press(desk, source, "queue")
    assert sorted(Submission.objects.values_list("name", flat=True)) == ["Alpha circle", "Beta circle", "Gamma circle"]
    assert [one[2] for one in report(desk, second)[1:]] == ["skipped", "skipped", "skipped", "refused"]


def test_a_button_pressed_twice_does_its_work_once(desk):
    source = an_import(desk)
    for button in ("start", "start", "queue", "queue", "start", "back", "save", "carry-on"):
        press(desk, source, button)
    assert step(source) == Step.DONE
    assert Submission.objects.count() == 3
    assert "Somebody was quicker" in words(desk, at(source))


@pytest.fixture
def by_one(monkeypatch):
    """Lots of one row, so that there are several."""
    monkeypatch.setattr(uploads, "LOT", 1)


def test_whoever_is_killed_between_two_lots_leaves_no_row_twice_and_none_undone(desk, by_one, monkeypatch):
    source = an_import(desk)
    write = uploads.queueing.write

    def killed(outcomes, *rest):
        write(outcomes, *rest)
        if [one.proposal.entry["name"] for one in outcomes] == ["Beta circle"]:
            raise KeyboardInterrupt

    press(desk, source, "start")
    monkeypatch.setattr(uploads.queueing, "write", killed)
    with pytest.raises(KeyboardInterrupt):
        press(desk, source, "queue")
    assert list(Submission.objects.values_list("name", flat=True)) == ["Alpha circle"]
    assert "1 of 4 rows are done with" in words(desk, at(source))
    monkeypatch.setattr(uploads.queueing, "write", write)
    press(desk, source, "carry-on")
    assert sorted(Submission.objects.values_list("name", flat=True)) == ["Alpha circle", "Beta circle", "Gamma circle"]


def test_a_row_that_another_import_writes_at_this_moment_is_skipped(desk, monkeypatch):
    source = an_import(desk)
    press(desk, source, "start")
    write, beaten = uploads.queueing.write, []

    def beat(outcomes, *rest):
        if not beaten:
            beaten.append(True)
            raise IntegrityError
        write(outcomes, *rest)

    monkeypatch.setattr(uploads.queueing, "write", beat)
    press(desk, source, "queue")
    assert (step(source), Submission.objects.count()) == (Step.DONE, 3)


def test_what_one_press_does_not_finish_the_mail_loop_carries_on(desk, by_one, monkeypatch):
    monkeypatch.setattr("submissions.import_admin.PRESS", 0.0)
    source = an_import(desk)
    press(desk, source, "start")
    assert "0 of 4 rows are looked at" in words(desk, at(source))
    call_command("send_mail", stdout=io.StringIO())
    assert step(source) == Step.CHECKED
    press(desk, source, "queue")
    call_command("send_mail", stdout=io.StringIO())
    assert (step(source), Submission.objects.count()) == (Step.DONE, 3)


def test_likenesses_to_earlier_rows_and_to_the_catalogue_are_shown_and_lead_to_the_submission(desk, by_one):
    there = factories.published(name="Delta circle", host="FR")
    rows = [["Epsilon circle", "One.", "FR", "", ""], ["Epsilon Circle", "Two.", "FR", "", ""],
            ["Delta circle", "Three.", "FR", "", ""]]  # fmt: skip
    source = an_import(desk, a_table(rows))
    press(desk, source, "start")
    shown = words(desk, f"{at(source)}?show=alike")
    assert "Possible duplicate of Epsilon circle (row 2, 100 %). Both are called" in shown
    assert f'href="{reverse("communities:detail", args=[there.slug])}"' in desk.get(at(source)).text
    press(desk, source, "queue")
    first, second, third = Submission.objects.order_by("pk")
    assert [one["submission"] for one in second.lookalikes] == [first.pk]
    assert [one["slug"] for one in third.lookalikes] == [there.slug]


def test_a_likeness_to_a_row_that_was_left_out_is_not_kept(desk):
    source = an_import(desk, a_table([["Zeta circle", "One.", "FR", "", ""], ["Zeta circle", "Two.", "FR", "", ""]]))
    press(desk, source, "start")
    press(desk, source, "queue", shown=["0", "1"], out=["0"])
    assert Submission.objects.get().lookalikes == []


def test_the_report_says_what_became_of_each_row_and_holds_no_formula(desk):
    rows = [*ROWS, ["@SUM(1)", "Not what it seems.", "FR", "", ""], ["+Plus", "A name with a sign.", "FR", "", ""]]
    source = queued(desk, a_table(rows))
    head, *lines = report(desk, source)
    assert head[:3] == ["Row", "Name", "What became of it"]
    assert [line[2] for line in lines] == [
        "put into the queue", "put into the queue", "held, with a question", "refused", "refused", "put into the queue",
    ]  # fmt: skip
    assert lines[5][1] == "'+Plus"
    assert lines[0][3].endswith(
        f"/admin/submissions/submission/{Submission.objects.get(name='Alpha circle').pk}/change/"
    )
    assert not [cell for line in lines for cell in line if cell[:1] in tuple("=+-@")]


def test_the_queue_can_be_narrowed_to_a_file(desk):
    source = queued(desk)
    imported = Submission.objects.get(name="Alpha circle")
    other = queued(desk, a_table([["Eta circle", "Others.", "FR", "", ""]]))
    queue = words(desk, f"/admin/submissions/submission/?file={source.pk}")
    assert imported.name in queue
    assert "Eta circle" not in queue
    assert "Eta circle" in words(desk, f"/admin/submissions/submission/?file={other.pk}")
    assert desk.get("/admin/submissions/submission/?file=x").status_code == 200


def test_rows_are_shown_fifty_a_page_with_as_many_questions_for_many_as_for_one(desk):
    one = an_import(desk, a_table(ROWS[:1]))
    many = an_import(desk, a_table([[f"Circle {number}x", "Many.", "FR", "", ""] for number in range(60)]))
    counts = []
    for source in (one, many):
        press(desk, source, "start")
        with CaptureQueriesContext(connection) as asked:
            desk.get(at(source))
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert len([box for box in Page(desk.get(at(many)).text).all("input") if box["name"] == "out"]) == 50
    press(desk, many, "queue", shown=["1"], out=["1"])
    assert Submission.objects.count() == 59


REFUSED = {
    "none": (b"", "The submitted file is empty|The file is empty|Choose a file"),
    "pdf": (b"%PDF-1.7 x", "This is a PDF file, whatever its name says"),
    "svg": (b"<?xml version='1.0'?><svg onload='x'/>", "This is an XML file"),
    "png": (b"\x89PNG\r\n\x1a\n" + b"0" * 100, "This is a PNG file"),
    "old": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, "This is an old Excel"),
    "html": (b"<!doctype html><table><tr><td>name", "This is a web page"),
    "nothing known": (b"a,b\n1,2\n", "No header was found"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_is_no_table_is_refused_in_words_and_nothing_is_kept(desk, kind):
    data, why = REFUSED[kind]
    response = brought(desk, data, name="../../etc/table.xlsx")
    said = Page(response.text).words()
    assert any(words in said for words in why.split("|")), said
    assert Import.objects.count() == 0


def zipped(**members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "/"), data)
    return out.getvalue()


def test_a_bomb_is_refused_in_words(desk):
    sheet = b"<worksheet><sheetData>" + b" " * (table.MOST_BYTES * 7)
    parts = {"[Content_Types].xml": b"<Types/>", "xl__workbook.xml": b"<workbook/>", "xl__worksheets__a.xml": sheet}
    bomb = zipped(**parts)
    assert len(bomb) < 100_000
    assert "too large unpacked: at most 60 MB" in brought(desk, bomb, name="b.xlsx").text


def test_a_zip_with_another_start_and_a_zip_that_climbs_out_are_refused(desk):
    climbing = zipped(**{"..__..__name.csv": a_table()})
    assert "This is a ZIP archive, but no workbook" in brought(desk, climbing, name="t.csv").text
    polyglot = b"GIF89a" + climbing
    assert "This is a GIF file" in brought(desk, polyglot, name="t.xlsx").text


def test_a_hundred_megabytes_are_refused_in_words_and_are_not_kept(desk):
    response = brought(desk, b"name,summary\n" + b"x,y\n" * 25_000_000)
    assert "The file is larger than 10 MB" in response.text
    assert Import.objects.count() == 0


def test_the_name_of_a_file_is_words_and_never_a_place(desk):
    source = an_import(desk, name="../../../etc/<b>pass\u202ewd.csv")
    assert source.name == "<b>passwd.csv"
    assert "&lt;b&gt;passwd.csv" in desk.get(LIST).text


def test_signs_that_a_database_cannot_hold_are_refused_or_do_no_harm(desk):
    assert "There is a NUL byte on line 2" in brought(desk, b"name,summary\nAl\0pha,One\n").text
    source = an_import(desk, b"name,summary\nAlpha,One \x01two\n", header="na\1me")
    press(desk, source, "start", **{"word-topic-\1": "topic:foresight", "column-0": "\1"})
    assert source.rows.get().name == "Alpha"


def test_an_import_can_be_thrown_away_until_it_is_queued(desk):
    source = an_import(desk)
    press(desk, source, "start")
    desk.post(at(source, "discard"))
    assert (Import.objects.count(), ImportRow.objects.count()) == (0, 0)
    done = queued(desk)
    desk.post(at(done, "discard"))
    assert Import.objects.get() == done


def test_after_a_month_all_of_an_import_is_gone_but_what_it_put_into_the_queue(desk, settings):
    kept, left, done = an_import(desk), an_import(desk), queued(desk)
    old = timezone.now() - settings.IMPORT_LIFE - timedelta(minutes=1)
    Import.objects.filter(pk__in=(left.pk, done.pk)).update(uploaded_at=old)
    call_command("send_mail", stdout=io.StringIO())
    assert list(Import.objects.all()) == [kept]
    assert ImportRow.objects.count() == 0
    assert Submission.objects.count() == 3


def test_the_database_keeps_no_table_of_an_import_that_is_done(desk):
    source = an_import(desk)
    with pytest.raises(IntegrityError, match="import_done_keeps_no_table"), transaction.atomic():
        Import.objects.filter(pk=source.pk).update(step=Step.DONE)
    with pytest.raises(IntegrityError, match="import_does_no_more_than_there_is"), transaction.atomic():
        Import.objects.filter(pk=source.pk).update(done=5)
    with pytest.raises(IntegrityError, match="import_in_a_known_step"), transaction.atomic():
        Import.objects.filter(pk=source.pk).update(step="lost")


def test_the_database_keeps_a_row_once_and_none_that_was_left_out_in_the_queue(desk):
    source = queued(desk)
    row = source.rows.exclude(submission=None).first()
    with pytest.raises(IntegrityError, match="import_row_left_out_is_not_queued"), transaction.atomic():
        source.rows.filter(pk=row.pk).update(left_out=True)
    with pytest.raises(IntegrityError, match="import_row_once_in_its_file"), transaction.atomic():
        ImportRow.objects.create(source=source, number=row.number, verdict=judging.Verdict.REFUSED)


def test_whoever_is_at_it_is_not_disturbed_by_another(desk, monkeypatch):
    source = an_import(desk)
    press(desk, source, "start")
    monkeypatch.setattr(uploads, "_mine", lambda *_: None)
    press(desk, source, "queue")
    assert (step(source), Submission.objects.count()) == (Step.QUEUEING, 0)


@pytest.mark.django_db(transaction=True)
def test_four_who_carry_on_at_once_leave_each_row_in_the_queue_once(by_one):
    named = ("alfa", "bravo", "charlie", "delta", "echo", "foxtrot")
    rows = [[f"Circle {word}", "Many.", "FR", "", ""] for word in named]
    source = uploads.receive(SimpleUploadedFile("circles.csv", a_table(rows)), a_moderator("mo"))

    def carried(_number):
        try:
            for _time in range(3):
                uploads.carry_on(Import.objects.get(pk=source.pk), 20)
        finally:
            connection.close()

    for going, done in ((Step.CHECKING, Step.CHECKED), (Step.QUEUEING, Step.DONE)):
        Import.objects.filter(pk=source.pk).update(step=going, done=0)
        while step(source) != done:
            with ThreadPoolExecutor(4) as four:
                list(four.map(carried, range(4)))
    assert sorted(source.rows.values_list("number", flat=True)) == list(range(6))
    assert sorted(Submission.objects.values_list("name", flat=True)) == [row[0] for row in rows]
    assert set(source.rows.values_list("verdict", "submission__state")) == {("accepted", State.PENDING)}
