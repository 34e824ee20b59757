"""The import command: its contract, the queue it fills, second runs, answers to its questions, and what it refuses."""

import os
import zipfile

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError

from communities.models import Community
from submissions import moderation, searching
from submissions.importing import queueing
from submissions.models import Decision, Origin, State, Submission, Verb
from tests import factories
from tests.submissions import imports

pytestmark = pytest.mark.django_db

COMMUNITIES = imports.DATA / "communities.csv"


def test_all_real_communities_are_accepted_into_the_queue_as_their_rows_say():
    report = imports.run(COMMUNITIES)
    assert imports.last_line(report) == "161 accepted, 0 held, 0 refused, 0 skipped"
    assert Submission.objects.awaiting_review().filter(origin=Origin.IMPORT).count() == 161
    assert set(Decision.objects.values_list("verb", "from_state", "to_state")) == {
        (Verb.QUEUE, State.DRAFT, State.PENDING)
    }
    assert Community.objects.count() == 0
    submissions = {submission.name: submission for submission in Submission.objects.all()}
    for row in imports.rows_of(COMMUNITIES):
        states_what_the_row_states(submissions[row["name"]].entry, row)
        keeps_the_contact_for_opsi_alone(submissions[row["name"]], row["contact_public"])


def states_what_the_row_states(entry, row):
    assert entry["summary"] == row["summary"]
    assert (entry["host"] or "") == row["country_iso2"]
    assert str(entry["members"] or "") == row["members_count"]
    assert str(entry["founded"] or "") == row["founded_year"]
    assert entry["organisation"] == row["convener"]
    assert entry["languages"] == sorted(filter(None, row["language"].split("|")))
    assert [alias["name"] for alias in entry["aliases"]] == list(filter(None, row["other_names"].split("|")))
    assert entry["website"].rstrip("/") == row["website"].rstrip("/")
    assert len(entry["sources"]) == len(row["source_url"].split(" ; "))
    assert entry["written_in"] == "en"


def keeps_the_contact_for_opsi_alone(submission, contact):
    assert submission.private_answers == ({"contact": contact} if contact else {})
    assert not contact or contact not in str([submission.entry, submission.answers, submission.import_notes])


def test_real_communities_are_suspected_duplicates_of_the_starter_catalogue():
    call_command("load_starter", verbosity=0)
    report = imports.run(COMMUNITIES)
    assert imports.last_line(report) == "161 accepted, 0 held, 0 refused, 0 skipped"
    unsuspected = Submission.objects.filter(lookalikes=[])
    assert list(unsuspected.values_list("name", flat=True)) == []
    published = {(slug, name) for slug, name in Community.objects.values_list("slug", "name")}
    for submission in Submission.objects.all():
        assert {(one["slug"], one["name"]) for one in submission.lookalikes if one["slug"]} <= published


def test_a_dry_run_reports_the_same_and_writes_nothing():
    path = imports.MESSY / "08_missing_required.csv"
    dry = imports.run(path, "--dry-run")
    assert Submission.objects.count() == 0
    assert imports.run(path) == dry


def test_a_held_row_is_a_draft_with_its_question_and_can_be_queued():
    imports.run(imports.MESSY / "09_country_names.csv")
    held = Submission.objects.get(name="Millennium Project Tunisia Node")
    assert (held.state, held.origin) == (State.DRAFT, Origin.IMPORT)
    (question,) = [note for note in held.import_notes if note["level"] == "asked"]
    assert question["field"] == "host"
    assert "Tunisia (TN)" in question["message"]
    assert list(searching.matching(Submission.objects.all(), "Tunisia nod")) == [held]
    moderation.queue(held)
    assert Submission.objects.get(pk=held.pk).state == State.PENDING


