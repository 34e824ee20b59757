"""The starter catalogue: complete, followable, mapped in writing, free of addresses, and loaded once."""

import json
import re
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from communities import entry, publishing, starter, vocabularies
from communities.folding import fold
from communities.models import Community, Link, Revision

COLLECTED = Path(__file__).parent / "data" / "collected-names.txt"

# Every community or network that one of the five seed documents names, as the document names it.
NAMED_BY_SEEDS = {
    "OPSI 2023": [
        "Heads of Horizon Scanning Network",
        "EmTech Community of Interest",
        "Knowledge Mobiliser Network",
        "OECD Global Strategic Foresight Community",
        "Strategic Futures Network",
        "Sandbox Network (Singapore)",
        "National Intelligence Community",
        "Irish Government strategic foresight community of practice",  # described there, without a name of its own
    ],
    "ODI toolkit": [
        "Development Executive Group",
        "Jubilee Campaign",
        "FairTrade Foundation network",
        "Coalition 2000",
        "MediCam",
        "ALNAP",
        "Active Learning Network for Accountability and Performance in Humanitarian Action",
        "African Capacity Building Foundation",
        "Solution Exchange",
        "Solution Exchange: Maternal and Child Health",
        "Solution Exchange: Education",
        "Solution Exchange: Work and Employment",
        "Solution Exchange: Gender",
        "Solution Exchange: Decentralization",
        "Solution Exchange: AIDS",
        "Solution Exchange: Water and Environmental Sanitation",
        "Solution Exchange: Food and Nutrition Security",
    ],
    "KM4Dev": ["KM4Dev", "iNARS", "Aid Workers Network", "Tearfund Desk Officers’ Forum"],
    "World Bank": [
        "CDD CoP",
        "Community-Driven Development Community of Practice",
        "Urbanscapes",
        "WBG HR Analytics Community of Practice",
        "Behavior Change Community of Practice (World Bank)",
        "RMES",
        "Results Measurement and Evidence Stream",
        "Communities4Dev",
    ],
}

E_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.\w+")
WORD_COLUMNS = ("kind", "scale", "membership", "status", "convener_type", "topics", "purposes", "methods")


@pytest.fixture(scope="module")
def catalogue():
    return starter.catalogue()


def by_slug(catalogue, slug):
    return next(one for one in catalogue if one["slug"] == slug)


def words_of(column):
    return {word for row in starter.rows() for word in row[column].split("|") if word}


def load():
    out = StringIO()
    call_command("load_starter", stdout=out)
    return out.getvalue().strip()


def test_every_collected_community_is_in_the_starter(catalogue):
    collected = COLLECTED.read_text(encoding="utf-8").splitlines()
    assert len(collected) == 161
    assert set(collected) <= {one["name"] for one in catalogue}


@pytest.mark.parametrize("document", NAMED_BY_SEEDS)
def test_every_community_that_a_seed_names_is_found_once_by_that_name(document, catalogue):
    for name in NAMED_BY_SEEDS[document]:
        known = [one["slug"] for one in catalogue if f"\n{fold(name)}\n" in names_of(one)]
        assert len(known) == 1, name


def names_of(one):
    names = [one["name"], one["acronym"], *(alias["name"] for alias in one["aliases"])]
    return "\n" + "\n".join(map(fold, names)) + "\n"


def test_starter_is_as_wide_as_promised(catalogue):
    assert len(catalogue) >= 165
    assert len({one["host"] for one in catalogue if one["host"]}) >= 30


def test_no_two_entries_share_a_name_or_an_address(catalogue):
    assert len({one["slug"] for one in catalogue}) == len(catalogue)
    assert len({fold(one["name"]) for one in catalogue}) == len(catalogue)


def test_every_entry_is_sound_and_canonical(catalogue):
    assert {one["slug"]: entry.validate(one) for one in catalogue if entry.validate(one)} == {}
    assert all(entry.normalise(one) == one for one in catalogue)


def test_every_entry_has_sources_with_a_title_and_an_address_that_can_be_followed(catalogue):
    for one in catalogue:
        assert one["sources"], one["slug"]
        for source in one["sources"]:
            assert source["title"], one["slug"]
            assert re.match(r"https?://", source["url"]), one["slug"]


