"""The site as it is deployed: what its settings demand, and what a really running server says over HTTP."""

import http.client
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from email.message import Message
from typing import NamedTuple

import psycopg
import pytest
from django.conf import settings

from copdir import local
from tests import databases, observatory
from tests.live import Site

PRODUCTION = {
    "DATABASE_URL": "postgresql:///none",
    "SECRET_KEY": "0123456789 abcdefghijklmnopqrstuvwxyz 0123456789 ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "ALLOWED_HOSTS": "copdir.example,127.0.0.1",
    "SITE_URL": "https://copdir.example",
    "EMAIL_URL": "smtp://localhost",
}
CONTENT_SECURITY_POLICY = {
    "default-src 'none'",
    "style-src 'self'",
    "script-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
}


def python(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A fresh Python in the checkout, with no variables but these."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=local.CHECKOUT,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def settings_say(expression: str, **environment: str) -> str:
    done = python("-c", f"from copdir import settings; print({expression})", **environment)
    return (done.stdout + done.stderr).strip()


@pytest.mark.parametrize("missing", ["SECRET_KEY", "ALLOWED_HOSTS"])
def test_missing_variable_is_named(missing):
    without = {name: value for name, value in PRODUCTION.items() if name != missing}
    assert f"The environment variable {missing} is not set" in settings_say("settings.DEBUG", **without)
    assert f"The environment variable {missing} is not set" in settings_say("0", **without, **{missing: " "})


def test_nothing_set_is_a_local_trial():
    said = settings_say("settings.DEBUG, settings.ALLOWED_HOSTS, settings.SITE_URL")
    assert said == "False ['localhost', '127.0.0.1', '[::1]'] http://127.0.0.1:8000"


def test_site_address_follows_the_host_unless_given():
    without = {name: value for name, value in PRODUCTION.items() if name != "SITE_URL"}
    assert settings_say("settings.SITE_URL", **without) == "https://copdir.example"


OPSI = "OPSI Communities of practice"


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        (
            "smtp://user:p%40ss@mail.example:587/?tls=1&from=a@b.example",
            f"mail.example 587 p@ss False True {OPSI} <a@b.example>",
        ),
        ("smtps://mail.example", f"mail.example 465  True False {OPSI} <copdir@copdir.example>"),
        (
            "smtps://mail.example?from=Catalogue+%3Ca@b.example%3E",
            "mail.example 465  True False Catalogue <a@b.example>",
        ),
    ],
)
def test_mail_server_is_read_from_its_address(address, expected):
    names = ["HOST", "PORT", "HOST_PASSWORD", "USE_SSL", "USE_TLS"]
    asked = ", ".join(f"settings.EMAIL_{name}" for name in names) + ", settings.DEFAULT_FROM_EMAIL"
    assert settings_say(asked.join(("*(", ",)")), **PRODUCTION | {"EMAIL_URL": address}) == expected


def test_odd_mail_address_is_named():
    assert "EMAIL_URL must begin with" in settings_say("0", **PRODUCTION | {"EMAIL_URL": "mailto:x"})


@pytest.mark.usefixtures("db")
def test_django_finds_nothing_to_say_about_the_deployment():
    own = databases.url(settings.DATABASES["default"]["NAME"])
    done = python("manage.py", "check", "--deploy", "--fail-level", "WARNING", **PRODUCTION | {"DATABASE_URL": own})
    assert done.returncode == 0, done.stderr


def test_only_a_trial_shows_its_letters():
    trial = {"EMAIL_URL": "file:/var/mail", "SITE_URL": "http://127.0.0.1:8000", "ALLOWED_HOSTS": "127.0.0.1"}
    assert settings_say("settings.SHOWS_LETTERS", **PRODUCTION | trial) == "True"
    assert settings_say("settings.SHOWS_LETTERS", **PRODUCTION | trial | {"EMAIL_URL": "smtp://localhost"}) == "False"


def test_unsafe_site_does_not_start_and_hears_everything_at_once():
    unsafe = {
        "DEBUG": "1",
        "SECRET_KEY": "short",
        "ALLOWED_HOSTS": "*",
        "SITE_URL": "http://copdir.example",
        "TRUSTED_PROXIES": "0.0.0.0/0",
        "RATE_LIMITS": "many",
        "PORT": "http",
        "EMAIL_URL": "mailto:x",
        "LOG_FORMAT": "xml",
        "METRICS_FROM": "everywhere",
    }
    said = settings_say("0", **PRODUCTION | unsafe)
    assert [name for name in unsafe if name not in said] == []
    done = python("manage.py", "check", **PRODUCTION | unsafe)
    assert done.returncode == 1
    assert "The site does not start with these settings." in done.stderr


