"""How often each public page asks the database: a number for each, the same for ten communities and for ten thousand.

The numbers are those of a process that has just started, and so include what it then keeps: the index (9, three
of them for sessions) and, for searches, the words of names (1).
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
    "/": 12,
    "/communities/": 11,
    "/communities/?scale=national&topic=foresight": 11,
    "/communities/?q={rare}": 14,
    "/communities/?q=share": 14,
    "/communities/?q=share&scale=national&sort=name": 14,
    "/communities/map/": 10,
    "/communities/map/?scale=national": 10,
    "/communities/compare/?c={slug}": 12,
    "/communities/{slug}/": 20,
    "/communities/{slug}/history/": 13,
    "/countries/": 10,
    "/countries/ae/": 15,
    "/insights/": 13,
    "/insights/crosswalk/": 11,
    "/precedents/?topic=foresight&country=AE": 11,
    "/questions/": 11,
    "/start/": 1,
    "/start/found/?topic=foresight&scale=national": 11,
    "/start/charter/?topic=foresight&scale=national": 10,
    "/communities/feed/": 11,
    "/communities/export.csv": 11,
    "/communities/export.json": 11,
    "/api/communities/": 11,
    "/api/communities/{slug}/": 2,
    "/api/lessons/": 14,
    "/lessons/": 14,
    "/lessons/?maturity=setting-up&q=lunch": 14,
    "/lessons/{lesson}/": 10,
    "/sessions/": 10,
    "/sessions/?country=AE&language=en": 10,
    "/sessions/{session}/": 5,
    "/sessions/calendar.ics": 10,
    "/sessions/feed/": 10,
    "/sitemap.xml": 14,
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


@pytest.mark.usefixtures("index_anew")
@pytest.mark.parametrize("many", [FEW, MORE, pytest.param(MOST, marks=pytest.mark.long)])
def test_every_page_asks_as_often_as_is_written_here(asked, many):
    seed(many)
    assert asked() == QUERIES