def test_sources_in_repositories_lead_to_that_file_at_that_commit(catalogue):
    urls = {source["url"] for one in catalogue for source in one["sources"] if "github.com" in source["url"]}
    assert len(urls) == 27
    assert all(re.fullmatch(r"https://github\.com/[\w-]+/[\w.-]+/blob/[0-9a-f]{12}/[\w./-]+", url) for url in urls)


def test_every_source_on_file_is_used_and_says_its_licence():
    used = {url for row in starter.rows() for url in row["sources"].split()}
    assert used == set(starter.sources())
    assert all(source["licence"] and source["read_as"] for source in starter.sources().values())


@pytest.mark.parametrize("column", WORD_COLUMNS)
def test_every_free_word_is_mapped_or_left_out_with_a_reason_and_no_other(column):
    listed = starter.mapping()[column]
    mapped, left_out = set(listed["mapped"]), set(listed["left_out"])
    assert mapped & left_out == set()
    assert mapped | left_out == words_of(column)
    assert all(listed["left_out"].values())


def test_every_government_convener_is_placed_or_left_out_with_a_reason():
    conveners = {row["convener"] for row in starter.rows() if row["convener_type"] == "government"}
    listed = starter.mapping()["government"]
    assert set(listed["mapped"]) | set(listed["left_out"]) == conveners
    assert all(listed["left_out"].values())


def test_only_four_rows_state_a_stage_and_all_of_them_are_closed(catalogue):
    stages = [one["maturity"] for one in catalogue if one["maturity"]]
    assert stages == ["closed"] * 4


def test_unknown_membership_stays_empty_and_stated_membership_is_kept(catalogue):
    stated = {row["slug"]: row["membership"] for row in starter.rows()}
    read = {"open": ("anyone", None), "restricted": ("restricted", None), "invitation": (None, "invited")}
    for one in catalogue:
        assert (one["eligibility"], one["route"]) == read.get(stated[one["slug"]], (None, None)), one["slug"]


def test_what_no_source_states_stays_empty(catalogue):
    silent = (
        "identity",
        "how_it_works",
        "how_to_join",
        "mailbox",
        "effort_hours",
        "paid_role",
        "website_public",
    )
    for one in catalogue:
        assert {key: one[key] for key in silent if one[key]} == {}, one["slug"]


def test_no_entry_holds_a_mail_address(catalogue):
    assert E_MAIL.findall(json.dumps(catalogue)) == []


def test_region_is_given_to_regional_communities_only(catalogue):
    regional = {one["slug"] for one in catalogue if one["scale"] == vocabularies.REGIONAL}
    assert {one["slug"] for one in catalogue if one["region"]} == regional


def test_coordinates_come_with_a_city_and_a_host_country(catalogue):
    placed = [one for one in catalogue if one["latitude"] is not None]
    assert len(placed) >= 60
    assert all(one["city"] and one["host"] for one in placed)


def test_city_whose_place_is_uncertain_has_no_coordinates(catalogue):
    unplaced = {one["city"] for one in catalogue if one["city"] and one["latitude"] is None}
    assert unplaced == set(starter.mapping()["cities"]["unplaced"])


def test_entry_agrees_with_its_row_in_every_field(catalogue):
    finland = by_slug(catalogue, "national-foresight-network-finland")
    stated = {key: value for key, value in finland.items() if value not in ("", None, [])}
    assert stated == {
        "schema": 3,
        "slug": "national-foresight-network-finland",
        "name": "National Foresight Network (Finland)",
        "aliases": [
            {"name": "Kansallinen ennakointiverkosto", "language": "fi", "kind": ""},
            {"name": "Det nationella framsynsnätverket", "language": "sv", "kind": ""},
        ],
        "summary": (
            "Open network of Finnish organisations doing foresight, coordinated by the Prime Minister’s Office "
            "and Sitra, with monthly Foresight Friday meetings."
        ),
        "written_in": "en",
        "scope": "National foresight for decision-making",
        "website": "http://foresight.fi",
        "organisation": "Prime Minister’s Office; Sitra",
        "host": "FI",
        "countries": ["FI"],
        "languages": ["en", "fi", "sv"],
        "sources": [
            {"title": "foresight.fi: Info in English", "url": "http://foresight.fi/info-in-english/"},
            {
                "title": "Prime Minister’s Office, Finland: National Foresight Network",
                "url": "https://vnk.fi/en/national-foresight-network",
            },
        ],
        "kind": "network",
        "scale": "national",
        "eligibility": "anyone",
        "involvement": "runs",
        "convener": "centre-of-government",
        "rhythm": "monthly",
        "purpose": ["knowledge-sharing"],
        "method": ["online-space", "regular-meetings"],
        "topic": ["foresight"],
    }


