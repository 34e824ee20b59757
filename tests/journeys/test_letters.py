"""Letters in a mail program: each looked at by axe, narrow and wide, light and dark; and a trial's page of letters."""

import json

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys import looking

# Written and rolled back: those of decisions would wait ten minutes for the post.
WRITE = """
import json
from django.db import transaction
from tests.submissions.every_letter import every_letter
with transaction.atomic():
    letters = every_letter()
    transaction.set_rollback(True)
print(json.dumps({name: letter.html_message for name, letter in letters.items()}))
"""
# The mail program around a letter has the landmarks.
NOT_ITS_OWN = {name: {"enabled": False} for name in ("region", "landmark-one-main")}
EVERY_RULE = {**looking.EVERY_RULE, "rules": {**looking.EVERY_RULE["rules"], **NOT_ITS_OWN}}


@pytest.fixture(scope="module")
def written(catalogue, backstage) -> dict[str, str]:
    """The HTML of every letter by what it is about."""
    return json.loads(backstage.run(WRITE))


@pytest.mark.parametrize(
    ("width", "colours", "rules"), [(320, "light", EVERY_RULE), (700, "dark", looking.RULES_OF_COLOUR)]
)
def test_axe_finds_nothing_in_any_letter_and_nothing_is_loaded(browser: Browser, written, width, colours, rules):
    asked, wrong = [], {}
    with browser.new_context(viewport={"width": width, "height": 740}, color_scheme=colours) as context:
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        for name, html in written.items():
            page.set_content(html)
            found = [*looking.violations(page, rules), *page.evaluate(looking.SIDEWAYS)]
            wrong |= {name: found} if found else {}
            expect(page.get_by_text("OPSI · Communities of practice")).to_be_visible()
    assert wrong == {}
    assert asked == []


def test_letter_of_a_trial_is_seen_as_mailed_and_its_button_leads_on(visit):
    reader = visit()
    page = reader.open("/accounts/password/reset/")
    page.get_by_label("Email").fill("nobody@example.org")
    page.locator("main form button, main form input[type=submit]").first.click()
    reader.site.wait_for_letter("nobody@example.org")
    reader.open("/letters/")
    said = "There is no staff account with this address"
    expect(page.get_by_role("heading", level=2, name=said).first).to_be_visible()
    reader.looks_around()
    page.get_by_role("link", name="See it as a mail program shows it").filter(has_text=said).first.click()
    reader.is_at("There is no account with this address")
    reader.follow("Go to the catalogue")
    expect(page.get_by_role("searchbox")).to_be_visible()