def test_trial_for_others_at_hand_starts():
    """Over plain http in one's own network, with a short key."""
    said = settings_say("settings.SITE_URL", SITE_URL="http://192.168.1.7:8000", ALLOWED_HOSTS="192.168.1.7")
    assert said == "http://192.168.1.7:8000"


def test_serving_connection_has_its_time_limits():
    options = settings.SERVING_DATABASE_OPTIONS["options"]
    names = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout", "jit")
    with psycopg.connect(os.environ["DATABASE_URL"], options=options) as connection:
        shown = [connection.execute(f"SHOW {name}").fetchone()[0] for name in names]
    assert shown == ["10s", "3s", "30s", "off"]


@pytest.mark.parametrize("name", ["DATABASE_URL", "DATABASE_REPLICA_URL"])
@pytest.mark.parametrize("address", ["mysql://db/copdir", "postgresql://copdir:hidden@db/copdir?nonsense=1", "db"])
def test_odd_database_address_is_named_and_its_password_is_not_told(name, address):
    said = settings_say("0", **PRODUCTION | {name: address})
    assert name in said
    assert "hidden" not in said


def test_replica_is_a_second_database_with_a_router_that_is_only_read():
    assert settings_say("list(settings.DATABASES), hasattr(settings, 'DATABASE_ROUTERS')", **PRODUCTION) == (
        "['default'] False"
    )
    named = PRODUCTION | {"DATABASE_REPLICA_URL": "postgresql://other/copdir"}
    assert settings_say("list(settings.DATABASES), settings.DATABASE_ROUTERS", **named) == (
        "['default', 'replica'] ['communities.replica.Router']"
    )
    options = settings.SERVING_REPLICA_OPTIONS["options"]
    with (
        psycopg.connect(os.environ["DATABASE_URL"], options=options) as connection,
        pytest.raises(psycopg.errors.ReadOnlySqlTransaction),
    ):
        connection.execute("CREATE TABLE written (here int)")


# Over HTTP ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def deployed(worker, tmp_path_factory) -> Iterator[Site]:
    name = databases.copy(f"deployed_{worker}")
    changed = {"SITE_URL": "https://copdir.example", "ALLOWED_HOSTS": "copdir.example,127.0.0.1", "LOG_FORMAT": "json"}
    changed |= {"TRUSTED_PROXIES": "127.0.0.1"}
    with Site(databases.url(name), tmp_path_factory.mktemp("deployed"), **changed) as site:
        yield site
    databases.drop(name)


class Answer(NamedTuple):
    status: int
    headers: Message
    text: str


def ask(site: Site, path: str, method: str = "GET", body: bytes | None = None, **headers: str) -> Answer:
    """Ask as the proxy in front does for a visitor who came over TLS."""
    told = {"Host": "copdir.example", "X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.9"}
    told |= {name.replace("_", "-"): text for name, text in headers.items()}
    with closing(http.client.HTTPConnection(*site.listener.getsockname(), timeout=20)) as connection:
        connection.request(method, path, body, told)
        response = connection.getresponse()
        return Answer(response.status, response.headers, response.read().decode(errors="replace"))


@pytest.mark.parametrize(
    ("path", "status"),
    [("/", 200), ("/fr/", 200), ("/about/", 200), ("/no-such-page/", 404), ("/accounts/login/", 200), ("/?q=%00", 400)],
)
def test_every_page_carries_the_headers(deployed, path, status):
    response = ask(deployed, path)
    assert response.status == status
    assert observatory.score(response.headers, response.headers.get_all("Set-Cookie", []), response.text) >= 125
    policy = response.headers["Content-Security-Policy"]
    assert {part.strip() for part in policy.split(";")} == CONTENT_SECURITY_POLICY
    assert response.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["X-Frame-Options"] == "DENY"
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert response.headers["Cross-Origin-Opener-Policy"] == "same-origin"


