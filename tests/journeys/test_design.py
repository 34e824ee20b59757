"""The living page in a browser: every component in every state, both ways of reading, looked at in every way."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from submissions.design import views
from tests import databases
from tests.journeys import looking
from tests.journeys.visitor import Visitor
from tests.live import Site


@pytest.fixture(scope="module")
def in_development(worker, tmp_path_factory) -> Iterator[Site]:
    name = databases.copy(f"design_{worker}")
    with Site(databases.url(name), tmp_path_factory.mktemp("design"), mails=False, DEBUG="1") as running:
        yield running
    databases.drop(name)


@pytest.fixture(scope="module")
def window(browser: Browser, in_development: Site) -> Iterator[Visitor]:
    visitor = Visitor(browser, in_development, axe=True)
    yield visitor
    visitor.leave()


@pytest.fixture
def reader(browser: Browser, in_development: Site) -> Iterator[Visitor]:
    visitor = Visitor(browser, in_development)
    yield visitor
    visitor.leave()


@pytest.mark.parametrize("query", ["", "?dir=rtl"], ids=["left to right", "right to left"])
@pytest.mark.parametrize("name", views.PAGES)
def test_axe_finds_nothing_in_any_component(looker, name, query):
    looker.open(f"/design/{name}/{query}")
    looker.looks_around(looking.COLOURS_TOO)


def test_comparison_scrolls_by_itself_and_by_keyboard_while_the_questions_stay(reader):
    page = reader.open("/design/figures/")
    page.set_viewport_size({"width": 360, "height": 740})
    region = page.get_by_role("region", name="Side by side").first
    question = region.get_by_role("rowheader", name="Specimen label").first
    region.focus()
    before = question.bounding_box()
    for _turn in range(12):
        page.keyboard.press("ArrowRight")
    page.wait_for_function("() => document.activeElement.scrollLeft > 150")
    assert abs(question.bounding_box()["x"] - before["x"]) < 1
    assert page.evaluate("() => document.documentElement.scrollLeft") == 0


def test_long_list_of_values_can_be_searched_where_scripts_run(reader):
    page = reader.open("/design/finding/")
    facet = page.locator("details.facet").nth(2)
    facet.locator("details > summary").click()
    facet.get_by_role("searchbox", name="Search in Specimen Circle").fill("CÍRCLE 27")
    expect(facet.get_by_role("checkbox")).to_have_count(1)
    facet.get_by_role("searchbox").fill("")
    expect(facet.get_by_role("checkbox")).to_have_count(30)
