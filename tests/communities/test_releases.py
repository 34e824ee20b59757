"""Releases: what they hold, that they stay, what is told of changes, what is taken out, and how they are served."""

import csv
import hashlib
import io
import json
import subprocess
import threading
from pathlib import Path

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection

from communities import entry as entries
from communities import exports, index, publishing, releases
from communities.models import Community, Role
from tests.factories import changed, learned, published
from tests.page import Page
from tests.soundness import faults_of_public_page

pytestmark = pytest.mark.django_db

FILES = [
    "communities.csv",
    "communities.json",
    "lessons.csv",
    "lessons.json",
    "codebook.csv",
    "codebook.json",
    "changes.json",
]


@pytest.fixture(autouse=True)
def folder(settings, tmp_path) -> Path:
    settings.RELEASES_FOLDER = tmp_path / "releases"
    return settings.RELEASES_FOLDER


def snapshot(day: str = "2026-11-22", *options: str) -> str:
    said = io.StringIO()
    with time_machine.travel(f"{day}T12:00:00Z", tick=False):
        call_command("snapshot", *options, stdout=said)
    return said.getvalue()


def read(folder: Path, name: str, day: str = "2026-11-22"):
    return json.loads((folder / day / name).read_text())


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def withdrawn(community: Community) -> None:
    publishing.withdraw(community, role=Role.STAFF, reason="Asked for")