@pytest.mark.parametrize("path", ["/", "/communities/", "/about/", "/no-such-page/"])
def test_public_page_sets_no_cookie_and_varies_with_no_visitor(deployed, path):
    response = ask(deployed, path, Accept_Language="fr", Cookie="django_language=fr")
    assert response.headers["Set-Cookie"] is None
    assert not {"cookie", "accept-language"} & set((response.headers["Vary"] or "").lower().replace(" ", "").split(","))
    assert '<html lang="en"' in response.text


def test_cookies_belong_to_this_host_alone(deployed):
    cookie = ask(deployed, "/accounts/login/").headers["Set-Cookie"]
    assert cookie.startswith("__Host-csrf=")
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= {part.strip() for part in cookie.split(";")}


def test_plain_http_is_sent_to_https_but_health_is_answered(deployed):
    response = ask(deployed, "/about/", X_Forwarded_Proto="http")
    assert (response.status, response.headers["Location"]) == (301, "https://copdir.example/about/")
    assert ask(deployed, "/livez", X_Forwarded_Proto="http").status == 200


def test_static_file_is_kept_for_long_and_compressed(deployed):
    start = ask(deployed, "/").text
    path = start.split('rel="stylesheet" href="')[1].split('"')[0]
    headers = ask(deployed, path, Accept_Encoding="br").headers
    assert headers["Content-Encoding"] == "br"
    assert "immutable" in headers["Cache-Control"]
    assert observatory.score(headers) >= 125


@pytest.mark.parametrize("kind", ["text/plain; charset=hex", "text/plain; charset*=no-such''%41", "a/b; charset=utf-7"])
def test_content_type_that_django_chokes_on_is_refused_with_a_page(deployed, kind):
    for method in ("GET", "POST"):
        response = ask(deployed, "/accounts/login/", method, b"x" if method == "POST" else None, Content_Type=kind)
        assert response.status == 415
        assert "UTF-8" in response.text


def test_foreign_host_is_refused(deployed):
    assert ask(deployed, "/", Host="elsewhere.example").status == 400


def test_log_is_an_object_a_line_and_names_nobody(deployed):
    """The mail loop's lines, and those of requests."""
    asked = ask(deployed, "/submission/s3cr3t/%0d%0a%7B%7D?q=Jane", X_Request_ID="from-the-proxy", User_Agent="Browser")
    assert asked.headers["X-Request-ID"] == "from-the-proxy"
    written = deployed.log.read_text()
    read = [json.loads(line) for line in written.splitlines()]
    assert {"copdir.access", "submissions.management.commands.send_mail"} <= {one["logger"] for one in read}
    assert [one["status"] for one in read if one.get("request") == "from-the-proxy" and "status" in one] == [404]
    assert not re.search(r"s3cr3t|Jane|Browser|203\.0\.113\.9", written)


def test_numbers_of_all_workers_are_added_up_and_no_proxy_reaches_them(deployed):
    assert ask(deployed, "/metrics").status == 404
    with closing(http.client.HTTPConnection(*deployed.listener.getsockname(), timeout=20)) as connection:
        connection.request("GET", "/metrics")
        text = connection.getresponse().read().decode()
    assert re.search(r'^copdir_requests_total\{area="public",status="4xx"\} [1-9]', text, re.MULTILINE)
    assert "copdir_database_up 1.0" in text


def test_database_gone_is_a_503_that_asks_to_come_back_where_no_page_is_kept(worker, tmp_path):
    name = databases.copy(f"gone_{worker}")
    with Site(databases.url(name), tmp_path, mails=False, GUNICORN_CMD_ARGS="--workers 1") as site:
        tag = ask(site, "/", Host="localhost").headers["ETag"]
        databases.drop(name)
        kept = ask(site, "/", Host="localhost")
        assert (kept.status, kept.headers["ETag"]) == (200, tag)
        assert ask(site, "/", Host="localhost", If_None_Match=tag).status == 304
        with ThreadPoolExecutor() as together:  # each waits some seconds for a connection
            catalogue, ready = (
                together.submit(ask, site, path, Host="localhost") for path in ("/communities/", "/readyz")
            )
            signed_in = {"Host": "localhost", "Cookie": "session=abcdefghijklmnopqrstuvwxyz012345"}
            login = together.submit(ask, site, "/admin/login/", **signed_in).result()
        assert (catalogue.result().status, ready.result().status) == (503, 503)
        assert (login.status, login.headers["Retry-After"]) == (503, "10")
        assert "not available for a moment" in login.text
        assert ask(site, "/livez", Host="localhost").status == 200
