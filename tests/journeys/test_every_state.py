"""Every page in every state that the public can meet, looked at in every way: the table, and what is done on a page.

Staff's pages are looked at in test_staff.py; how a state is brought about stands in states.py.
"""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from submissions import questionnaire
from tests.journeys import states
from tests.journeys.states import Stage
from tests.journeys.visitor import Visitor

SECTIONS = [section.slug for section in questionnaire.SECTIONS]
CHOSEN = "scale=national&purpose=knowledge-sharing&country=FI&country=FR&confirmed=no&q=foresight"

# {names} are of states.py; “drawn: NAME” is a page that this site cannot be brought to show.
CATALOGUE = {
    "home": "/",
    "list": "/communities/",
    "list, chosen": f"/communities/?{CHOSEN}",
    "list, every filter open": "/communities/?scale=national&topic=foresight",
    "list, nothing found": "/communities/?q=xyzzyqq&scale=national",
    "list, near names": "/communities/?q=onteamgov+finlnd",
    "list, refused values": "/communities/?scale=no-such-scale&country=zz",
    "list, last page": "/communities/?page=99999",
    "list, second page by newest": "/communities/?page=2&sort=newest",
    "map": "/communities/map/",
    "map, chosen": f"/communities/map/?{CHOSEN}",
    "map, nothing found": "/communities/map/?q=xyzzyqq",
    "entry, everything stated": "/communities/{full}/",
    "entry, hardly anything stated": "/communities/{bare}/",
    "entry, ended": "/communities/{ended}/",
    "entry, paused": "/communities/{paused}/",
    "entry, Arabic and long": "/communities/{arabic}/",
    "entry, answers withheld": "/communities/{withheld}/",
    "entry, of the starter": "/communities/national-foresight-network-finland/",
    "entry, gone": "/communities/{gone}/",
    "history": "/communities/{full}/history/",
    "history, one version": "/communities/{arabic}/history/",
    "countries": "/countries/",
    "country": "/countries/fr/",
    "country, none listed": "/countries/tv/",
    "about": "/about/",
    "accessibility": "/accessibility/",
    "privacy": "/privacy/",
    "in French": "/fr/communities/",
    "not there": "/no-such-page/",
    "unreadable": "/communities/?q=a%00b",
    "500": "drawn: 500",
    "503": "drawn: 503",
}
SENDING = {
    "before you start": "/submit/",
    "before you start, trapped": "/submit/",
    "form out of date": "/submit/",
    "too often": "drawn: too often",
    "lost link": "/submit/link/",
    "lost link, wrong": "/submit/link/",
    "lost link, asked": "/submit/link/?asked=1",
    "change": "/submit/change/{full}/",
    "draft": "/submission/{empty}/",
    "draft, wrong": "/submission/{wrong}/",
    "draft of a change": "/submission/{change}/",
    **{f"{slug}, empty": f"/submission/{{empty}}/{slug}/" for slug in SECTIONS},
    **{f"{slug}, wrong": f"/submission/{{wrong}}/{slug}/" for slug in SECTIONS if slug != "withheld"},
    **{f"{slug}, filled in": f"/submission/{{filled}}/{slug}/" for slug in SECTIONS},
    "community, required answers missing": "/submission/{missing}/community/",
    "community, OPSI asks": "/submission/{asked}/community/",
    "community, saved elsewhere": "/submission/{begun}/community/",
    "community, ended meanwhile": "/submission/{begun}/community/",
    "check, troubles": "/submission/{wrong}/check/",
    "check, filled in": "/submission/{filled}/check/",
    "check, looks the same": "/submission/{twin}/check/",
    "check, looks the same and unanswered": "/submission/{twin}/check/",
    "check, not sent": "/submission/{missing}/check/",
    "check, a change": "/submission/{change}/check/",
    "check, nothing changed": "/submission/{unchanged}/check/",
    "check, an answer to OPSI": "/submission/{asked}/check/",
    "later": "/submission/{filled}/later/",
    "later, wrong": "/submission/{begun}/later/",
    "later, sent": "/submission/{filled}/later/?sent=1",
    "sent": "/submission/{unconfirmed}/sent/",
    "sent, again": "/submission/{unconfirmed}/sent/?fresh=1",
    "sent, wrong code": "/submission/{unconfirmed}/sent/",
    "confirm": "/submission/{good}/confirm/",
    "confirmed before": "/submission/{used}/confirm/",
    "confirming link expired": "/submission/{late}/confirm/",
    "unknown link": "/submission/nobody-ever-issued-this/",
    "expired link": "/submission/{expired}/",
    "expired link, no address": "/submission/{nameless-expired}/",
    "fresh link sent": "/submission/{expired}/",
    "waiting": "/submission/{pending}/",
    "asked": "/submission/{asked}/",
    "approved": "/submission/{approved}/",
    "declined": "/submission/{declined}/",
    "withdrawn": "/submission/{withdrawn}/",
    "ended draft": "/submission/{ended-draft}/",
    "withdraw": "/submission/{pending}/withdraw/",
    "sign in": "/accounts/login/",
    "sign in, wrong": "/accounts/login/",
}


