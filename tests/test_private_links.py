"""Private links against machines: what a mail gateway does to each link of each letter, and ten thousand guesses."""

import random
import re
from itertools import product
from urllib.parse import urlsplit

import pytest
from django.apps import apps
from django.test import Client

from submissions import links
from submissions.models import LimitCount, Purpose, State
from tests.submissions.alerted import an_alert
from tests.submissions.every_letter import every_letter
from tests.submissions.submitted import a_draft, in_state, pending

pytestmark = pytest.mark.django_db

PRIVATE = re.compile(r"https?://[^\s\"<>]+/(?:submission|submit)/[^\s\"<>]+")
SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
PAGES = ("", "check/", "confirm/", "shown/", "answers/", "data.json", "withdraw/", "erase/", "community/")
GUESSES = 10_000


def everything_stored() -> dict[str, list]:
    """Every row of every table, but for the counts of the limits, which say that somebody came."""
    models = [model for model in apps.get_models() if model is not LimitCount]
    return {model._meta.label: list(model.objects.order_by("pk").values()) for model in models}


def test_gateway_that_opens_each_link_of_each_letter_five_times_changes_nothing():
    letters = {"en": every_letter().values(), "fr": every_letter("fr").values()}
    found = {
        language: {urlsplit(url).path for one in some for url in PRIVATE.findall(one.message + one.html_message)}
        for language, some in letters.items()
    }
    assert min(map(len, found.values())) > 20
    stored = everything_stored()
    # A gateway asks for a page, or only whether there is one: at each English link the two take turns.
    for language, methods in (("en", ("GET", "HEAD", "GET", "HEAD", "GET")), ("fr", ("GET", "HEAD"))):
        for method, path in product(methods, sorted(found[language])):
            assert Client().generic(method, path).status_code in (200, 302, 410), (method, path)
    assert everything_stored() == stored


def altered(token: str, chance: random.Random) -> str:
    """The token with one to three of its letters changed, two exchanged, or a piece of it lost."""
    letters = list(token)
    match chance.randrange(3):
        case 0:
            for place in chance.sample(range(len(letters)), chance.randint(1, 3)):
                letters[place] = chance.choice(SIGNS.replace(letters[place], ""))
        case 1:
            one, other = chance.sample(range(len(letters)), 2)
            letters[one], letters[other] = letters[other], letters[one]
        case _:
            del letters[chance.randrange(len(letters)) :]
    return "".join(letters) or "A"


@pytest.mark.parametrize("number", [200, pytest.param(GUESSES, marks=pytest.mark.long)])
def test_altered_links_open_nothing(client, number):
    good = {
        links.issue(a_draft(), Purpose.RESUME).token,
        links.issue(in_state(State.UNCONFIRMED), Purpose.CONFIRM).token,
        links.issue(pending(), Purpose.RESUME).token,
        links.issue(a_draft(), Purpose.SHOW, shows_private=True).token,
    }
    alert = an_alert().token
    chance = random.Random(number)  # noqa: S311 - guesses, the same each time
    answers = set()
    for guess in range(number):
        token = altered(chance.choice(sorted(good)), chance)
        if token in good:  # two like letters were exchanged
            continue
        answers.add(client.get(f"/submission/{token}/{PAGES[guess % len(PAGES)]}").status_code)
        if guess % 10 == 0:
            other = altered(alert, chance)
            assert other == alert or client.get(f"/submit/alert/{other}/").status_code == 404
    assert answers == {404}
