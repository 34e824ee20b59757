"""The catalogue in figures: what each counts, what it says in words, what it hides; and how current entries are."""

import csv
from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from django.utils import timezone

from communities import countries, coverage, index, insights, publishing, upkeep
from communities.kept_models import Searched
from communities.models import Community, Term
from communities.worldmap import Placed
from tests.factories import an_entry, published
from tests.page import Page

pytestmark = pytest.mark.django_db

TODAY = date(2026, 9, 29)
LISTED_AT = datetime(2026, 1, 1, tzinfo=UTC)


def catalogue_of(*groups):
    """So many entries each with these changes."""
    publishing.publish_many([an_entry(**changes) for many, changes in groups for _turn in range(many)], role="sources")
    return index.current()


def bars(figure):
    return [(bar.label, bar.count) for bar in figure.chart.bars]


def test_figure_counts_those_who_state_it_and_leads_to_each_selection():
    catalogue = catalogue_of(
        (7, {"purpose": ["advising", "network-building"]}), (5, {"purpose": ["advising"]}), (8, {"purpose": []})
    )
    found = insights.figure(catalogue, "purpose")
    assert (found.title, found.chart.n) == ("Purpose: most often “Advising or review”", 12)
    assert found.counted == "12 of 20 communities state this. One can state several."
    assert bars(found)[:2] == [("Advising or review", 12), ("Network building and partnership", 7)]
    assert found.chart.bars[0].url == "/communities/?purpose=advising"
    assert found.file == "/insights/purpose.csv"


def test_title_names_two_that_are_even_and_nobody_where_more_are_or_few_say():
    even = catalogue_of((6, {"kind": "network"}), (6, {"kind": "both"}))
    assert insights.figure(even, "kind").title == "Kind: most often “Both” and “Network”"
    three = catalogue_of((6, {"kind": "other"}))
    assert insights.figure(three, "kind").title == "Kind"
    assert insights.figure(three, "maturity").title == "Maturity"
    assert insights.figure(three, "maturity").file == ""


def test_scale_keeps_its_order_and_others_hide_what_is_small_without_a_place():
    catalogue = catalogue_of(
        (6, {"scale": "organisation", "method": ["talks", "workshops"]}),
        (9, {"scale": "national", "method": ["mentoring"]}),
        (2, {"scale": "national", "method": ["workshops", "training"]}),
        (1, {"scale": None, "method": ["scenarios"]}),
    )
    assert bars(insights.figure(catalogue, "scale")) == [
        ("International", 0),
        ("World region", 0),
        ("National", 11),
        ("State, province or city", 0),
        ("One organisation", 6),
    ]
    shown = bars(insights.figure(catalogue, "method"))
    assert shown[:5] == [
        ("Mentoring and apprenticeship", 9),
        ("Workshops", 8),
        ("Talks and webinars", 6),
        ("Scenarios and simulations", None),
        ("Training and e-learning", None),
    ]
    assert len(shown) == 10
    assert insights.figure(catalogue, "method").note == "The 10 stated most often, of 22. The file has them all."


def test_founding_is_counted_in_periods_until_single_years_can_be_shown():
    catalogue = catalogue_of(
        (6, {"founded": 1998}), (5, {"founded": 2012}), (3, {"founded": 2016}), (4, {"founded": 2018})
    )
    found = insights.figure(catalogue, "founded")
    assert (found.kind, found.title) == ("bars", "Founded: most often “2015–2019”")
    assert bars(found) == [
        ("Before 2000", 6),
        ("2000–2009", 0),
        ("2010–2014", 5),
        ("2015–2019", 7),
        ("2020 or later", 0),
    ]
    catalogue = catalogue_of((20, {"founded": 2013}), (20, {"founded": 2015}))
    found = insights.figure(catalogue, "founded")
    assert (found.kind, found.title, found.chart.n) == ("line", "Founded: most often “2013” and “2015”", 58)


def test_every_figure_can_be_drawn_of_nothing():
    for section in insights.sections(index.Index(terms=index.current().terms)):
        for figure in section.figures:
            assert figure.chart.is_too_small
            assert figure.counted.startswith("0 of 0 communities state this.")


def a_row(listed, confirmed=None, host="IE"):
    place = Placed(host, "national", None, "", None, None)
    return index.Row(frozenset(), place, "a", LISTED_AT, "en", None, listed, confirmed)


def test_upkeep_counts_confirmations_of_the_last_year_and_their_median_age():
    ages = (10, 100, 365, 366)
    rows = {pk: a_row("2025-01-01", (TODAY - timedelta(days=days)).isoformat()) for pk, days in enumerate(ages)}
    rows |= {8: a_row("2025-03-01"), 9: a_row("2025-02-01")}
    found = upkeep.of(rows, TODAY)
    assert (found.listed, found.lately, found.share) == (6, 3, 50)
    assert (found.age, found.age_in_words) == (100, "3 months")
    assert (found.waiting, found.waiting_since) == ((9,), date(2025, 2, 1))


