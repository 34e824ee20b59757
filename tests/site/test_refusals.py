"""The site does not start unsafe, and each refusal names the variable and says what to set. A trial starts."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from copdir import refusals
from tests.live import PUBLIC

KEY = PUBLIC["SECRET_KEY"]
SAFE = {"debug": False, "site_url": "https://copdir.example", "key": KEY, "old_keys": []}


def named(found) -> list[str]:
    """The variables that refusals begin with."""
    return [one.split("=")[0].split(" ")[0] for one in found]


def test_safe_site_is_not_refused():
    assert not list(refusals.of_public_site(**SAFE))
    assert not list(refusals.of_https_site(limits="1.0", second_factor=True, mail="smtps://mail.example"))
    assert not list(refusals.of_hosts(["copdir.example", ".catalogue.example"], "https://www.catalogue.example"))
    assert not list(refusals.of_hosts(["[::1]"], "http://[::1]:8000"))
    refusals.refuse([])


def test_everything_is_said_at_once():
    with pytest.raises(ImproperlyConfigured) as refused:
        refusals.refuse(iter(["ONE is wrong.", "ANOTHER is wrong."]))
    assert str(refused.value).splitlines()[1:] == ["- ONE is wrong.", "- ANOTHER is wrong."]


@pytest.mark.parametrize(
    "key",
    ["short", "only for tests", "a" * 60, "ab" * 30, "django-insecure-" + KEY, "change-me " + KEY, "Example " + KEY],
)
def test_key_that_could_be_guessed(key):
    assert named(refusals.of_public_site(**SAFE | {"key": key})) == ["SECRET_KEY"]
    assert named(refusals.of_public_site(**SAFE | {"old_keys": [KEY, key]})) == ["SECRET_KEY_FALLBACKS"]


def test_public_site_shows_no_mistakes_and_is_encrypted():
    assert named(refusals.of_public_site(**SAFE | {"debug": True})) == ["DEBUG"]
    assert named(refusals.of_public_site(**SAFE | {"site_url": "http://copdir.example"})) == ["SITE_URL"]


@pytest.mark.parametrize(
    ("hosts", "public"),
    [
        (["localhost", "127.0.0.1", "[::1]", "10.1.2.3", "192.168.0.7"], False),
        (["testserver", "copdir.localhost", "desk.local", "catalogue.internal"], False),
        (["localhost", "copdir.example"], True),
        ([".oecd.org"], True),
        (["8.8.8.8"], True),
        (["[2606:4700::1111]"], True),
    ],
)
def test_public_is_what_the_world_can_reach(hosts, public):
    assert refusals.is_public(hosts) == public


def test_what_is_for_trials_stays_with_them():
    found = refusals.of_https_site(limits="0.0", second_factor=False, mail="file:var/mail")
    assert named(found) == ["STAFF_SECOND_FACTOR", "RATE_LIMITS", "EMAIL_URL"]


@pytest.mark.parametrize(
    ("hosts", "url", "variable"),
    [
        (["*"], "https://copdir.example", "ALLOWED_HOSTS"),
        (["copdir.example"], "https://other.example", "SITE_URL"),
        (["copdir.example"], "copdir.example", "SITE_URL"),
        (["copdir.example"], "https://copdir.example/catalogue", "SITE_URL"),
        (["copdir.example"], "ftp://copdir.example", "SITE_URL"),
        (["copdir.example"], "https://[copdir.example", "SITE_URL"),
        (["copdir.example"], "https://copdir.example:port", "SITE_URL"),
    ],
)
def test_hosts_and_the_sites_own_address_must_fit(hosts, url, variable):
    assert named(refusals.of_hosts(hosts, url)) == [variable]


@pytest.mark.parametrize(
    "given", ["0.0.0.0/0", "::/0", "128.0.0.0/1", "10.0.0.256", "proxy", "1 10.0.0.1", "-1", "10.0.0.1/33"]
)
def test_proxies_are_machines_of_ones_own(given):
    found = list(refusals.of_proxies(given.split()))
    assert named(found) == ["TRUSTED_PROXIES"]


@pytest.mark.parametrize("given", ["", "1", "127.0.0.1", "10.0.0.0/8 ::1", "fc00::/7", "172.16.0.0/12"])
def test_proxies_that_are_trusted(given):
    assert not list(refusals.of_proxies(given.split()))


@pytest.mark.parametrize("given", ["x", "nan", "inf", "-1", "1e9", "٣x"])
def test_number_that_is_none(given):
    assert named(refusals.of_number("RATE_LIMITS", given, 0)) == ["RATE_LIMITS"]


@pytest.mark.parametrize(
    ("database", "mail", "variables"),
    [
        ("sqlite:///x", "smtp://localhost", ["DATABASE_URL"]),
        ("postgresql://x", "smtp://:25", ["EMAIL_URL"]),
        ("", "smtp://mail.example:port", ["EMAIL_URL"]),
        ("", "mailto:x", ["The"]),
    ],
)
def test_servers_are_of_the_kind_that_is_wanted(database, mail, variables):
    assert named(refusals.of_servers(database, mail)) == variables
