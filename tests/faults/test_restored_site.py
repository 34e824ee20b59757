"""Production as processes: a backup brought back serves as before, and what is taken down is gone within a minute."""

import re
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime

import psycopg
import pytest

from tests import databases
from tests.journeys import convening
from tests.journeys.visitor import Visitor
from tests.live import Site

pytestmark = pytest.mark.fault

TAKEN_DOWN_WITHIN = 60
RESTORED_WITHIN = 15 * 60


@pytest.fixture(scope="module")
def own_site(worker, tmp_path_factory) -> Iterator[Site]:
    name = databases.copy(f"kept_{worker}")
    folder = tmp_path_factory.mktemp("kept")
    places = {"RELEASES_FOLDER": str(folder / "releases"), "DONE_SINCE_FILE": str(folder / "done-since.jsonl")}
    with Site(databases.url(name), folder, **places) as running:
        running.manage("load_starter")
        yield running
    databases.drop(name)


def got(site: Site, path: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(site.url + path, timeout=30) as answer:  # noqa: S310 - our own
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def listed(site: Site) -> list[str]:
    return re.findall(r'"slug":\s*"([^"]+)"', got(site, "/communities/export.json")[1])


def test_site_on_a_restored_database_serves_and_takes_in_as_before(browser, own_site, worker, tmp_path):
    convener = Visitor(browser, own_site)
    convening.submit(convener, "Kept before the disaster", "before@example.org")
    status = convener.page.url.removeprefix(own_site.url)
    convener.leave()
    own_site.manage("snapshot")
    published = listed(own_site)
    assert len(published) > 100

    own_site.manage("backup", "--to", str(tmp_path / "backups"))
    (backup,) = (tmp_path / "backups").glob("2*")
    name = f"restored_{worker}"
    databases.drop(name)
    begun = time.monotonic()
    said = own_site.manage("restore", str(backup), "--into", name)
    assert "Restored and proven" in said
    with Site(databases.url(name), tmp_path) as site:
        assert "Sound: " in site.manage("verify")
        assert listed(site) == published
        assert "Kept before the disaster" in got(site, status)[1]
        again = Visitor(browser, site)
        convening.submit(again, "Sent after the disaster", "after@example.org")
        again.leave()
        assert [letter["To"] for letter in site.letters()] == ["after@example.org"]
    assert time.monotonic() - begun < RESTORED_WITHIN
    databases.drop(name)


def test_entry_taken_down_is_gone_from_every_process_feed_file_and_release_within_a_minute(own_site):
    slug = listed(own_site)[0]
    own_site.manage("snapshot")
    today = datetime.now(UTC).date().isoformat()
    everywhere = (
        "/communities/",
        f"/communities/?q={slug.replace('-', '+')}",
        "/communities/feed/",
        "/communities/export.csv",
        "/communities/export.json",
        "/api/communities/?page_size=100",
        "/sitemap-communities.xml",
        f"/data/{today}/communities.json",
        f"/data/{today}/communities.csv",
    )
    for _time in range(8):  # every process has every page in its store
        kept = [path for path in everywhere if slug in got(own_site, path)[1]]
        assert got(own_site, f"/communities/{slug}/")[0] == 200
    assert len(kept) > 4, kept

    begun = time.monotonic()
    own_site.manage("take_down", slug, "--reason", "A person is in danger")
    command = time.monotonic() - begun
    while True:
        answers = [got(own_site, f"/communities/{slug}/")[0] for _time in range(12)]
        left = {path for path in kept for _time in range(6) if slug in got(own_site, path)[1]}
        if set(answers) <= {404, 410} and not left:
            break
        assert time.monotonic() - begun < TAKEN_DOWN_WITHIN, (answers, left)
    print(f"Taken down in {time.monotonic() - begun:.1f} s, of which the command took {command:.1f} s.")  # noqa: T201
    assert own_site.manage("since", "2026-01-01").split()[-1] == slug
    with psycopg.connect(own_site.environment["DATABASE_URL"]) as connection:
        assert connection.execute("SELECT count(*) FROM communities_community WHERE slug = %s", [slug]).fetchone()[0]