Act = Callable[[Page, Stage], None]


def trap(page: Page, stage: Stage) -> None:
    page.locator("#website_2").evaluate("one => one.value = 'filled in by a script'")


def unfold(page: Page, stage: Stage) -> None:
    page.locator("details").evaluate_all("all => all.forEach((one) => one.open = true)")


def forget_token(page: Page, stage: Stage) -> None:
    page.locator("main [name=csrfmiddlewaretoken]").evaluate("one => one.remove()")


def save_elsewhere(page: Page, stage: Stage) -> None:
    """As if the page had been opened before somebody else saved it."""
    page.locator("[name=seen]").evaluate("one => one.value = 'before'")
    page.get_by_label("What is it called?").fill("Typed in the other tab")


def end_meanwhile(page: Page, stage: Stage) -> None:
    """As if what this page belongs to had been withdrawn since it was opened."""
    page.get_by_label("What is it called?").fill("Typed too late")
    ended = f"/submission/{stage.names['withdrawn']}/community/"
    page.locator("main form").evaluate("(one, ended) => one.action = ended", ended)


def write(**fields: str) -> Act:
    def act(page: Page, stage: Stage) -> None:
        for name, words in fields.items():
            page.locator(f"main [name={name}]").fill(words)

    return act


def nothing(page: Page, stage: Stage) -> None:
    """The button alone."""


# What is done on a page to bring it into its state: an act, and the button pressed after it.
ACTS: dict[str, tuple[Act, str]] = {
    "list, every filter open": (unfold, ""),
    "entry, everything stated": (unfold, ""),
    "before you start, trapped": (trap, "Start now"),
    "form out of date": (forget_token, "Start now"),
    "lost link, wrong": (write(email="nobody"), "Send me a link"),
    "community, filled in": (unfold, ""),
    "community, saved elsewhere": (save_elsewhere, "Save and continue"),
    "community, ended meanwhile": (end_meanwhile, "Save and continue"),
    "check, looks the same and unanswered": (nothing, "Send to OPSI"),
    "check, not sent": (nothing, "Send to OPSI"),
    "later, wrong": (write(email=""), "Send me the link"),
    "sent, wrong code": (write(code="WRONG234"), "Confirm"),
    "fresh link sent": (nothing, "Send a fresh link"),
    "sign in, wrong": (write(login="nobody", password="wrong"), "Sign in"),
}


@pytest.fixture(scope="session")
def stage(catalogue) -> Stage:
    return states.of(catalogue)


@pytest.mark.parametrize("state", [*CATALOGUE, *SENDING])
def test_every_state_is_sound_in_every_way_of_looking(visit, stage, state):
    visitor = visit()
    arrive(visitor, stage, state)
    visitor.looks_around()


def arrive(visitor: Visitor, stage: Stage, state: str) -> None:
    """Open the page of a state, and do there what brings the state about."""
    address = {**CATALOGUE, **SENDING}[state]
    if drawn := re.match("drawn: (.+)", address):
        address = "/drawn/"
        visitor.page.route(
            f"**{address}", lambda route: route.fulfill(body=stage.drawn[drawn[1]], content_type="text/html")
        )
    visitor.open(address.format(**stage.names))
    act, button = ACTS.get(state, (nothing, ""))
    act(visitor.page, stage)
    if button:
        visitor.press(button)
