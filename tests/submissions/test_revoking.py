"""All private links dead at once: of every letter there is; who holds one can go on by a fresh one."""

import re
from io import StringIO
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from django.test import Client
from post_office.models import Email

from submissions import links, revoking
from submissions.models import Purpose
from tests.page import Page
from tests.submissions.alerted import an_alert
from tests.submissions.every_letter import every_letter
from tests.submissions.submitted import a_draft

pytestmark = pytest.mark.django_db

PRIVATE = re.compile(r"https?://[^\s\"<>]+/(?:submission|submit)/[^\s\"<>]+")
TOKEN = re.compile(r"/(?:submission|alert|answer|entry)/[\w-]{30,}/")


def opens(path: str) -> bool:
    """Whether a link is good for anything; one that confirmed once says so for ever, and nothing else."""
    response = Client().get(path)
    said = {template.name for template in response.templates}
    return response.status_code not in (404, 410) and "submissions/confirmed_before.html" not in said


def test_no_private_link_of_any_letter_opens_any_more():
    urls = {urlsplit(url).path for letter in every_letter().values() for url in PRIVATE.findall(letter.message)}
    paths = [*sorted(filter(TOKEN.search, urls)), f"/submit/alert/{an_alert().token}/"]
    good = [path for path in paths if opens(path)]
    assert len(good) > 10
    counts = revoking.revoke()
    assert all(counts.values()), counts
    assert [path for path in good if opens(path)] == []


def test_who_holds_a_dead_link_asks_for_a_fresh_one_and_finds_everything():
    draft = a_draft()
    dead = links.issue(draft, Purpose.RESUME).token
    call_command("revoke_links", kind="submissions", stdout=StringIO())
    client = Client()
    response = client.get(f"/submission/{dead}/")
    assert response.status_code == 410
    form = next(form for form in Page(response.text).forms() if form.method == "post")
    client.post(form.action, form.values)
    fresh = re.search(r"/submission/([\w-]+)/", Email.objects.latest("pk").message)[1]
    assert fresh != dead
    assert client.get(f"/submission/{fresh}/").status_code == 200


def test_only_one_address_or_one_kind_is_touched_where_that_is_asked():
    one, other = a_draft(sender_email="One@example.org"), a_draft(sender_email="other@example.org")
    tokens = [links.issue(draft, Purpose.RESUME).token for draft in (one, other)]
    an_alert("one@example.org")
    assert revoking.revoke("alerts", "other@example.org") == {"alerts": 0}
    assert revoking.revoke(address="one@example.org") == {
        "submissions": 1,
        "alerts": 2,
        "questions": 0,
        "introductions": 0,
        "asked": 0,
    }
    assert [Client().get(f"/submission/{token}/").status_code for token in tokens] == [410, 200]
