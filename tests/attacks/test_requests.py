"""Requests that lead astray: other hosts, addresses to go on to, fields that no form has, steps left out."""

from urllib.parse import urlsplit

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client
from post_office.models import Email

from communities.models import Community
from submissions import links, moderation
from submissions.models import Purpose, State, Submission
from tests import factories
from tests.submissions.sender import Sender
from tests.submissions.submitted import a_draft, a_moderator, fresh, pending

pytestmark = pytest.mark.django_db

ELSEWHERE = (
    "https://evil.example/",
    "//evil.example/",
    "///evil.example/",
    "/\\evil.example/",
    "\\\\evil.example/",
    "/\t/evil.example/",
    "https:evil.example",
    "https:/evil.example/",
    "//evil.example\\@testserver/",
    "http://testserver@evil.example/",
    "http://testserver.evil.example/",
    "javascript:alert(1)",
    "data:text/html,x",
    " https://evil.example/",
    "%2f%2fevil.example/",
    "/%09/evil.example",
)


def leads_away(address: str) -> bool:
    """Whether a browser would leave the site for it."""
    parts = urlsplit(address.replace("\\", "/").replace("\t", "").strip())
    return parts.scheme not in ("", "http", "https") or parts.netloc not in ("", "testserver")


@pytest.mark.parametrize("to", ELSEWHERE)
def test_signing_in_and_out_leads_nowhere_else(client, settings, to):
    settings.STAFF_SECOND_FACTOR = False
    User.objects.create_superuser("staff", password="a long enough one")
    form = {"login": "staff", "password": "a long enough one", "next": to}
    for path in ("/accounts/login/", "/admin/login/"):
        response = Client().post("/accounts/login/", form, query_params={"next": to})
        assert response.status_code == 302
        assert not leads_away(response["Location"]), path
    client.force_login(User.objects.get())
    for path in ("/admin/login/", "/accounts/login/", "/accounts/reauthenticate/", "/accounts/logout/"):
        response = client.get(path, {"next": to})
        assert not leads_away(response.headers.get("Location", ""))
    assert not leads_away(client.post("/accounts/logout/", {"next": to}).headers.get("Location", ""))


@pytest.mark.parametrize(
    "path",
    [
        "//evil.example/",
        "//evil.example",
        "/\\evil.example",
        "/fr//evil.example",
        "/%2f%2fevil.example",
        "/.evil.example",
    ],
)
def test_odd_paths_lead_nowhere_else(client, path):
    for method in (client.get, client.head):
        response = method(path)
        assert not leads_away(response.headers.get("Location", ""))


def test_no_public_parameter_is_a_place_to_go_on_to(client):
    slug = factories.published().slug
    for path in (
        "/",
        "/communities/",
        f"/communities/{slug}/",
        "/submit/",
        "/countries/FR/",
        f"/submit/change/{slug}/",
    ):
        for name in ("next", "url", "return", "redirect", "continue", "to"):
            response = client.get(path, {name: "https://evil.example/"})
            assert not leads_away(response.headers.get("Location", ""))
            assert 'href="https://evil' not in response.text


# Hosts -----------------------------------------------------------------------------------------------

FOREIGN = ("evil.example", "testserver.evil.example", "evil.example:80", "testserver@evil.example", "127.0.0.1.evil.io")


@pytest.mark.parametrize("host", FOREIGN)
@pytest.mark.parametrize(
    "path", ["/", "/communities/", "/submit/", "/admin/login/", "/accounts/password/reset/", "/api/"]
)
def test_foreign_host_is_refused_everywhere(path, host):
    assert Client(raise_request_exception=False).get(path, headers={"host": host}).status_code == 400