def test_an_answer_about_columns_queues_the_rows_that_were_held():
    path = imports.MESSY / "03_shuffled_renamed_headers.csv"
    imports.run(path)
    drafts = set(Submission.objects.filter(state=State.DRAFT).values_list("pk", flat=True))
    report = imports.run(path, "--map", "Where#1=country", "--map", "Where#2=city")
    assert imports.last_line(report) == "5 accepted, 0 held, 0 refused, 0 skipped"
    assert set(Submission.objects.filter(state=State.PENDING).values_list("pk", flat=True)) == drafts
    canberra = Submission.objects.get(name__startswith="Public Sector Innovation Network")
    assert (canberra.entry["host"], canberra.entry["city"], canberra.host) == ("AU", "Canberra", "AU")


def test_an_answer_leaves_alone_what_a_moderator_has_touched():
    path = imports.MESSY / "03_shuffled_renamed_headers.csv"
    imports.run(path)
    touched = Submission.objects.order_by("pk").first()
    moderation.queue(touched)
    report = imports.run(path, "--map", "Where#1=country", "--map", "Where#2=city")
    assert imports.last_line(report) == "4 accepted, 0 held, 0 refused, 1 skipped"


def test_a_column_of_an_unknown_header_can_be_named(tmp_path):
    path = imports.a_file(tmp_path, [["A network", "What we do", "desk 2"]], ["name", "Blurb", "Desk"])
    assert imports.last_line(imports.run(path)) == "0 accepted, 1 held, 0 refused, 0 skipped"
    report = imports.run(path, "--map", "blurb=summary", "--map", "Desk=-")
    assert imports.last_line(report) == "1 accepted, 0 held, 0 refused, 0 skipped"
    assert Submission.objects.get().entry["summary"] == "What we do"


def test_rows_with_new_content_are_added_beside_those_imported_before(tmp_path):
    first = imports.a_file(tmp_path, [["Alpha", "One", "FR"]])
    imports.run(first)
    second = imports.a_file(tmp_path, [["Beta", "Two", "FR"], [" Alpha ", "One", "FR"]], delimiter=";", name="b.csv")
    assert imports.last_line(imports.run(second)) == "1 accepted, 0 held, 0 refused, 1 skipped"


def test_two_equal_rows_are_both_shown_to_people(tmp_path):
    path = imports.a_file(tmp_path, [["Alpha", "One", "FR"], ["Alpha", "One", "FR"]])
    report = imports.run(path)
    assert imports.last_line(report) == "2 accepted, 0 held, 0 refused, 0 skipped"
    second = Submission.objects.order_by("pk").last()
    assert second.lookalikes[0]["submission"] == Submission.objects.order_by("pk").first().pk


def test_rows_like_what_waits_in_the_queue_are_suspected(tmp_path):
    imports.run(imports.a_file(tmp_path, [["Foresight Circle", "One", "FR"]]))
    report = imports.run(imports.a_file(tmp_path, [["Foresight Cirle", "Other words", "France"]], name="b.csv"))
    assert "Possible duplicate of “Foresight Circle” (submission" in report


def test_a_row_like_a_published_community_names_it(tmp_path):
    community = factories.published(name="Foresight Circle", host="FR")
    report = imports.run(imports.a_file(tmp_path, [["Foresight circle", "One", "FR"]]))
    assert f"(in the catalogue: {community.slug})" in report
    assert Submission.objects.get().lookalikes[0]["slug"] == community.slug


def test_a_hidden_sheet_is_read_when_asked_for():
    report = imports.run(imports.MESSY / "06_workbook.xlsx", "--sheet", "OLD")
    assert imports.last_line(report) == "1 accepted, 0 held, 0 refused, 0 skipped"


def test_all_of_a_file_or_nothing_is_written(tmp_path, monkeypatch):
    path = imports.a_file(tmp_path, [["Alpha", "One", "FR"], ["Beta", "Two", "FR"]])
    queue_rows = moderation.queue_rows

    def fail_on_the_second(rows):
        if [row.name for row in rows] == ["Beta"]:
            raise IntegrityError("somebody else wrote it")
        queue_rows(rows)

    monkeypatch.setattr(queueing, "LOT", 1)
    monkeypatch.setattr(queueing.moderation, "queue_rows", fail_on_the_second)
    with pytest.raises(CommandError, match="Nothing was kept"):
        imports.run(path)
    assert Submission.objects.count() == 0


