"""Staff's pages: sound in every way of looking, usable without a mouse, in the colours chosen, and losing no words."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import second_step
from tests.journeys import looking
from tests.journeys.backstage import Backstage
from tests.journeys.keyboard import Keyboard
from tests.journeys.moderating import QUEUE, cookies_of, decide, sign_in
from tests.journeys.visitor import Visitor
from tests.live import Site

PASSWORD = "a long enough pass phrase"
# One of everything that the desk shows, and a chief who may see it all. `published` has two versions.
SET_UP = f"""
import json
from django.contrib.auth.models import User
from post_office.models import Email
from communities.models import Revision, Term
from submissions import holding, intake, moderation
from submissions.desk_models import Note, Typed
from submissions.models import State, Steward, Submission
from tests import factories
from tests.submissions.submitted import (
    a_change, a_claim, a_lesson, a_moderator, a_report, a_session, an_import, in_state, pending,
)

chief = User.objects.create_superuser("chief", "chief@example.org", {PASSWORD!r})
User.objects.create_superuser("second", "second-chief@example.org", {PASSWORD!r})
published = factories.changed(factories.published(name="Shown to staff"), summary="Said anew.", reason="Heard of it")
alike = [{{"name": published.name, "slug": published.slug, "score": 88, "reasons": ["Same country."]}}]
change = a_change(published, proposes={{"summary": "Said by its convener.", "website": "https://example.org/new"}})
Steward.objects.create(community=published, name="Former", email="former@example.org", role="convener")
claim = a_claim(published)
intake.confirm(claim)
lesson = a_lesson(published)
intake.confirm(lesson)
factories.learned(published)
session = a_session(published)
intake.confirm(session)
factories.announced(published)
asked = [
    factories.an_extra(text="Who sponsors it?", kind="one", options=["A minister", "Nobody"]),
    factories.an_extra("q2", text="What helped?", who="aggregate"),
]
made = {{
    "published": published.pk,
    "revision": Revision.objects.first().pk,
    "collection": factories.collected([published], published=False, notes=["Chosen by staff."]).pk,
    "call": factories.a_call([published], slug="shown-to-staff", countries=["FI", "IE"], questions=asked).pk,
    "term": Term.objects.first().pk,
    "user": chief.pk,
    "change": pending(change, private_answers={{"hardest": "Time"}}).pk,
    "new": pending(lookalikes=alike, entry={{"name": "Proposed to staff"}}).pk,
    "report": a_report(published, email="reader@example.org", matter="twice", other=published.name).pk,
    "claim": claim.pk,
    "lesson": lesson.pk,
    "session": session.pk,
    "approved": in_state(State.APPROVED, a_moderator()).pk,
    "declined": in_state(State.DECLINED, a_moderator()).pk,
    "asked": in_state(State.CHANGES_REQUESTED, a_moderator()).pk,
    "typed": pending(entry={{"name": "Looked at by others"}}).pk,
    "held": an_import(import_notes=[{{"field": "host", "message": "Not a country"}}]).pk,
    "letter": Email.objects.create(to="someone@example.org", from_email="opsi@example.org", subject="Hello").pk,
}}
someone = a_moderator("someone")
Note.objects.create(submission_id=made["typed"], user=someone, text="Rang them.")
holding.take(Submission.objects.get(pk=made["typed"]), someone)
Typed.objects.create(submission_id=made["typed"], user=chief, fields={{"words": ["Dear all"]}}, version=1)
print(json.dumps(made))
"""
# What moderators see every day, looked at in all ways; what else there is; and what hardly anybody opens, looked at in
# the long tests.
DAILY = ("/admin/", QUEUE, QUEUE + "{change}/change/", "/admin/communities/community/{published}/change/")
PAGES = (
    "/admin/",
    QUEUE,
    f"{QUEUE}?state=all&kind=change",
    QUEUE + "{change}/change/",
    QUEUE + "{new}/change/",
    QUEUE + "{claim}/change/",
    QUEUE + "{report}/change/",
    QUEUE + "{lesson}/change/",
    QUEUE + "{lesson}/correct/",
    "/admin/communities/lesson/",
    QUEUE + "{session}/change/",
    QUEUE + "{session}/correct/",
    "/admin/communities/session/",
    QUEUE + "{approved}/change/",
    QUEUE + "{declined}/change/",
    QUEUE + "{asked}/change/",
    QUEUE + "{typed}/change/",
    QUEUE + "{held}/change/",
    QUEUE + "{new}/correct/",
    QUEUE + "{new}/preview/",
    "/admin/communities/community/",
    "/admin/communities/community/add/",
    "/admin/communities/community/{published}/change/",
    "/admin/communities/collection/",
    "/admin/communities/collection/{collection}/change/",
    "/admin/communities/collection/{collection}/preview/",
    "/admin/communities/call/",
    "/admin/communities/call/add/",
    "/admin/communities/call/{call}/change/",
    "/admin/communities/call/{call}/preview/",
    "/admin/communities/call/{call}/progress/",
    "/admin/communities/revision/",
    "/admin/communities/term/",
    "/admin/communities/term/{term}/change/",
    "/admin/auth/user/{user}/change/",
    "/admin/auth/user/{user}/record/",
    "/admin/auth/user/{user}/delete/",
    "/admin/password_change/",
    "/admin/no-such-page/",
    "/accounts/2fa/",
    "/accounts/reauthenticate/",
    "/accounts/password/change/",
    "/accounts/email/",
    "/accounts/logout/",
)
RARE = (
    "/admin/communities/",
    f"{QUEUE}?q=nothing+has+these+words",
    QUEUE + "{new}/history/",
    "/admin/submissions/steward/",
    "/admin/submissions/savedwords/",
    "/admin/submissions/savedwords/add/",
    "/admin/submissions/alert/",
    "/admin/post_office/email/",
    "/admin/post_office/email/{letter}/change/",
    "/admin/auth/user/",
    "/admin/auth/user/add/",
    "/admin/auth/user/{user}/password/",
    "/admin/auth/user/{user}/history/",
    "/admin/auth/group/add/",
    "/admin/auth/group/",
    "/admin/mfa/authenticator/",
    "/accounts/3rdparty/",
    "/admin/communities/revision/{revision}/change/",
)
# All but that to sign in, which the public meets and which is looked at with its states.
ENTRANCES = (
    "/accounts/inactive/",
    "/accounts/signup/",
    "/accounts/password/reset/",
    "/accounts/password/reset/done/",
    "/accounts/password/reset/key/1-x/",
    "/accounts/password/reset/key/done/",
)
GROUND = "() => getComputedStyle(document.body).backgroundColor"
LIGHT, DARK = "rgb(255, 255, 255)", "rgb(16, 24, 26)"


@pytest.fixture(scope="session")
def made(catalogue: Site, backstage: Backstage) -> dict[str, int]:
    """The keys of what stands on the desk."""
    return json.loads(backstage.run(SET_UP))


@pytest.fixture(scope="session")
def signed_in(browser: Browser, catalogue: Site, made: dict[str, int]) -> list[Any]:
    """The chief's cookies: one sign-in for all pages."""
    return cookies_of(Visitor(browser, catalogue), "chief", PASSWORD)


