"""Signing in through one's organisation: off unless the environment names it, and for staff who are there already."""

import os
import subprocess
import sys
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User

from copdir import local
from copdir.accounts import ClosedSocialAccountAdapter

pytestmark = pytest.mark.django_db
START = "/accounts/oidc/oidc/login/"


class Provider:
    """An organisation's sign-in, as its own site answers; `knows` is what it says of whoever signed in there."""

    def __init__(self):
        self.knows = {"sub": "17", "email": "Mo@example.org", "email_verified": True}

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        pass

    def get(self, url, **_options):
        return Answer(
            {
                "issuer": "https://id.example.org",
                "authorization_endpoint": "https://id.example.org/authorize",
                "token_endpoint": "https://id.example.org/token",
                "userinfo_endpoint": "https://id.example.org/userinfo",
                "jwks_uri": "https://id.example.org/jwks",
            }
            if "well-known" in url
            else self.knows
        )

    def request(self, method, url, **_options):
        assert (method, url) == ("POST", "https://id.example.org/token")
        return Answer({"access_token": "x", "token_type": "Bearer"})


class Answer:
    status_code, headers = 200, {"content-type": "application/json"}

    def __init__(self, said):
        self.said = said

    def json(self):
        return self.said

    def raise_for_status(self):
        pass


@pytest.fixture
def provider(settings, monkeypatch):
    app = {"provider_id": "oidc", "name": "OECD", "client_id": "copdir", "secret": "s"}
    app["settings"] = {"server_url": "https://id.example.org"}
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
    there = Provider()
    monkeypatch.setattr(ClosedSocialAccountAdapter, "get_requests_session", lambda self: there)
    return there


@pytest.fixture
def mo():
    user = User.objects.create_user("mo", email="mo@example.org", password="a long pass phrase", is_staff=True)
    EmailAddress.objects.create(user=user, email="mo@example.org", verified=True, primary=True)
    return user


def come_through(client):
    """There and back, and what this site then answers."""
    sent = client.get(f"{START}?next=/admin/")
    asked = urlsplit(sent.url)
    assert asked.netloc == "id.example.org"
    query = parse_qs(asked.query)
    assert query["code_challenge_method"] == ["S256"]
    return client.get(f"{START}callback/", {"code": "x", "state": query["state"][0]})


def is_signed_in(client):
    return "_auth_user_id" in client.session


def test_it_is_off_unless_the_environment_names_a_provider(client):
    assert client.get(START).status_code == 404
    assert "organisation" not in client.get("/accounts/login/").text


def test_environment_turns_it_on_and_wants_all_of_it():
    code = "from django.conf import settings; print(settings.SOCIALACCOUNT_PROVIDERS['openid_connect']['APPS'])"

    def said(**more):
        environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "copdir.settings", **more}
        command = [sys.executable, "-c", code]
        return subprocess.run(command, env=environment, cwd=local.CHECKOUT, capture_output=True, text=True, check=False)

    refused = said(OIDC_URL="https://id.example.org")
    assert "OIDC_CLIENT_ID and OIDC_CLIENT_SECRET must be set" in refused.stderr
    on = said(OIDC_URL="https://id.example.org/", OIDC_CLIENT_ID="copdir", OIDC_CLIENT_SECRET="s", OIDC_NAME="OECD")
    assert "'server_url': 'https://id.example.org'" in on.stdout


def test_member_of_staff_comes_in_by_their_confirmed_address(client, provider, mo, settings):
    settings.STAFF_SECOND_FACTOR = False
    assert "Sign in with OECD" in client.get("/accounts/login/").text
    assert come_through(client).url == "/admin/"
    assert client.get("/admin/").context["user"] == mo
    assert User.objects.get().check_password("a long pass phrase")


@pytest.mark.parametrize(
    "why_not",
    ["unknown", "unverified there", "unverified in a word", "unconfirmed here", "not staff", "closed"],
)
def test_nobody_else_comes_in_and_no_account_is_made(client, provider, mo, why_not):
    if why_not == "unknown":
        provider.knows["email"] = "other@example.org"
    if why_not == "unverified there":
        provider.knows["email_verified"] = False
    if why_not == "unverified in a word":
        provider.knows["email_verified"] = "false"  # a text is true to Python
    if why_not == "unconfirmed here":
        EmailAddress.objects.update(verified=False)
    if why_not == "not staff":
        User.objects.update(is_staff=False)
    if why_not == "closed":
        User.objects.update(is_active=False)
    response = come_through(client)
    assert not is_signed_in(client)
    assert "Accounts are made by OPSI" in response.text
    assert "confirm your address" in response.text
    assert User.objects.count() == 1


def test_second_step_is_asked_here_all_the_same(client, provider, mo):
    assert come_through(client).url == "/admin/"
    assert client.get("/admin/").url == "/accounts/2fa/totp/activate/"
    client.logout()
    Authenticator.objects.create(user=mo, type="totp", data={"secret": "JBSWY3DP"})
    assert come_through(client).url == "/accounts/2fa/authenticate/"
    assert not is_signed_in(client)


def test_second_step_over_there_counts_where_the_setting_says_so(client, provider, mo, settings):
    settings.OIDC_BRINGS_SECOND_FACTOR = True
    come_through(client)
    assert client.get("/admin/").status_code == 200
    client.logout()
    client.post("/accounts/login/", {"login": "mo", "password": "a long pass phrase"})
    assert client.get("/admin/").status_code == 302  # a password is still not enough
