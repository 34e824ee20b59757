"""How often each public page asks the database: a number for each, the same for ten communities and for ten thousand.

The numbers are those of a process that has just started, and so include what it then keeps: the index (6) and, for
searches, the words of names (1).
"""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from communities import index, lexicon, publishing
from communities.models import Community, Lesson, Role
from communities.synthetic import entries, rare_word
from tests import factories

pytestmark = pytest.mark.django_db

QUERIES = {
    "/": 9,
    "/communities/": 8,
    "/communities/?scale=national&topic=foresight": 8,
    "/communities/?q={rare}": 11,
    "/communities/?q=share": 11,
    "/communities/?q=share&scale=national&sort=name": 11,
    "/communities/map/": 7,
    "/communities/map/?scale=national": 7,
    "/communities/compare/?c={slug}": 9,
    "/communities/{slug}/": 17,
    "/communities/{slug}/history/": 10,
    "/countries/": 7,
    "/countries/ae/": 12,
    "/insights/": 10,
    "/insights/crosswalk/": 8,
    "/precedents/?topic=foresight&country=AE": 8,
    "/questions/": 8,
    "/start/": 2,
    "/start/found/?topic=foresight&scale=national": 8,
    "/start/charter/?topic=foresight&scale=national": 7,
    "/communities/feed/": 8,
    "/communities/export.csv": 8,
    "/communities/export.json": 8,
    "/api/communities/": 8,
    "/api/communities/{slug}/": 2,
    "/api/lessons/": 11,
    "/lessons/": 11,
    "/lessons/?maturity=setting-up&q=lunch": 11,
    "/lessons/{lesson}/": 10,
    "/sitemap.xml": 11,
}
FEW, MORE, MOST = 10, 60, 10_000
LOT = 500


def seed(many):
    there = Community.objects.count()
    for start in range(there, many, LOT):
        made = publishing.publish_many(entries(min(LOT, many - start), start), role=Role.STAFF)
        for revision in made[:MORE]:
            factories.learned(revision.community, purpose=["advising"])


@pytest.fixture
def asked(client, monkeypatch):
    """How many queries each page takes in a process that knows nothing yet."""

    def ask(address):
        monkeypatch.setattr(index, "_kept", index._Kept())
        monkeypatch.setattr(lexicon, "_kept", lexicon._Kept())
        slug = Community.objects.order_by("pk")[2].slug
        lesson = Lesson.objects.order_by("pk")[2].pk
        with CaptureQueriesContext(connection) as caught:
            answer = client.get(address.format(slug=slug, rare=rare_word(2), lesson=lesson))
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert answer.status_code == 200
        assert body
        return len(caught)

    return lambda: {address: ask(address) for address in QUERIES}


@pytest.mark.parametrize("many", [FEW, MORE, pytest.param(MOST, marks=pytest.mark.long)])
def test_every_page_asks_as_often_as_is_written_here(asked, many):
    seed(many)
    assert asked() == QUERIES