@pytest.fixture
def chief(visit: Callable[..., Visitor], signed_in: list[Any]) -> Visitor:
    somebody = visit()
    somebody.context.add_cookies(signed_in)
    return somebody


@pytest.mark.parametrize("address", [*PAGES, *(pytest.param(one, marks=pytest.mark.long) for one in RARE)])
def test_page_of_the_desk_is_sound_in_every_way_of_looking(looker, signed_in, made, address):
    looker.context.add_cookies(signed_in)
    page = looker.open(address.format(**made))
    page.locator("main details").evaluate_all("all => all.forEach((one) => one.open = true)")
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    looker.looks_around(looking.COLOURS_TOO if address in DAILY else looking.ONCE_MORE)


@pytest.mark.long
@pytest.mark.parametrize("address", [*PAGES, *RARE])
def test_page_of_the_desk_is_sound_by_every_rule_in_every_way_of_looking(looker, signed_in, made, address):
    looker.context.add_cookies(signed_in)
    page = looker.open(address.format(**made))
    page.locator("main details").evaluate_all("all => all.forEach((one) => one.open = true)")
    looker.looks_around(looking.EVERY_WAY)


@pytest.mark.parametrize("address", ENTRANCES)
def test_way_in_is_sound_in_every_way_of_looking(looker, address):
    looker.open(address)
    looker.looks_around()


