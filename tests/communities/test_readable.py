"""Fields' values as words."""

import pytest

from communities import entry, index, labels, readable
from tests.factories import an_entry

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("name", "Circle", "Circle"),
        ("members", 1500, "1500"),
        ("members", 0, "0"),
        ("members", None, ""),
        ("paid_role", False, "No"),
        ("host", "IE", "Ireland"),
        ("countries", ["FR", "IE"], "France, Ireland"),
        ("languages", [], ""),
        ("written_in", "fr", "French"),
        ("scale", "regional", "World region"),
        ("scale", "no-longer-there", "no-longer-there"),
        ("purpose", ["advising"], "Advising or review"),
        ("region", "europe", "Europe"),
        ("size", "to-50", "Up to 50"),
        ("aliases", [{"name": "Arbre", "language": "fr", "kind": "Guild"}], "Arbre (Guild, French)"),
        ("sources", [{"title": "One", "url": "https://example.org/"}], "One (https://example.org/)"),
        ("links", [{"relation": "part-of", "slug": "grove"}], "Part of: grove"),
        ("withheld", ["mailbox"], "Shared mailbox"),
    ],
)
def test_value_reads_as_words(field, value, words):
    assert readable.words(field, value, index.current().terms) == words


def test_changes_are_told_in_the_entrys_order_with_both_sides():
    before = an_entry(name="A", members=3)
    after = an_entry(name="B", summary=before["summary"], members=None, scale="regional")

    changes = readable.changes(before, after, index.current().terms)

    assert [(change["key"], change["field"], change["before"], change["after"]) for change in changes] == [
        ("name", "Name", "A", "B"),
        ("members", "Members", "3", ""),
        ("size", "Size", "Up to 50", ""),
        ("scale", "Scale", "National", "World region"),
    ]


def test_every_content_field_has_words_for_both_nothing_and_something():
    terms = index.current().terms
    stated = an_entry()

    for field in entry.CONTENT_FIELDS:
        assert readable.words(field, entry.blank()[field] if field != "written_in" else "", terms) == ""
        assert isinstance(readable.words(field, stated[field], terms), str)
        assert str(labels.LABELS[field])
