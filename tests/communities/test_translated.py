"""A summary's English that was left behind when the original changed says so, until it is put right."""

import pytest
from django.test import Client

from communities import translated
from tests.factories import changed, published

pytestmark = pytest.mark.django_db

FRENCH = {
    "written_in": "fr",
    "summary": "Des agents publics.",
    "summary_english": "Public servants.",
    "translated_by": "Ann",
}


def change(community, **changes):
    """Publish these changes, and give back the revision."""
    return changed(community, **changes).revisions.first()


def moved_on(community):
    community.refresh_from_db()
    return translated.moved_on(community, community.entry)


def test_original_that_changes_alone_has_moved_on_until_the_english_is_changed_too():
    community = published(**FRENCH)
    assert moved_on(community) is None
    change(community, website="https://example.org/")
    assert moved_on(community) is None
    first = change(community, summary="Des agents publics et des élus.")
    change(community, summary="Des agents publics, des élus.")
    assert moved_on(community) == first.at
    change(community, translated_by="Bob, who read it again")
    assert moved_on(community) is None


def test_both_changed_at_once_go_together():
    community = published(**FRENCH)
    change(community, summary="Des élus.", summary_english="Elected people.")
    assert moved_on(community) is None


def test_entry_in_english_alone_is_not_asked_about(django_assert_num_queries):
    community = published(summary_english="")
    with django_assert_num_queries(0):
        assert translated.moved_on(community, community.entry) is None


def test_page_says_since_when():
    community = published(**FRENCH)
    assert "English by Ann." in Client().get(community.get_absolute_url()).text
    at = change(community, summary="Des élus.").at
    page = Client().get(community.get_absolute_url()).text
    assert f"The original was changed on {at.day} {at:%B} {at.year}" in page
