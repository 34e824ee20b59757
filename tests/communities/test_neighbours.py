"""Which countries lie beside a country; what none there has; and how its page says both."""

import pytest

from communities import countries, coverage, index, neighbours
from tests.factories import published
from tests.page import Page


def test_neighbours_share_a_border_on_the_map():
    assert set(neighbours.of("CH")) >= {"AT", "DE", "FR", "IT"}
    assert set(neighbours.of("SE")) >= {"FI", "NO"}
    assert "ES" not in neighbours.of("DE")


def test_islands_and_small_countries_have_the_nearest_ones():
    assert "IT" in neighbours.of("MT")
    assert "AU" in neighbours.of("NZ")
    assert neighbours.of("MC")[:2] == ("FR", "IT")
    assert neighbours.of("IE")[0] == "GB"
    assert len(neighbours.of("IE")) == 4


def test_nearest_are_found_across_the_date_line():
    assert {"TV", "WF"} & set(neighbours.of("FJ"))


def test_every_country_on_the_map_has_neighbours_and_none_is_its_own():
    for iso2, _name in countries.all_countries()[::5]:
        found = neighbours.of(iso2)
        assert iso2 not in found
        assert len(found) == len(set(found))
        assert len(found) >= 4 or not found


@pytest.mark.django_db
def test_gaps_are_what_nobody_there_states_with_where_else_it_is():
    published(host="IE", scale="national", purpose=["advising"])
    published(host="IE", scale=None, purpose=[])
    published(host="FR", scale="subnational", purpose=["network-building", "advising"])

    purposes, scales = coverage.gaps(index.current(), "IE")

    assert (purposes.title, purposes.stating, purposes.listed) == ("Purpose", 1, 2)
    missing = {gap.label: gap.elsewhere for gap in purposes.missing}
    assert missing["Network building and partnership"] == 1
    assert missing["Knowledge sharing and sensemaking"] == 0
    assert "Advising or review" not in missing
    assert [(gap.label, gap.elsewhere) for gap in scales.missing] == [
        ("State, province or city", 1),
        ("One organisation", 0),
    ]
    assert scales.missing[0].url == "/communities/?scale=subnational"


@pytest.mark.django_db
def test_country_page_leads_to_countries_near_by_and_to_what_is_missing(client):
    published(host="CH", scale="national")
    published(host="FR", scale="subnational")
    published(host="IT", countries=["FR"])

    response = client.get("/countries/ch/")

    assert [(row["label"], row["count"]) for row in response.context["near"]][:3] == [
        ("France", 2),
        ("Italy", 1),
        ("Austria", 0),
    ]
    words = Page(response.text).words()
    assert "State, province or city 1 elsewhere" in words
    assert "Stated by 1 of 1" in words
    assert "None listed here yet" not in Page(client.get("/countries/at/").text).words()
