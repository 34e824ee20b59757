"""French pages as they are drawn: nothing on them stands in English that is there in French."""

from functools import cache
from html.parser import HTMLParser

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.utils import translation

from communities import vocabularies
from tests import messages, stage, states
from tests.page import VOID
from tests.submissions.every_letter import letters_to_read

pytestmark = pytest.mark.django_db

READ_OUT = {"alt", "aria-label", "aria-description", "placeholder", "title", "content", "label"}
# Of each page one state, the fullest: others are the same page with less on it.
FULLEST = ("list, chosen", "entry, everything stated", "entry, ended", "precedents, found", "check, troubles")
ASIDE = ("/accounts/", "/fr/", "drawn: ")  # staff's sign-in, what is French already, and what has no address here
STATES = [
    state
    for state, address in states.EVERY.items()
    if not address.startswith(ASIDE) and (state in FULLEST or "," not in state or ", filled in" in state)
]


@cache
def known_in_french() -> set[str]:
    """What the site says in English and, otherwise, in French."""
    written = messages.read((messages.ROOT / "locale/fr/LC_MESSAGES/django.po").read_text(encoding="utf-8"))
    english = {text for message in written for text in message.english}
    french = {text for message in written for text in message.french}
    for vocabulary in vocabularies.read().values():
        english |= {vocabulary.question, *(text for _slug, *texts in vocabulary.terms for text in texts)}
        french |= {vocabulary.question_fr, *(text for texts in vocabulary.in_french.values() for text in texts)}
    return english - french


class Said(HTMLParser):
    """Every piece of text on a page, or read out of it, that is said to be French; code is in no language."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._languages: list[tuple[str, str]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        language = dict(attrs).get("lang") or (self._languages[-1][1] if self._languages else "")
        if language == "fr":
            self.pieces += [" ".join(value.split()) for name, value in attrs if value and name in READ_OUT]
        if tag not in VOID:
            self._languages.append((tag, language))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self._languages.pop()

    def handle_endtag(self, tag: str) -> None:
        while self._languages and self._languages.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        tag, language = self._languages[-1] if self._languages else ("", "")
        if language == "fr" and tag != "code":
            self.pieces.append(" ".join(data.split()))


def in_english(html: str) -> set[str]:
    return set(Said(html).pieces) & known_in_french()


def test_english_is_noticed():
    said = '<p lang="fr">{}<b title="Countries">Carte</b><i lang="en">Insights</i></p>'
    assert in_english(said.format("Map")) == {"Map", "Countries"}


def test_no_page_says_in_english_what_it_could_say_in_french():
    set_stage = stage.set()
    visitor = Client(enforce_csrf_checks=True)
    found = {}
    for state in STATES:
        answer = visitor.get(f"/fr{states.address(state, set_stage.names)}")
        assert '<html lang="fr"' in answer.text, state
        found[state] = in_english(answer.text)
    assert {state: words for state, words in found.items() if words} == {}


@pytest.mark.parametrize("name", ["500.html", "503.html"])
def test_pages_of_a_site_in_trouble_are_french_too(name):
    with translation.override("fr"):
        page = render_to_string(name)
    assert in_english(page) == set()
    assert page.count('href="/fr/"') == 2


def test_letters_to_whoever_wrote_in_french_are_french():
    for name, letter in letters_to_read("fr").items():
        assert in_english(letter.html_message) == set(), name
        assert letter.subject not in known_in_french()
        assert "/fr/" in letter.message, name
