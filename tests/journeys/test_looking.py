"""Those who look at every page see what is wrong, also where they measure only a few of many alike."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys import looking

FAINT = "color: #ccc; background: #fff"
ITEMS = "".join(f"<li><p>Item {number}</p></li>" for number in range(60))
PAGE = """<!doctype html><html lang="en"><title>A list</title><main><h1>A list</h1>
<ul style="color: #111; background: #fff">{items}</ul></main></html>"""


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    with browser.new_page(viewport=looking.WIDE) as page:
        yield page


@pytest.mark.parametrize("rules", [looking.EVERY_RULE, looking.RULES_OF_COLOUR])
@pytest.mark.parametrize(
    "spoiled",
    [
        f'<li style="{FAINT}"><p>Item 40</p></li>',
        f'<li><p style="{FAINT}">Item 40</p></li>',
        '<li><p style="background: #222">Item 40</p></li>',
        '<li style="opacity: .3"><p>Item 40</p></li>',
        '<li><p><b style="color: #bbb">Item</b> 40</p></li>',
    ],
)
def test_one_faint_text_among_sixty_alike_is_found(page: Page, spoiled, rules):
    page.set_content(PAGE.format(items=ITEMS))
    assert looking.violations(page, rules) == []
    page.set_content(PAGE.format(items=ITEMS.replace("<li><p>Item 40</p></li>", spoiled)))
    (found,) = looking.violations(page, rules)
    assert "color-contrast" in found


def test_words_cut_off_words_on_words_and_what_scrolls_sideways_are_found(page: Page):
    page.set_content(
        """<!doctype html><html lang="en"><title>Crowded</title><main style="position: relative"><h1>Crowded</h1>
        <p style="width: 5em; overflow: hidden; white-space: nowrap">Words that find no room here</p>
        <p id="a" style="position: absolute; top: 9em">Words that lie</p>
        <p id="b" style="position: absolute; top: 9em">on other words</p>
        <p style="width: 200vw">Wide</p></main></html>"""
    )
    found = looking.faults(page, {"reduced_motion": "reduce"}, looking.ONCE_MORE)
    kinds = {one.split(": ")[1] for one in found if one.startswith("plain")}
    assert {"cut off", "overlap", "sideways scroll"} <= kinds
