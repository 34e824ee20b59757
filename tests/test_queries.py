"""How often each public page asks the database: a number for each, the same for ten communities and for ten thousand.

The numbers are those of a process that has just started, and so include what it then keeps: the index (7) and, for
searches, the words of names (1).
"""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from communities import index, lexicon, publishing
from communities.models import Community, Lesson, Role, Session
from communities.synthetic import entries, rare_word
from tests import factories

pytestmark = pytest.mark.django_db

QUERIES = {
    "/": 10,
    "/communities/": 9,
    "/communities/?scale=national&topic=foresight": 9,
    "/communities/?q={rare}": 12,
    "/communities/?q=share": 12,
    "/communities/?q=share&scale=national&sort=name": 12,
    "/communities/map/": 8,
    "/communities/map/?scale=national": 8,
    "/communities/compare/?c={slug}": 10,
    "/communities/{slug}/": 17,
    "/communities/{slug}/history/": 10,
    "/countries/": 8,
    "/countries/ae/": 13,
    "/insights/": 11,
    "/insights/crosswalk/": 9,
    "/precedents/?topic=foresight&country=AE": 9,
    "/questions/": 9,
    "/start/": 3,
    "/start/found/?topic=foresight&scale=national": 9,
    "/start/charter/?topic=foresight&scale=national": 8,
    "/communities/feed/": 9,
    "/communities/export.csv": 9,
    "/communities/export.json": 9,
    "/api/communities/": 9,
    "/api/communities/{slug}/": 3,
    "/api/lessons/": 12,
    "/lessons/": 12,
    "/lessons/?maturity=setting-up&q=lunch": 12,
    "/lessons/{lesson}/": 11,
    "/sessions/": 9,
    "/sessions/?country=AE&language=en": 9,
    "/sessions/{session}/": 9,
    "/sessions/calendar.ics": 9,
    "/sessions/feed/": 9,
    "/sitemap.xml": 12,
}
FEW, MORE, MOST = 10, 60, 10_000
LOT = 500


def seed(many):
    there = Community.objects.count()
    for start in range(there, many, LOT):
        made = publishing.publish_many(entries(min(LOT, many - start), start), role=Role.STAFF)
        for revision in made[:MORE]:
            factories.learned(revision.community, purpose=["advising"])
            factories.announced(revision.community)


@pytest.fixture
def asked(client, monkeypatch):
    """How many queries each page takes in a process that knows nothing yet."""

    def ask(address):
        monkeypatch.setattr(index, "_kept", index._Kept())
        monkeypatch.setattr(lexicon, "_kept", lexicon._Kept())
        slug = Community.objects.order_by("pk")[2].slug
        lesson, session = (kind.objects.order_by("pk")[2].pk for kind in (Lesson, Session))
        with CaptureQueriesContext(connection) as caught:
            answer = client.get(address.format(slug=slug, rare=rare_word(2), lesson=lesson, session=session))
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert answer.status_code == 200
        assert body
        return len(caught)

    return lambda: {address: ask(address) for address in QUERIES}


@pytest.mark.parametrize("many", [FEW, MORE, pytest.param(MOST, marks=pytest.mark.long)])
def test_every_page_asks_as_often_as_is_written_here(asked, many):
    seed(many)
    assert asked() == QUERIES