def test_page_that_is_not_there_leads_back_to_the_desk(chief):
    chief.open("/admin/no-such-page/")
    chief.follow("Go to the desk")
    chief.is_at("Desk")


def test_mistakes_are_shown_soundly(chief, made, visit):
    page = chief.open(QUEUE + f"{made['new']}/change/")
    page.get_by_role("radio", name="Decline").check()
    chief.press("Decline")
    chief.reads("Nothing is decided yet.", "Choose a reason")
    chief.looks_around()
    chief.open(QUEUE + f"{made['new']}/correct/").get_by_role("textbox", name="Name", exact=True).fill("")
    chief.press("Save the correction")
    chief.reads("Nothing is changed yet.")
    chief.looks_around()
    stranger = visit()
    page = stranger.open("/accounts/login/")
    page.get_by_label("Username").fill("nobody")
    page.get_by_label("Password", exact=True).fill("wrong")
    stranger.press("Sign in")
    expect(page.get_by_role("alert")).to_be_visible()  # looked at with the states that the public meets


def test_letter_is_seen_soundly_before_it_goes(chief, made):
    page = chief.open(QUEUE + f"{made['new']}/change/")
    page.get_by_role("radio", name="Ask for changes").check()
    page.get_by_label("Words to the sender").fill("Which town is it in?")
    chief.press("See the letter first")
    chief.is_at("Before it goes")
    chief.reads("Which town is it in?")
    chief.looks_around()
    chief.follow("Back, to write it otherwise")
    expect(page.get_by_label("Words to the sender")).to_have_value("Which town is it in?")
    chief.press("Forget it")
    expect(page.get_by_label("Words to the sender")).to_have_value("")


def test_typing_is_kept_on_the_server_and_back_on_another_device(chief, made, visit, signed_in):
    page = chief.open(QUEUE + f"{made['new']}/change/")
    with page.expect_request("**/typed/") as sent:
        page.get_by_label("Note among staff").fill("Ask the ministry")
    assert sent.value.response().status == 204
    elsewhere = visit(scripts=False)
    elsewhere.context.add_cookies(signed_in)
    other = elsewhere.open(QUEUE + f"{made['new']}/change/")
    expect(other.get_by_label("Note among staff")).to_have_value("Ask the ministry")
    elsewhere.press("Forget it")
    expect(other.get_by_label("Note among staff")).to_have_value("")


def test_second_step_is_set_up_and_asked_for(visit, made):
    visitor = visit()
    sign_in(visitor, "second", PASSWORD)
    page = visitor.open("/accounts/2fa/totp/activate/")
    visitor.is_at("Is it still you?")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    visitor.press("Continue")
    visitor.is_at("Set up the second step")
    visitor.looks_around()
    secret = page.get_by_label("Key to type").input_value()
    page.get_by_label("code", exact=False).last.fill("000000")
    visitor.press("Set it up")
    expect(page.get_by_role("alert")).to_be_in_viewport()
    visitor.looks_around()
    expect(page.get_by_label("Key to type")).to_have_value(secret)
    page.get_by_label("code", exact=False).last.fill(second_step.code(secret))
    visitor.press("Set it up")
    visitor.is_at("Recovery codes")
    for address in ("/accounts/2fa/", "/accounts/2fa/recovery-codes/", "/accounts/2fa/recovery-codes/generate/"):
        visitor.open(address)
        visitor.looks_around()
    visitor.open("/accounts/2fa/totp/deactivate/")
    visitor.looks_around()
    visitor.open("/accounts/logout/")
    visitor.press("Sign out")
    page.wait_for_url("/")

    page = visitor.open("/accounts/login/")
    page.get_by_label("Username").fill("second")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    visitor.press("Sign in")
    visitor.is_at("Enter your code")
    visitor.looks_around()
    page.get_by_label("code", exact=False).first.fill("000000")
    visitor.press("Sign in")
    expect(page.get_by_role("alert")).to_contain_text("Type the newest code that your app shows.")