def a_workbook(path, rows, **archive):
    workbook = openpyxl.Workbook()
    for row in rows:
        workbook.active.append(row)
    workbook.save(path)
    if archive:
        with zipfile.ZipFile(path) as inside:
            members = {name: inside.read(name) for name in inside.namelist()}
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as written:
            for name, content in members.items():
                written.writestr(name, archive["change"](name, content))
    return path


def with_entities(name, content):
    return (
        content.replace(b"<workbook", b'<!DOCTYPE x [<!ENTITY a "b">]><workbook', 1)
        if "workbook.xml" in name
        else content
    )


def swollen(name, content):
    return content + b" " * 70_000_000 if name == "docProps/core.xml" else content


UNREADABLE = {
    "empty": (b"", "is empty"),
    "blank": (b"\n \n", "is empty"),
    "binary": (bytes(range(256)) * 20, "cannot be read"),
    "random": (os.urandom(4000) + b"\x81\x8d", "cannot be read|NUL byte|No header"),
    "NUL": (b"name,summary\nA,B\0C\n", "NUL byte on line 2"),
    "web page": (b"<html><table><tr><td>name</td></tr></table>", "a web page"),
    "PDF": (b"%PDF-1.7", "PDF file"),
    "JSON": (b'[{"name": "A"}]', "JSON file"),
    "old Excel": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old Excel"),
    "password": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"),
    "cut short": ((imports.MESSY / "06_workbook.xlsx").read_bytes()[:4000], "damaged"),
    "no header": (b"Alpha,one\nBeta,two\n", "No header was found.*“Alpha”"),
    "no name": (b"summary,country\nx,y\n", "No column could be recognised"),
    "two names": (b"name,title,summary\nx,y,z\n", "More than one column could be the name"),
    "open quotation": (b'name,summary\n"Alpha,one\nBeta,two\n', "never closed"),
    "wide": (b"name,summary" + b",x" * 300, "at most 200 columns"),
    "long": (b"name,summary\n" + b"x,y\n" * 20_100, "more than 20000 rows"),
    "large": (b"name,summary\n" + b"x,y\n" * 2_500_000, "10.0 MB; at most 10 MB"),
}


@pytest.mark.parametrize(("content", "words"), UNREADABLE.values(), ids=UNREADABLE)
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_file_that_is_no_table_is_refused_with_a_sentence(tmp_path, content, words, ending):
    path = tmp_path / f"file.{ending}"
    path.write_bytes(content)
    with pytest.raises(CommandError, match=words):
        imports.run(path)
    assert Submission.objects.count() == 0


def test_a_file_that_is_not_there_and_a_folder_are_refused(tmp_path):
    with pytest.raises(CommandError, match="There is no file"):
        imports.run(tmp_path / "none.csv")
    with pytest.raises(CommandError, match="is a folder"):
        imports.run(tmp_path)


@pytest.mark.parametrize(("change", "words"), [(with_entities, "declarations"), (swollen, "too large unpacked")])
def test_a_dangerous_workbook_is_refused(tmp_path, change, words):
    path = a_workbook(tmp_path / "w.xlsx", [["Name", "Summary"], ["A", "B"]], change=change)
    with pytest.raises(CommandError, match=words):
        imports.run(path)


def test_an_archive_that_is_no_workbook_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "z.xlsx", "w") as archive:
        archive.writestr("notes.txt", "x")
    with pytest.raises(CommandError, match="ZIP archive, but no workbook"):
        imports.run(tmp_path / "z.xlsx")


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("Nowhere=city", "no column “Nowhere”"),
        ("Where#3=city", "“Where” #3"),
        ("x", "HEADER=field"),
        ("x=y", "no field"),
    ],
)
def test_a_wrong_answer_about_columns_is_refused(statement, words):
    with pytest.raises(CommandError, match=words):
        imports.run(imports.MESSY / "03_shuffled_renamed_headers.csv", "--map", statement)


def test_an_unknown_sheet_is_refused_and_the_known_ones_are_named():
    with pytest.raises(CommandError, match="“Communities”"):
        imports.run(imports.MESSY / "06_workbook.xlsx", "--sheet", "Sheet 9")