def test_links_in_letters_are_of_the_site_whatever_the_request_said(settings):
    settings.ALLOWED_HOSTS = ["*"]
    User.objects.create_user("staff", email="mo@example.org", password="a long enough one")
    told = {"HTTP_HOST": "evil.example", "HTTP_X_FORWARDED_HOST": "evil.example", "HTTP_X_FORWARDED_PROTO": "https"}
    client = Client(**told)
    client.post("/accounts/password/reset/", {"email": "mo@example.org"})
    client.post("/submit/alert/", {"email": "mo@example.org", "rhythm": "week"})
    pending(a_draft(sender_email="mo@example.org"))
    client.post("/submit/link/", {"email": "mo@example.org"})
    written = [one.message + one.html_message for one in Email.objects.all()] + [one.body for one in mail.outbox]
    assert len(written) >= 4
    assert "evil.example" not in str(written)


# What no form has, and steps left out -------------------------------------------------------------------

EXTRA = {
    "state": "approved",
    "kind": "change",
    "origin": "import",
    "community": "1",
    "version": "99",
    "address_confirmed_at": "2026-01-01",
    "decided_at": "2026-01-01",
    "pending_since": "2026-01-01",
    "slug": "taken",
    "entry": '{"name": "Stolen"}',
    "private_answers": "{}",
    "consents": '[{"use": "publish", "given": true}]',
    "confirmed": "2026-01-01",
    "is_staff": "1",
    "sender_email": "other@example.org",
    "spam": "",
}


def columns(submission: Submission) -> dict:
    row = Submission.objects.values().get(pk=submission.pk)
    return {key: row[key] for key in row.keys() - {"answers", "updated_at", "search", "reminded_at"}}


@pytest.mark.parametrize("page", ["community/", "place/", "purpose/", "more-time/", "withdraw/", "sent/"])
def test_fields_that_no_form_has_change_nothing(client, page):
    draft = a_draft(sender_email="ann@example.org")
    before = columns(draft)
    client.post(f"/submission/{links.issue(draft, Purpose.RESUME).token}/{page}", {**EXTRA, "base": "1"})
    after = columns(fresh(draft))
    may_change = {"name", "host", "entry", "state", "version", "decided_at", "skipped", "visited"}
    assert {key for key in after if after[key] != before[key]} <= may_change
    assert after["state"] in (State.DRAFT, State.WITHDRAWN)
    assert after["sender_email"] == "ann@example.org"
    assert not Community.objects.exists()


def test_nothing_is_sent_confirmed_or_published_by_leaving_steps_out(client):
    sender = Sender().begin()
    for page in ("check/", "sent/", "confirm/", "show/", "later/"):
        client.post(sender.at(page), {"version": 1, "post": "yes", "code": "AAAAAAAA", **EXTRA})
    assert sender.submission.state == State.DRAFT
    assert not Community.objects.exists()
    sent = Sender().sent()
    for page in ("confirm/", "check/", "community/"):
        client.post(sent.at(page), EXTRA)
    assert sent.submission.state == State.UNCONFIRMED


def test_published_entry_stays_as_it_is_until_a_change_is_approved(client):
    sender = Sender().confirmed()
    submission = sender.submission
    moderation.approve(submission, version=fresh(submission).version, user=a_moderator())
    community = Community.objects.get()
    shown = client.get(community.get_absolute_url()).text
    for page in ("community/", "check/", "confirm/"):  # by the link that it came in by
        client.post(sender.at(page), {**EXTRA, "name": "Stolen", "summary": "Stolen."})
    change = Sender().begin(f"/submit/change/{community.slug}/")
    change.fill("community", name="Stolen", summary="Stolen.", scale="national")
    change.fill("you", sender_role="member", sender_email="thief@example.org", consent_publish="on")
    change.send()
    change.post(change.confirming_link())
    assert change.submission.state == State.PENDING
    community.refresh_from_db()
    assert community.name != "Stolen"
    assert "Stolen" not in client.get(community.get_absolute_url()).text
    assert len(client.get(community.get_absolute_url()).text) == len(shown)


def test_sign_in_is_taken_from_its_own_page_alone():
    User.objects.create_superuser("staff", password="a long enough one")
    stranger = Client(enforce_csrf_checks=True)
    response = stranger.post("/accounts/login/", {"login": "staff", "password": "a long enough one"})
    assert response.status_code == 403
    assert "_auth_user_id" not in stranger.session