def test_release_holds_what_is_published_in_every_form_with_hashes_that_fit(client, folder):
    withdrawn(published(name="Gone circle"))
    kept = published(name="Circle", acronym="=1+1", topic=["data"])
    assert snapshot() == f"Release 2026-11-22: 1 communities, in {folder / '2026-11-22'}\n"

    assert sorted(path.name for path in (folder / "2026-11-22").iterdir()) == sorted(
        [*FILES, "manifest.json", "SHA256SUMS"]
    )
    assert read(folder, "communities.json") == [Community.objects.get(pk=kept.pk).entry]
    table = (folder / "2026-11-22" / "communities.csv").read_bytes()
    assert table == client.get("/communities/export.csv").getvalue()
    assert b"Gone" not in b"".join(contents(folder).values())

    manifest = read(folder, "manifest.json")
    assert (manifest["release"], manifest["communities"], manifest["since"]) == ("2026-11-22", 1, None)
    assert manifest["licence"].startswith("You may use, change and pass on the data for any purpose")
    assert [file["name"] for file in manifest["files"]] == FILES
    for file in manifest["files"]:
        content = (folder / "2026-11-22" / file["name"]).read_bytes()
        assert (len(content), hashlib.sha256(content).hexdigest()) == (file["bytes"], file["sha256"])
    subprocess.run(["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=folder / "2026-11-22", check=True)


def test_release_holds_lessons_as_the_api_has_them_and_loses_them_with_their_community(client, folder):
    kept, leaving = published(name="Circle"), published(name="Vexoq ring")
    learned(kept, did="=1+1 met weekly")
    learned(leaving, did="Vexoq met never")
    snapshot()

    assert read(folder, "lessons.json") == client.get("/api/lessons/").json()["results"]
    assert read(folder, "manifest.json")["lessons"] == 2
    with (folder / "2026-11-22" / "lessons.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert sorted(row["did"] for row in rows) == ["'=1+1 met weekly", "Vexoq met never"]

    withdrawn(leaving)
    snapshot("2026-11-23", "--redact", "vexoq-ring")
    assert b"exoq" not in b"".join(contents(folder).values())
    assert read(folder, "manifest.json")["lessons"] == 1
    assert [lesson["community"] for lesson in read(folder, "lessons.json")] == ["circle"]


def test_same_catalogue_gives_the_same_bytes(settings, folder, tmp_path):
    for number in range(30):
        published(name=f"Circle {29 - number}", purpose=["network-building", "advising"])
    snapshot()
    settings.RELEASES_FOLDER = tmp_path / "again"
    snapshot()
    assert contents(folder) == contents(tmp_path / "again")


def test_release_that_is_there_stays_as_it_is(folder):
    published(name="Circle")
    snapshot()
    before = contents(folder)
    published(name="Ring")
    assert snapshot() == "The release of 2026-11-22 is there already, and stays as it is.\n"
    assert contents(folder) == before


def test_changes_since_the_release_before_are_told_without_the_names_of_what_was_withdrawn(folder):
    same, moving, edited, going, merging = (
        published(name=name) for name in ("Same", "Mover", "Edited", "Goer", "Merger")
    )
    snapshot("2026-10-01")
    publishing.move(moving, "moved-away")
    changed(edited, summary="Other words.", city="Cork")
    withdrawn(going)
    publishing.merge(merging, role=Role.STAFF, reason="The same", into=same)
    published(name="Newcomer")
    snapshot("2026-11-01")

    assert read(folder, "changes.json", "2026-11-01") == {
        "since": "2026-10-01",
        "added": [{"slug": "newcomer", "name": "Newcomer"}],
        "changed": [
            {"slug": "edited", "name": "Edited", "fields": ["summary", "city"]},
            {"slug": "moved-away", "name": "Mover", "fields": ["slug"]},
        ],
        "moved": [{"from": "mover", "to": "moved-away"}],
        "merged": [{"from": "merger", "into": "same"}],
        "withdrawn": 1,
    }
    assert b"oer" not in b"".join(
        (folder / "2026-11-01" / name).read_bytes() for name in ("changes.json", "communities.json")
    )
    first = read(folder, "changes.json", "2026-10-01")
    assert (first["since"], first["added"], first["withdrawn"]) == (None, [], 0)


# Killed, and two at once ----------------------------------------------------------------------------


def test_release_that_was_cut_short_is_not_there_and_the_next_try_makes_it(client, folder, monkeypatch):
    published(name="Circle")
    written = []
    put = releases._put

    def die_half_way(path, pieces):
        written.append(path)
        if len(written) == 3:
            raise KeyboardInterrupt
        return put(path, pieces)

    with monkeypatch.context() as patch:
        patch.setattr(releases, "_put", die_half_way)
        with pytest.raises(KeyboardInterrupt):
            snapshot()
    assert [path.name for path in folder.iterdir() if path.is_dir()] == [".making-2026-11-22"]
    assert releases.newest_first() == []
    assert "No release has been made yet" in Page(client.get("/data/").text).words()
    assert "Release 2026-11-22" in snapshot()
    assert [path.name for path in folder.iterdir() if path.is_dir()] == ["2026-11-22"]


@pytest.mark.django_db(transaction=True)
def test_two_at_once_make_one_release(folder):
    published(name="Circle")
    made = []

    def make():
        made.append(releases.make("2026-11-22")[1])
        connection.close()

    threads = [threading.Thread(target=make) for _turn in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(made) == [False, False, False, True]
    assert read(folder, "manifest.json")["communities"] == 1


def test_catalogue_that_changes_while_it_is_read_is_read_again(folder, monkeypatch):
    published(name="Circle")
    versions = iter([1, 2, 3, 3])
    monkeypatch.setattr(index, "committed_version", lambda: next(versions))
    snapshot()
    monkeypatch.setattr(index, "committed_version", iter(range(100)).__next__)
    with pytest.raises(CommandError, match="changed each time"):
        snapshot("2026-11-23")


def test_newest_release_can_be_taken_back_and_made_anew_and_no_other(client, folder):
    published(name="Right circle")
    snapshot("2026-10-01")
    wrong = published(name="Wrong circle")
    snapshot()
    assert b"2026-11-22" in client.get("/data/").content
    with pytest.raises(CommandError, match="2026-10-01 is not the newest"):
        snapshot("2026-11-22", "--take-back", "2026-10-01")
    assert "is gone" in snapshot("2026-11-22", "--take-back", "2026-11-22")
    assert client.get("/data/2026-11-22/").status_code == 404
    assert b"2026-11-22" not in client.get("/data/").content
    withdrawn(wrong)
    snapshot()
    assert b"Wrong" not in b"".join(contents(folder).values())
    assert (folder / "2026-10-01").is_dir()


# Taking out -----------------------------------------------------------------------------------------


@pytest.fixture
def two_releases(folder) -> Community:
    """Two releases, one with a community of two addresses and one with its change; it is withdrawn since."""
    private = published(name="Vexoq circle", summary="Vexoq, a person.")
    published(name='Other, with "quotes"\nand =lines', summary="é; |")
    snapshot("2026-10-01")
    publishing.move(private, "vexoq-ring")
    changed(Community.objects.get(pk=private.pk), summary="Vexoq, still a person.")
    snapshot("2026-11-01")
    withdrawn(private)
    return private


def test_what_must_go_is_taken_out_of_every_release_and_each_says_so(folder, two_releases):
    said = snapshot("2026-11-22", "--redact", "vexoq-circle")
    assert said == "Taken out of 2 releases: 2026-11-01, 2026-10-01.\n"
    assert b"exoq" not in b"".join(contents(folder).values())
    for day in ("2026-10-01", "2026-11-01"):
        manifest = read(folder, "manifest.json", day)
        assert manifest["communities"] == 1
        assert manifest["redactions"] == [{"date": "2026-11-22", "communities": 1}]
        subprocess.run(["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=folder / day, check=True)
    before = contents(folder)
    assert snapshot("2026-11-23", "--redact", "vexoq-ring") == "Taken out of 0 releases.\n"
    assert contents(folder) == before


def test_all_else_in_a_release_stays_byte_for_byte(folder, two_releases):
    snapshot("2026-11-22", "--redact", "vexoq-ring")
    stored = [entries.upgrade(Community.objects.get(name__startswith="Other").entry)]
    with (folder / "2026-11-01" / "communities.csv").open(encoding="utf-8", newline="") as file:
        assert file.read() == "".join(exports.as_csv(stored, None))
    assert (folder / "2026-11-01" / "communities.json").read_text("utf-8") == "".join(exports.as_json(stored, None))


@pytest.mark.parametrize("after", range(1, 5))
def test_taking_out_that_was_cut_short_is_completed_by_doing_it_again(folder, two_releases, monkeypatch, after):
    put, written = releases._put, []

    def die(path, pieces):
        done = put(path, pieces)
        written.append(path)
        if len(written) == after:
            raise KeyboardInterrupt
        return done

    with monkeypatch.context() as patch:
        patch.setattr(releases, "_put", die)
        with pytest.raises(KeyboardInterrupt):
            snapshot("2026-11-22", "--redact", "vexoq-ring")
    assert "2026-11-01" in snapshot("2026-11-22", "--redact", "vexoq-ring")
    assert b"exoq" not in b"".join(contents(folder).values())
    for day in ("2026-10-01", "2026-11-01"):
        assert read(folder, "manifest.json", day)["redactions"] == [{"date": "2026-11-22", "communities": 1}]
        subprocess.run(["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=folder / day, check=True)


def test_taking_out_what_is_published_says_that_the_next_release_will_hold_it(folder):
    published(name="Circle")
    snapshot()
    assert "still published" in snapshot("2026-11-23", "--redact", "circle")
    with pytest.raises(CommandError, match="No community has or had the address “nowhere”"):
        snapshot("2026-11-23", "--redact", "nowhere")


# Serving --------------------------------------------------------------------------------------------


def test_page_lists_releases_newest_first_with_sizes_hashes_counts_and_how_to_cite(client, folder):
    published(name="Circle")
    assert "No release has been made yet" in Page(client.get("/data/").text).words()
    snapshot("2026-10-01")
    published(name="Ring")
    snapshot("2026-11-01")

    page = Page(client.get("/data/").text)
    said = page.words()
    assert said.index("1 November 2026") < said.index("1 October 2026")
    assert (
        "2 communities, 0 confirmed by their conveners. Since 1 October 2026: 1 added, 0 changed, 0 withdrawn." in said
    )
    assert read(folder, "manifest.json", "2026-11-01")["files"][0]["sha256"] in said
    assert "release of 2026-11-01, http://testserver/data/2026-11-01/" in said
    assert "You may use, change and pass on the data" in said
    for name in [*FILES, "manifest.json", "SHA256SUMS"]:
        assert f"/data/2026-11-01/{name}" in page.links()


def test_release_is_a_page_at_the_address_by_which_it_is_cited(client, folder):
    published(name="Circle")
    assert client.get("/data/2026-11-22/").status_code == 404
    snapshot()
    cited = read(folder, "manifest.json")["address"].removeprefix("http://testserver")
    assert f"{cited}" in Page(client.get("/data/").text).links()
    assert f"http://testserver{cited}" in client.get("/sitemap.xml").text
    for address, language, title, counted in (
        (cited, "en", "Release of 22 November 2026", "1 community, 0 confirmed"),
        (f"/fr{cited}", "fr", "Livraison du 22 novembre 2026", "1 communauté"),
    ):
        response = client.get(address)
        page = Page(response.text)
        assert faults_of_public_page(response, language) == []
        assert title in page.all("h1")[0].text
        assert counted in page.words()
        for name in FILES:
            assert f"{cited}{name}" in page.links()
    assert client.get("/data/2026-11-23/").status_code == 404


@pytest.mark.parametrize("name", [*FILES, "manifest.json", "SHA256SUMS"])
def test_file_is_served_as_it_is_to_every_site_and_kept_for_ever(client, folder, name):
    published(name="Circle")
    snapshot()
    response = client.get(f"/data/2026-11-22/{name}")
    assert response.getvalue() == (folder / "2026-11-22" / name).read_bytes()
    assert response["Access-Control-Allow-Origin"] == "*"
    assert {"public", "immutable", "max-age=31536000", "s-maxage=30"} == set(response["Cache-Control"].split(", "))
    assert response["Content-Type"].startswith(("text/csv", "application/json", "text/plain"))
    stem, _dot, extension = name.partition(".")
    assert f'filename="{stem}-2026-11-22{_dot}{extension}"' in response["Content-Disposition"]
    assert not response.cookies
    assert client.get(f"/data/2026-11-22/{name}", headers={"if-none-match": response["ETag"]}).status_code == 304


def test_redacted_file_is_no_longer_taken_for_the_one_that_a_cache_has(client, folder, two_releases):
    tag = client.get("/data/2026-11-01/communities.csv")["ETag"]
    snapshot("2026-11-22", "--redact", "vexoq-ring")
    answer = client.get("/data/2026-11-01/communities.csv", headers={"if-none-match": tag})
    assert answer.status_code == 200
    assert b"exoq" not in answer.getvalue()


@pytest.mark.parametrize(
    "path",
    [
        "2026-11-22/communities.xlsx",
        "2026-11-22/.lock",
        "2026-11-22/..",
        "2026-11-23/communities.csv",
        "..........-/x",
        ".making-20/communities.csv",
        "2026-11-22/../../../settings.py",
        "0000-00-00/manifest.json",
    ],
)
def test_nothing_else_in_the_folder_or_outside_is_served(client, folder, path):
    published(name="Circle")
    snapshot()
    assert client.get(f"/data/{path}").status_code == 404
