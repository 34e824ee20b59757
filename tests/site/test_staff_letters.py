"""Letters to staff: a new password, an address to confirm, an account that is not there. Both forms, in our words."""

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.test import Client

from tests.page import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def member() -> User:
    return User.objects.create_user("mo<b>", email="mo@example.org", password="a long pass phrase", is_staff=True)


def letter_after(client: Client, path: str, **form: str) -> tuple[EmailMultiAlternatives, str]:
    """The one letter that follows on a form, and its HTML."""
    client.post(path, form, headers={"host": "localhost"})
    (letter,) = mail.outbox
    ((html, kind),) = letter.alternatives
    assert kind == "text/html"
    page = Page(html)
    assert page.mistakes == []
    assert page.all("title")[0].text == letter.subject
    assert [address for address in page.links() if address not in letter.body] == []
    assert "about an account of OPSI’s staff" in letter.body
    assert letter.from_email.startswith("OPSI Communities of practice <")
    return letter, html


def test_new_password_has_its_link_for_three_days(client, member):
    letter, html = letter_after(client, "/accounts/password/reset/", email="mo@example.org")
    assert letter.subject == "Set a new password for your staff account"
    assert "the staff account “mo<b>”" in letter.body
    assert "“<bdi>mo&lt;b&gt;</bdi>”" in html
    assert "The link is good for 3 days, once." in letter.body
    assert "localhost" not in html
    (link,) = [address for address in Page(html).links() if "/accounts/password/reset/key/" in address]
    assert Page(client.get(link, follow=True).text).form().values.keys() >= {"password1", "password2"}


def test_stranger_who_asks_for_a_password_learns_that_none_is_needed(client):
    letter, html = letter_after(client, "/accounts/password/reset/", email="stranger@example.org")
    assert letter.subject == "There is no staff account with this address"
    assert "Nobody else needs an account" in letter.body
    assert "signup" not in letter.body + html


def test_new_address_of_an_account_is_confirmed(client, member, settings):
    settings.STAFF_SECOND_FACTOR = False
    client.force_login(member)
    stale = client.post("/accounts/email/", {"email": "thief@example.org", "action_add": ""})
    assert stale["Location"].startswith("/accounts/reauthenticate/")
    assert not mail.outbox
    client.post("/accounts/login/", {"login": member.username, "password": "a long pass phrase"})
    client.post("/accounts/reauthenticate/", {"password": "a long pass phrase"})
    letter, html = letter_after(client, "/accounts/email/", email="other@example.org", action_add="")
    assert letter.to == ["other@example.org"]
    assert "The staff account “mo<b>” gave this address as its own." in letter.body
    assert "http://testserver/accounts/confirm-email/" in html
