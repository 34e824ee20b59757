"""A call from its making to its end: staff ask, a convener answers through it, it is counted, and the clock ends it."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.journeys import convening, moderating
from tests.journeys.visitor import Visitor

PASSWORD = "a long enough pass phrase"
MAKE_CHIEF = f"""
from django.contrib.auth.models import User
User.objects.create_superuser({{name!r}}, "caller@example.org", {PASSWORD!r})
"""
QUESTION, ANSWER = "What would you tell a beginner?", "Start with a lunch."
SECONDS = 1
CLOSES_SOON = f"""
from datetime import timedelta
from django.utils import timezone
from communities.call_models import Call
Call.objects.filter(slug={{slug!r}}).update(closes_at=timezone.now() + timedelta(seconds={SECONDS}))
"""


@pytest.mark.parametrize(
    "scripts", [False, pytest.param(True, marks=pytest.mark.long)], ids=["without scripts", "with scripts"]
)
def test_call_is_made_answered_counted_and_ended_by_the_clock(visit, at_desk, backstage, scripts):
    slug = "scripted" if scripts else "unscripted"
    title, name, address = f"Calling the {slug} north", f"Circle of the {slug} north", f"{slug}@example.org"
    backstage.run(MAKE_CHIEF.format(name=f"caller-{slug}"))
    chief, reader, convener, late = (visit(scripts=scripts) for _person in range(4))
    moderating.sign_in(chief, f"caller-{slug}", PASSWORD)
    make(chief, title, slug)
    hear_of_it(reader, title)

    convener.open(f"/calls/{slug}/")
    convener.follow("Take part: add a community")
    convener.reads(f"For the call “{title}”, open until")
    answer(convener, name, address)
    desk = at_desk(scripts=scripts)
    approve(desk, title, name)
    watch(chief, title)

    reader.open(f"/calls/{slug}/")
    reader.reads("1 community listed through this call", "None listed through it yet from: Kenya.")
    reader.follow("1 community listed through this call")
    reader.follow(name)
    reader.reads("Came in by the call", title)

    late.open(f"/submit/?call={slug}")
    late.press("Start now")
    backstage.run(CLOSES_SOON.format(slug=slug))
    reader.page.wait_for_timeout(1_000 * SECONDS)
    banner = reader.open("/").get_by_role("region", name=title)
    expect(banner).to_have_count(0)
    reader.open(f"/calls/{slug}/")
    reader.reads("This call is over.", name, "the form goes on without the call")
    convening.describe(late, f"Late circle of the {slug} north")
    late.is_at("Where it is, and who convenes it")
    late.reads(f"The call “{title}” closed on", "The form goes on without it")


def make(chief: Visitor, title: str, slug: str) -> None:
    """A call that is open for three days more, of Iceland and Kenya, with a question of its own."""
    page, now = chief.open("/admin/communities/call/add/"), datetime.now(UTC)
    page.locator("[name=slug]").fill(slug)  # before the title, of which it would be made
    page.locator("[name=title]").fill(title)
    page.locator("[name=words]").fill("Tell us of **your circle**.")
    page.get_by_label("Time zone").select_option("UTC")
    for moment, at in (("opens_at", now - timedelta(hours=1)), ("closes_at", now + timedelta(days=3))):
        page.locator(f"[name={moment}_0]").fill(at.strftime("%Y-%m-%d"))
        page.locator(f"[name={moment}_1]").fill(at.strftime("%H:%M:%S"))
    for country in ("Iceland", "Kenya"):
        page.get_by_role("checkbox", name=country, exact=True).check()
    page.locator("[name=question_1_text]").fill(QUESTION)
    page.locator("[name=question_1_who]").select_option("OPSI only")
    page.locator("[name=question_1_required]").check()
    page.locator("[name=published]").check()
    page.locator("[name=_save]").first.click()
    moderating.tell_of_decision(chief, title)


def hear_of_it(reader: Visitor, title: str) -> None:
    banner = reader.open("/").get_by_role("region", name=title)
    expect(banner).to_contain_text("3 days left.")
    reader.follow("Read the call", within=banner)
    reader.is_at(title)
    reader.reads("Tell us of your circle.", "Iceland, Kenya", "None is listed through this call yet.")


def answer(convener: Visitor, name: str, address: str) -> None:
    page = convener.page
    convener.press("Start now")
    convening.describe(convener, name)
    where = page.url
    convener.open(where.replace("/place/", "/call/"))
    convener.press("Save and continue")
    convener.reads(f"Answer the question “{QUESTION}”")
    convening.write(page, QUESTION, ANSWER)
    convener.press("Save and continue")
    convener.open(where)
    convening.answer_the_rest(convener, address, through_call=True)
    convener.reads("Questions of the call", ANSWER)
    convener.press("Send to OPSI")
    convening.confirm(convener, address)


def approve(desk: Visitor, title: str, name: str) -> None:
    moderating.look_at(desk, name)
    content = desk.page.locator("#content")
    expect(content).to_contain_text(f"Through the call: {title}")
    expect(content).to_contain_text(ANSWER)
    moderating.decide(desk, "Approve", "Approve and publish")
    moderating.tell_of_decision(desk, "Approved")


def watch(chief: Visitor, title: str) -> None:
    page = chief.open("/admin/communities/call/")
    chief.follow(title)
    chief.follow("How it is getting on")
    expect(page.get_by_role("row", name=re.compile("^Approved"))).to_contain_text("1")
    expect(page.locator("#content")).to_contain_text("Target countries without one: Kenya.")
    expect(page.locator("#content")).to_contain_text(ANSWER)
