"""Which communities look the same: pairs that do, pairs that do not, and why, in words."""

import pytest

from communities import publishing
from submissions import lookalikes
from tests import factories


def entry(name, *others, acronym="", host="US", website=""):
    aliases = [{"name": other, "language": "", "kind": ""} for other in others]
    return factories.an_entry(name=name, acronym=acronym, aliases=aliases, host=host, website=website)


FFCOI = entry("Federal Foresight Community of Interest", "FFCoI")
INGSA = entry(
    "International Network for Governmental Science Advice", acronym="INGSA", host="NZ", website="https://ingsa.org"
)

SAME = [
    (FFCOI, entry("Federal Foresight Comunity of Interest")),
    (FFCOI, entry("FFCoI")),
    (FFCOI, entry("federal foresight community")),
    (entry("Federal Foresight Community of Interest"), entry("FFCOI")),
    (INGSA, entry("International Network for Government Science Advice (INGSA)", host="NZ")),
    (INGSA, entry("Science advisers worldwide", host=None, website="http://www.ingsa.org/")),
    (entry("UKGovcamp", "GovCamp", host="GB"), entry("UK Gov Camp ", host="GB")),
    (entry("Digital Benefits Network", acronym="DBN"), entry("Digtal Benefits Network")),
    (entry("Communauté d’Afrique francophone des données ouvertes", host="BF"),
     entry("Communaute d'Afrique francophone des donnees ouvertes", host=None)),
    (entry("Plain Language Community of Practice"), entry("Plain language CoP")),
    (entry("National Foresight Network (Finland)", "Kansallinen ennakointiverkosto", host="FI"),
     entry("National Foresight Network", host="FI")),
    (entry("APS Strategic Futures Network", host="AU"), entry("Strategic Futures Network of Australia", host="AU")),
]  # fmt: skip
DIFFERENT = [
    (INGSA, entry("INGSA Africa chapter", "INGSA-Africa", host=None)),
    (entry("UKGovcamp", "GovCamp", host="GB"), entry("GovCamp Australia", host="AU")),
    (entry("Millennium Project Brazil Node", host="BR"), entry("Millennium Project Bolivia Node", host="BO")),
    (entry("Code for Kobe", host="JP"), entry("Code for Korea", host="KR")),
    (entry("OK Lab Köln", host="DE"), entry("OK Lab Münster", host="DE")),
    (entry("User Experience Community of Practice"), entry("User Experience Research Community of Practice")),
    (entry("Public Sector Innovation Network", host="AU"), entry("Public Sector Innovation Network", host="IE")),
    (entry("Digital Identity Community of Practice"), entry("Digital Benefits Network")),
    (entry("LocalGov Digital London Peer Group", host="GB"), entry("LocalGov Digital South Peer Group", host="GB")),
    (entry("A", website="https://digital.gov/communities/mobile"),
     entry("B", website="https://digital.gov/communities/multilingual")),
    (entry("Community of Practice"), entry("Network")),
    (entry("革新ネットワーク", host="JP"), entry("政策研究会", host="JP")),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), SAME, ids=lambda e: e["name"])
def test_the_same_community_is_recognised_both_ways_round(one, other):
    assert lookalikes.compare(one, other).score >= lookalikes.THRESHOLD
    assert lookalikes.compare(other, one).score == lookalikes.compare(one, other).score


@pytest.mark.parametrize(("one", "other"), DIFFERENT, ids=lambda e: e["name"])
def test_different_communities_are_left_apart(one, other):
    assert lookalikes.compare(one, other) is None


def test_reasons_are_said_in_words():
    likeness = lookalikes.compare(FFCOI, entry("FFCoI"))
    assert likeness.reasons == ("Both are called “FFCoI”.", "Both are in United States.")


@pytest.mark.django_db
def test_the_catalogue_is_searched_by_every_name_and_the_likest_comes_first():
    near = factories.published(name="Federal Foresight Group", host="US")
    same = factories.published(**{k: FFCOI[k] for k in ("name", "aliases", "host")})
    factories.published(name="Something else entirely", host="US")
    found = lookalikes.of(entry("FFCoI", "Federal Foresight"))
    assert [one["slug"] for one in found] == [same.slug, near.slug]
    assert found[0]["name"] == same.name
    assert found[0]["reasons"]


@pytest.mark.django_db
def test_what_is_withdrawn_and_the_one_being_changed_are_not_found():
    gone, mine = (factories.published(name=f"Forum for Foresight {letter}", host="IE") for letter in "AB")
    publishing.withdraw(gone, role="staff", reason="")
    assert lookalikes.of(mine.entry, exclude=mine.slug) == []


@pytest.mark.django_db
def test_website_alone_is_enough_to_ask():
    there = factories.published(name="Quite another name", website="https://www.example.org/community/")
    found = lookalikes.of(entry("Nothing alike", host=None, website="http://example.org/community"))
    assert [(one["slug"], one["reasons"]) for one in found] == [(there.slug, ["The website is the same."])]


def test_the_indexes_of_a_pool_leave_out_nothing_that_a_comparison_of_each_with_each_finds():
    entries = [one for pair in (*SAME, *DIFFERENT) for one in pair]
    pool = lookalikes.Pool()
    for number, one in enumerate(entries):
        pool.add(one, {"number": number})
    for one in entries:
        found = {like["number"] for like in pool.like(one, limit=len(entries))}
        assert found == {number for number, other in enumerate(entries) if lookalikes.compare(one, other)}
