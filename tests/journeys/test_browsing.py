"""A reader looks for communities: home, search, filters, chips, a page, its history, the map, a country."""

import re

import pytest
from playwright.sync_api import expect


def choose(visitor, facet: str, value: str) -> None:
    """Tick a value of a filter, opening whatever folds it away."""
    group = visitor.page.locator("details.facet").filter(has=visitor.page.locator("summary", has_text=facet)).first
    box = group.get_by_role("checkbox", name=re.compile(f"^{value} "), include_hidden=True)
    for folded in group.locator("summary").all():
        if not box.is_visible():
            folded.click()
    box.check()


def results(visitor) -> list[str]:
    return visitor.page.locator(".rows h2 a").all_inner_texts()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_reader_finds_a_community_by_words_filters_map_and_country(visit, scripts):
    reader = visit(scripts=scripts)
    page = reader.open("/")
    expect(page.get_by_role("main")).to_contain_text(
        re.compile(r"\d+ listed\s+\d+ confirmed by (its convener|their conveners)")
    )
    page.get_by_role("searchbox").fill("foresight")
    reader.press("Search")
    reader.is_at("Communities")
    found_by_words = page.locator(".count b").inner_text()

    choose(reader, "Purpose", "Knowledge sharing and sensemaking")
    choose(reader, "Country", "Finland")
    reader.press("Apply filters")
    assert "purpose=knowledge-sharing" in page.url
    assert "country=FI" in page.url
    assert results(reader) == ["National Foresight Network (Finland)"]
    chips = page.get_by_role("list", name="What is chosen")
    shown = ["foresight", "Finland", "Knowledge sharing and sensemaking", "Clear all"]
    expect(chips.get_by_role("listitem")).to_have_text([re.compile(words) for words in shown])

    reader.follow("Remove: Country Finland", within=chips)
    assert "country" not in page.url
    reader.follow("Remove: Purpose Knowledge sharing and sensemaking", within=chips)
    expect(page.locator(".count b")).to_have_text(found_by_words)

    reader.follow("National Foresight Network (Finland)")
    reader.is_at("National Foresight Network (Finland)")
    reader.reads("Listed from public sources", "Finland", "Not stated yet", "How to join")
    reader.follow("See this version")
    reader.is_at("History of this entry")
    reader.reads("Version 1: Published", "Public sources, read by OPSI")

    reader.follow("Map")
    row = page.get_by_role("row").filter(has_text="Finland")
    expect(row.get_by_role("cell").first).to_have_text("2")
    reader.follow("Finland", within=row)
    reader.is_at("Finland")
    reader.reads("National Foresight Network (Finland)", "OneTeamGov Finland")
    reader.follow("Countries")
    reader.follow("Finland", within=page.get_by_role("main"))
    reader.is_at("Finland")
    reader.reads("2 communities are listed", "National Foresight Network (Finland)", "OneTeamGov Finland")


def test_search_for_nothing_listed_says_so_and_offers_a_way_on(visit):
    reader = visit()
    page = reader.open("/communities/?q=xyzzyqq&scale=national")
    reader.reads("Nothing is listed for this choice yet", "That does not mean that there is none")
    reader.follow("Clear all")
    expect(page.locator(".count")).to_have_text(re.compile(r"^\d+ communities\s*$"))


def test_words_typed_after_choosing_are_sorted_by_relevance(visit):
    reader = visit(scripts=False)
    page = reader.open("/communities/?scale=national")
    page.get_by_role("searchbox").fill("foresight")
    reader.press("Search")
    expect(page.get_by_label("Sort by").locator("option:checked")).to_have_text("Best match")


def test_address_of_a_selection_is_short_and_opens_the_same_selection(visit):
    reader = visit()
    page = reader.open("/communities/")
    choose(reader, "Scale", "International")
    reader.press("Apply filters")
    expect(page.locator(".chips")).to_contain_text("International")
    assert page.url == f"{reader.site.url}/communities/?scale=international"
