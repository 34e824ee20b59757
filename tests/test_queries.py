"""How often each public page asks the database: a number for each, the same for ten communities and for ten thousand.

The numbers are those of a process that has just started, and so include what it then keeps: the index (5) and, for
searches, the words of names (1).
"""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from communities import index, lexicon, publishing
from communities.models import Community, Role
from communities.synthetic import entries, rare_word

pytestmark = pytest.mark.django_db

QUERIES = {
    "/": 8,
    "/communities/": 7,
    "/communities/?scale=national&topic=foresight": 7,
    "/communities/?q={rare}": 9,
    "/communities/?q=share": 9,
    "/communities/?q=share&scale=national&sort=name": 9,
    "/communities/map/": 6,
    "/communities/map/?scale=national": 6,
    "/communities/compare/?c={slug}": 8,
    "/communities/{slug}/": 10,
    "/communities/{slug}/history/": 8,
    "/countries/": 6,
    "/countries/ae/": 11,
    "/insights/": 9,
    "/insights/crosswalk/": 7,
    "/precedents/?topic=foresight&country=AE": 7,
    "/start/": 2,
    "/start/found/?topic=foresight&scale=national": 7,
    "/start/charter/?topic=foresight&scale=national": 6,
    "/communities/feed/": 7,
    "/communities/export.csv": 7,
    "/communities/export.json": 7,
    "/api/communities/": 7,
    "/api/communities/{slug}/": 2,
    "/sitemap.xml": 7,
}
FEW, MORE, MOST = 10, 60, 10_000
LOT = 500


def seed(many):
    there = Community.objects.count()
    for start in range(there, many, LOT):
        publishing.publish_many(entries(min(LOT, many - start), start), role=Role.STAFF)


@pytest.fixture
def asked(client, monkeypatch):
    """How many queries each page takes in a process that knows nothing yet."""

    def ask(address):
        monkeypatch.setattr(index, "_kept", index._Kept())
        monkeypatch.setattr(lexicon, "_kept", lexicon._Kept())
        slug = Community.objects.order_by("pk")[2].slug
        with CaptureQueriesContext(connection) as caught:
            answer = client.get(address.format(slug=slug, rare=rare_word(2)))
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert answer.status_code == 200
        assert body
        return len(caught)

    return lambda: {address: ask(address) for address in QUERIES}


@pytest.mark.parametrize("many", [FEW, MORE, pytest.param(MOST, marks=pytest.mark.long)])
def test_every_page_asks_as_often_as_is_written_here(asked, many):
    seed(many)
    assert asked() == QUERIES