def test_colours_follow_the_device_until_they_are_chosen(chief):
    page = chief.open("/admin/")
    assert page.evaluate(GROUND) == LIGHT
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(GROUND) == DARK
    chief.press("Colours: device")
    assert page.evaluate(GROUND) == LIGHT
    page.reload()
    assert page.evaluate(GROUND) == LIGHT
    chief.press("Colours: light")
    page.emulate_media(color_scheme="light")
    assert page.evaluate(GROUND) == DARK
    assert looking.violations(page, looking.RULES_OF_COLOUR) == []
    chief.looks_around()


@pytest.mark.parametrize("address", ["/admin/", QUEUE, QUEUE + "{change}/change/"])
def test_focus_is_seen_and_never_covered_on_the_way_through_the_page(looker, signed_in, made, address):
    looker.context.add_cookies(signed_in)
    keys = Keyboard(looker.open(address.format(**made)))
    assert keys.tab() == "Skip to main content"
    assert "Sign out" in keys.leave_page()


def test_words_written_before_the_session_ended_are_back_after_signing_in(visit, made):
    moderator = visit()
    sign_in(moderator, "chief", PASSWORD)
    address = QUEUE + f"{made['change']}/change/"
    page = moderator.open(address)
    page.get_by_role("radio", name="Ask for changes").check()
    page.get_by_label("Words to the sender").fill("Which town is it in?")
    page.locator("[name=take][value=website]").uncheck()
    moderator.context.clear_cookies(name=re.compile("session"))
    moderator.press("Ask the sender for changes")
    moderator.is_at("Staff sign-in")
    page.get_by_label("Username").fill("chief")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    moderator.press("Sign in")
    expect(page).to_have_url(re.compile(re.escape(address)))
    moderator.reads("What you had typed here is back.")
    expect(page.get_by_label("Words to the sender")).to_have_value("Which town is it in?")
    expect(page.get_by_role("radio", name="Ask for changes")).to_be_checked()
    expect(page.locator("[name=take][value=website]")).not_to_be_checked()
    decide(moderator, "Ask for changes", "Ask the sender for changes")
    moderator.open(address)
    expect(page.get_by_text("What you had typed here is back.")).to_have_count(0)


def test_dialog_warns_before_the_end_and_gives_more_time(visit, signed_in):
    chief = visit(anew=True)  # whose clock is another
    chief.context.add_cookies(signed_in)
    page = chief.page
    page.clock.install()
    chief.open("/admin/")
    dialog = page.get_by_role("dialog", name="You are about to be signed out")
    _later(page, 20)
    expect(dialog).to_be_hidden()
    _later(page, 6)
    expect(dialog).to_be_visible()
    assert looking.violations(page, looking.EVERY_RULE) == []
    end = page.locator("dialog time")
    before = end.text_content()
    chief.press("Stay signed in")
    expect(dialog).to_be_hidden()
    assert end.text_content() != before


def test_page_says_without_scripts_how_long_one_stays_signed_in(visit, signed_in):
    chief = visit(scripts=False)
    chief.context.add_cookies(signed_in)
    page = chief.open("/admin/")
    expect(page.get_by_role("contentinfo")).to_contain_text(re.compile(r"You stay signed in until \d\d:\d\d UTC\."))
    expect(page.get_by_role("button", name="Colours")).to_have_count(0)


def _later(page: Page, minutes: int) -> None:
    for _minute in range(minutes):
        page.clock.run_for(60_000)
