"""Three vocabularies side by side: each term's own word, and what staff note as corresponding, from both sides."""

import pytest

from communities import crosswalk, index
from communities.kept_models import Scheme, TermMatch
from communities.models import Term
from tests.factories import published
from tests.page import Page

pytestmark = pytest.mark.django_db


def rows():
    tables = crosswalk.tables(index.current(), TermMatch.objects.all())
    return {(table.scheme, row.term.slug): row for table in tables for row in table.rows}


def test_every_term_has_the_word_of_its_document_and_nothing_is_guessed_between_them():
    found = rows()
    assert len(found) == 5 + 6 + 5
    assert all(len(row.own) == 1 for row in found.values())
    assert not any(row.others for row in found.values())
    assert found["ODI", "convening"].own == ("Convenors",)


def test_note_on_one_term_is_read_from_the_others_side_too():
    building = Term.objects.get(vocabulary="purpose", slug="network-building")
    TermMatch.objects.create(term=building, scheme=Scheme.ODI, word="convenors", note="In part")
    TermMatch.objects.create(term=building, scheme=Scheme.WORLD_BANK, word="Partnering")
    found = rows()
    assert [(word.scheme, word.word, word.url, word.note) for word in found["OPSI", "network-building"].others] == [
        ("ODI", "convenors", "/communities/?function=convening", "In part"),
        ("World Bank", "Partnering", "", ""),
    ]
    assert [(word.scheme, word.word, word.url) for word in found["ODI", "convening"].others] == [
        ("OPSI", "Network building and partnership", "/communities/?purpose=network-building")
    ]


def test_page_counts_communities_in_the_words_of_each(client):
    published(function=["convening"])
    response = client.get("/insights/crosswalk/")
    assert '<a href="/communities/?function=convening">' in response.text
    words = Page(response.text).words()
    assert "Source: World Bank toolkit" in words
    assert "Nothing noted yet" in words


def test_note_moves_the_catalogues_version():
    before = index.committed_version()
    TermMatch.objects.first().delete()
    assert index.committed_version() != before