def test_word_missing_from_the_mapping_is_an_error_not_a_guess():
    row = dict(starter.rows()[0], topics="tarot")
    with pytest.raises(KeyError, match="tarot"):
        starter.entry_of(row)


@pytest.mark.django_db
def test_load_publishes_every_entry_once_through_the_door(catalogue):
    said = load()

    assert said == f"Starter catalogue of {len(catalogue)} communities: {len(catalogue)} added, 0 there already."
    assert Community.objects.published().count() == len(catalogue)
    assert set(Revision.objects.values_list("number", "role", "action")) == {(1, "sources", "published")}
    assert Community.objects.confirmed().count() == 0
    assert Link.objects.filter(to_community__slug="solution-exchange", relation="part-of").count() == 8


@pytest.mark.django_db
def test_loading_again_changes_nothing(catalogue):
    load()
    before = list(Revision.objects.values_list("id", "digest").order_by("id"))

    assert load().endswith(f"0 added, {len(catalogue)} there already.")

    assert list(Revision.objects.values_list("id", "digest").order_by("id")) == before


@pytest.mark.django_db
def test_loading_again_leaves_changed_moved_and_withdrawn_entries_alone():
    load()
    changed, moved, withdrawn = Community.objects.order_by("id")[:3]
    publishing.publish({**changed.entry, "summary": "In its convener's words."}, role="convener", community=changed)
    publishing.move(moved, "somewhere-else")
    publishing.withdraw(withdrawn, role="staff", reason="It asked to be taken off")
    total = Community.objects.count()

    load()

    for community in (changed, moved, withdrawn):
        community.refresh_from_db()
    assert changed.entry["summary"] == "In its convener's words."
    assert moved.slug == "somewhere-else"
    assert not withdrawn.is_published
    assert Community.objects.count() == total


@pytest.mark.django_db
def test_loading_adds_only_what_is_missing(catalogue):
    one = by_slug(catalogue, "ukgovcamp")
    publishing.publish({**one, "summary": "Put in by its organisers."}, role="convener")

    assert load().endswith(f"{len(catalogue) - 1} added, 1 there already.")

    assert Community.objects.get(slug="ukgovcamp").entry["summary"] == "Put in by its organisers."


def test_only_a_number_of_people_gives_a_size(catalogue):
    counts = starter.mapping()["members_counted"]
    said = {row["members_counted"] for row in starter.rows() if row["members_counted"]}
    agencies = next(entry for entry in catalogue if entry["members_counted"] == "agencies (about)")
    officials = next(entry for entry in catalogue if entry["members_counted"] == "officials (about)")

    assert said == {*counts["people"], *counts["something_else"]}
    assert agencies["size"] is None
    assert officials["size"] == "over-100"


def test_more_than_a_small_number_gives_no_size(catalogue):
    by_name = {entry["name"]: entry for entry in catalogue}

    assert (by_name["State Chief Data Officers Network"]["members"], by_name["GovLoop"]["members"]) == (30, 32000)
    assert by_name["State Chief Data Officers Network"]["size"] is None
    assert by_name["GovLoop"]["size"] == "over-100"


def test_where_it_was_seen_active_is_said_only_where_one_source_can_have_said_it(catalogue):
    seen = [entry for entry in catalogue if entry["last_active"]]

    assert {bool(entry["last_active_source"]) for entry in seen if len(entry["sources"]) > 1} <= {False}
    assert all(entry["last_active_source"] for entry in seen if len(entry["sources"]) == 1)
