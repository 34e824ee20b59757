"""What there is to be pictured: by name, how somebody with a browser comes to see it.

The states of the public pages stand in the tables that the journeys hold to account.
"""

import json
import urllib.request
from collections.abc import Callable
from functools import cache, partial

from tests import stage, states
from tests.journeys import moderating
from tests.journeys.arriving import arrive
from tests.journeys.visitor import Visitor
from tests.live import Site

Scene = Callable[[Visitor], object]
SCRIPTLESS = ", without scripts"
WITHOUT_SCRIPTS = ("list", "list, chosen", "map of a region", "community, filled in")
DESK = {
    "desk": "/admin/",
    "desk: queue": moderating.QUEUE,
    "desk: communities": "/admin/communities/community/",
    "desk: how a call is getting on": "/admin/communities/call/1/progress/",
    "desk: waves of invitations": "/admin/submissions/wave/",
    "desk: whom to invite": "/admin/submissions/wave/add/",
    "desk: a wave of invitations": "/admin/submissions/wave/1/change/",
    "desk: a term": "/admin/communities/term/1/change/",
}
REVIEWS = {
    "desk: review of a new one": "new",
    "desk: review of a change": "change",
    "desk: review of a claim": "claim",
    "desk: review of a report": "report",
    "desk: review of a confirmation": "confirmation",
    "desk: review of a lesson": "lesson",
    "desk: review of a session": "session",
}

# By the names of the stage.
QUESTIONS = {
    "desk: a question to relay": "desk-question",
    "desk: a question with conveners": "desk-question-relayed",
    "desk: a question to reply to": "desk-question-due",
}


@cache
def set_stage(site: Site) -> stage.Stage:
    """Every state, brought about when the first of them is wanted."""
    return stage.of(site)


@cache
def moderator(site: Site) -> tuple[str, str]:
    return site.make_moderator()


def of_the_starter(site: Site) -> dict[str, Scene]:
    """The entries of the real catalogue that try a page most."""
    with urllib.request.urlopen(f"{site.url}/communities/export.json") as answer:  # noqa: S310 - our own site
        entries = json.load(answer)

    def stated(entry: dict) -> int:
        return len(json.dumps(entry))

    found = {
        "longest name": max(entries, key=lambda entry: len(entry["name"])),
        "longest summary": max(entries, key=lambda entry: len(entry["summary"])),
        "most other names": max(entries, key=lambda entry: len(entry["aliases"])),
        "most stated": max(entries, key=stated),
        "least stated": min(entries, key=stated),
    }
    return {f"starter: {name}": _opened(f"/communities/{entry['slug']}/") for name, entry in found.items()}


def of_states(site: Site) -> dict[str, Scene]:
    def show(state: str, visitor: Visitor) -> None:
        arrive(visitor.page, set_stage(site), state)

    found: dict[str, Scene] = {name: partial(show, name) for name in states.EVERY}
    return {**found, **{f"{name}{SCRIPTLESS}": found[name] for name in WITHOUT_SCRIPTS}}


def of_the_desk(site: Site) -> dict[str, Scene]:
    def look(address: str, visitor: Visitor) -> None:
        set_stage(site)  # there is something to decide about
        sign_in(visitor, *moderator(site))
        visitor.open(address)

    def review(kind: str, visitor: Visitor) -> None:
        look(f"{moderating.QUEUE}?kind={kind}", visitor)
        take_up_the_first(visitor)

    def question(name: str, visitor: Visitor) -> None:
        look(f"{moderating.QUEUE}{set_stage(site).names[name]}/change/", visitor)

    def letter(visitor: Visitor) -> None:
        review("new", visitor)
        visitor.press("See the letter first")
        visitor.is_at("Before it goes")

    questions = {name: partial(question, of_stage) for name, of_stage in QUESTIONS.items()}
    desk = {name: partial(look, address) for name, address in DESK.items()}
    desk["desk: the letter before it goes"] = letter
    return {**desk, **questions, **{name: partial(review, kind) for name, kind in REVIEWS.items()}}


def of_letters(site: Site) -> dict[str, Scene]:
    """One letter of each sort among those sent so far, as a mail program with HTML shows it."""

    def read(html: str, visitor: Visitor) -> None:
        visitor.page.route("**/a-letter/", lambda route: route.fulfill(body=html, content_type="text/html"))
        visitor.open("/a-letter/")

    site.wait_for_letter("@")  # the first may still be on its way
    found: dict[str, Scene] = {}
    for letter in site.letters():
        body = letter.get_body(("html",))
        if body:
            found.setdefault(f"letter: {letter['Subject'].partition(':')[0]}", partial(read, body.get_content()))
    return found


def sign_in(visitor: Visitor, name: str, password: str) -> None:
    page = visitor.open("/admin/")
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(password)
    visitor.press("Sign in")
    page.wait_for_url("**/admin/")


def take_up_the_first(visitor: Visitor) -> None:
    """From the queue to the page of its first submission."""
    visitor.page.get_by_role("table").locator("tbody").get_by_role("link").first.click()
    visitor.page.wait_for_url("**/change/**")


def _opened(address: str) -> Scene:
    return lambda visitor: visitor.open(address)