def test_upkeep_of_nothing_says_nothing():
    found = upkeep.of({}, TODAY)
    assert (found.listed, found.lately, found.share, found.age_in_words, found.waiting) == (0, 0, None, "", ())
    assert upkeep.of({1: a_row("2026-01-01", "2026-09-28")}, TODAY).age_in_words == "1 day"


def test_page_shows_figures_with_what_they_count_and_how_current_entries_are(client):
    for number in range(6):
        published(name=f"Listed {number}", at=datetime(2026, 1, 1 + number, tzinfo=UTC))
    published(name="Sure", host="FR", confirmed=timezone.now().date() - timedelta(days=40))

    response = client.get("/insights/")
    words = Page(response.text).words()

    assert response.context["upkeep"].share == 14
    assert [(one.iso2, one.upkeep.lately) for one in response.context["by_country"]] == [("IE", 0), ("FR", 1)]
    assert "7 of 7 communities state this. n = 7." in words
    assert "1 of 7 (14%)" in words
    assert "40 days" in words
    assert "Listed 0 listed since 1 January 2026" in words
    assert 'href="/communities/?scale=national"' in response.text
    assert Community.objects.count() == 7


def test_page_of_an_empty_catalogue_says_what_it_lacks(client):
    words = Page(client.get("/insights/").text).words()
    assert "Too few have said so yet for a figure to be shown." in words
    assert "0 of 0" in words
    assert "None is confirmed yet" in words


def test_file_has_every_value_and_leaves_small_figures_empty(client):
    catalogue_of((6, {"topic": ["data"]}), (2, {"topic": ["health"]}))
    response = client.get("/insights/topic.csv")
    lines = list(csv.reader(StringIO(response.text.removeprefix("\ufeff"))))
    assert lines[0] == ["value", "communities", "of", "percent"]
    assert len(lines) == 1 + 30
    assert ["Data and evidence", "6", "8", "75"] in lines
    assert ["Health and care", "", "8", ""] in lines
    assert ["Climate and environment", "0", "8", "0"] in lines
    assert response["Content-Disposition"].startswith('attachment; filename="topic-2')
    assert client.get("/insights/unknown.csv").status_code == 404


def test_as_many_queries_for_many_entries_as_for_few(client, django_assert_max_num_queries, django_assert_num_queries):
    published()
    with django_assert_max_num_queries(12) as first:
        client.get("/insights/")
    publishing.publish_many([an_entry(topic=["data"], host="JP") for _turn in range(30)], role="sources")
    published(at=datetime(2020, 1, 1, tzinfo=UTC))
    with django_assert_num_queries(len(first)):
        client.get("/insights/")


def searched(country, **changes):
    return Searched.objects.create(country=country, on=date(2026, 3, 1), **changes)


def test_coverage_tells_none_listed_yet_from_not_yet_searched():
    published(host="IE")
    published(host="FR", countries=["BE"], purpose=["advising"])
    advising = Term.objects.get(vocabulary="purpose", slug="advising")
    searches = [searched("IE"), searched("MT"), searched("FR", purpose=advising)]

    world = coverage.of_world(index.current(), searches)
    purposes = {one.label: one for one in coverage.of_values(index.current(), searches, "purpose")}
    scales = {one.label: one for one in coverage.of_values(index.current(), searches, "scale")}

    assert (world.searched_listed, world.searched_none, world.unsearched_listed) == (1, 1, 2)
    assert sum(vars(world).values()) == len(countries.all_countries())
    assert (purposes["Advising or review"].listed, purposes["Advising or review"].countries) == (1, 3)
    assert purposes["Network building and partnership"].countries == 2
    assert (scales["National"].listed, scales["National"].countries) == (2, 2)


def test_pages_tell_where_staff_have_searched_and_where_not_yet(client):
    published(host="IE")
    searched("IE", note="The government’s own directory")
    words = Page(client.get("/countries/ie/").text).words()
    assert "Searched on 1 March 2026 · The government’s own directory" in words
    assert "Not yet searched by OPSI" in Page(client.get("/countries/mt/").text).words()
    words = Page(client.get("/insights/").text).words()
    assert "1 last on 1 March 2026" in words


def test_note_of_a_search_moves_the_catalogues_version():
    before = index.committed_version()
    one = searched("IE")
    assert index.committed_version() != before
    before = index.committed_version()
    one.delete()
    assert index.committed_version() != before
