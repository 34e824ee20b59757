"""What is seen of a request: its id, its line in the log, and numbers, which nobody reads from outside."""

import logging

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from copdir import metrics, observing
from copdir.middleware import ForwardedMiddleware
from copdir.observing import ObservedMiddleware

VISITOR = "203.0.113.9"


def send(path="/communities/", **meta: str) -> HttpResponse:
    """A request from a machine, through what stands outermost."""
    answer = ObservedMiddleware(lambda request: HttpResponse("a page of the site"))
    return ForwardedMiddleware(answer)(RequestFactory().get(path, **{"REMOTE_ADDR": "127.0.0.1", **meta}))


class Seen:
    def __init__(self, caplog: pytest.LogCaptureFixture) -> None:
        self.caplog = caplog

    def last(self) -> dict:
        return self.caplog.records[-1].seen

    def all(self) -> list[dict]:
        return [record.seen for record in self.caplog.records if hasattr(record, "seen")]


@pytest.fixture
def lines(caplog) -> Seen:
    caplog.set_level(logging.INFO, "copdir.access")
    return Seen(caplog)


def test_answer_has_an_id_of_its_own():
    first, second = send()["X-Request-ID"], send()["X-Request-ID"]
    assert len(first) == 16
    assert first != second


def test_id_is_a_trusted_proxys_or_the_sites(settings):
    given = {"HTTP_X_REQUEST_ID": "proxy-0123456789", "HTTP_X_FORWARDED_FOR": VISITOR}
    assert send(**given)["X-Request-ID"] != given["HTTP_X_REQUEST_ID"]
    settings.TRUSTED_PROXIES = ["127.0.0.1"]
    assert send(**given)["X-Request-ID"] == given["HTTP_X_REQUEST_ID"]
    assert send(HTTP_X_REQUEST_ID="direct-0123456789")["X-Request-ID"] != "direct-0123456789"


@pytest.mark.parametrize(
    "harmful", ["short", "x" * 65, "with space 1", "a\r\nSet-Cookie: b=c", '"}{"a":1}', "ïdentité1"]
)
def test_id_that_could_do_harm_is_not_taken(settings, harmful):
    settings.TRUSTED_PROXIES = ["127.0.0.1"]
    assert len(send(HTTP_X_REQUEST_ID=harmful, HTTP_X_FORWARDED_FOR=VISITOR)["X-Request-ID"]) == 16


@pytest.mark.django_db
def test_line_says_what_was_asked_and_not_by_whom(client, lines):
    client.get("/fr/communities/?q=somebody", headers={"user-agent": "Browser"}, REMOTE_ADDR=VISITOR)
    seen = lines.last()
    assert set(seen) == {"method", "route", "status", "ms", "language"}
    assert (seen["method"], seen["route"], seen["status"], seen["language"]) == ("GET", "communities:list", 200, "fr")
    assert lines.caplog.records[-1].getMessage() == "GET communities:list 200"


def test_page_that_was_not_looked_up_is_named_by_its_address(lines):
    """As kept pages are."""
    send("/communities/?q=somebody")
    assert lines.last()["path"] == "/communities/"


@pytest.mark.django_db
def test_line_has_no_token(client, lines):
    client.get("/submission/s3cr3t-T0ken/")
    client.get("/accounts/password/reset/key/1-s3cr3t-T0ken/")
    client.get("/submission/s3cr3t-T0ken/no/such/page/")
    assert [seen.get("route") or seen["path"] for seen in lines.all()] == [
        "submissions:status",
        "account_reset_password_from_key",
        "/submission/…/no/such/page/",
    ]
    assert "s3cr3t" not in str([record.msg for record in lines.caplog.records if record.name == "copdir.access"])


def test_health_and_static_files_have_no_line_unless_something_is_wrong(lines, monkeypatch):
    for path in ("/livez", "/readyz", "/static/css/site.css"):
        send(path)
    assert lines.all() == []


def test_odd_method_is_not_repeated(lines):
    request = RequestFactory().generic("X" * 50, "/")
    request.resolver_match = None
    ObservedMiddleware(lambda request: HttpResponse())(request)
    assert lines.last()["method"] == "another"


# Numbers ------------------------------------------------------------------------------------------


def is_shown(**meta: str) -> bool:
    return send("/metrics", **meta).headers["Content-Type"] == metrics.CONTENT_TYPE


@pytest.fixture
def no_database(settings):
    settings.METRICS = []


@pytest.mark.usefixtures("no_database")
def test_numbers_are_for_the_machine_itself_alone():
    assert is_shown()
    assert is_shown(REMOTE_ADDR="::1")
    assert not is_shown(REMOTE_ADDR=VISITOR)
    assert not is_shown(REMOTE_ADDR="")


@pytest.mark.usefixtures("no_database")
def test_numbers_go_through_no_proxy_trusted_or_not(settings):
    """Not even one that forgot to say that it is trusted: all the world would seem to come from it."""
    for trusted in ([], ["127.0.0.1"], ["1"]):
        settings.TRUSTED_PROXIES = trusted
        assert not is_shown(HTTP_X_FORWARDED_FOR=VISITOR)
        assert not is_shown(HTTP_X_FORWARDED_FOR="127.0.0.1")
        assert not is_shown(HTTP_X_FORWARDED_FOR="")


@pytest.mark.usefixtures("no_database")
def test_networks_that_may_read_numbers_are_a_setting(settings):
    settings.METRICS_FROM = ["10.1.0.0/16"]
    assert is_shown(REMOTE_ADDR="10.1.2.3")
    assert not is_shown()


@pytest.mark.django_db
def test_others_are_told_that_there_is_no_such_page(client):
    response = client.get("/metrics", REMOTE_ADDR=VISITOR)
    assert response.status_code == 404
    assert "Page not found" in response.text


def number(name: str) -> float:
    lines = metrics.exposition().decode().splitlines()
    return sum(float(line.rpartition(" ")[2]) for line in lines if line.startswith(name))


@pytest.mark.django_db
def test_requests_are_counted_by_area_and_answer(client):
    before = number('copdir_requests_total{area="public",status="4xx"}'), number("copdir_request_seconds_count")
    client.get("/fr/no-such-page/")
    after = number('copdir_requests_total{area="public",status="4xx"}'), number("copdir_request_seconds_count")
    assert after == (before[0] + 1, before[1] + 1)


@pytest.mark.parametrize(
    ("path", "area"),
    [
        ("/", "public"),
        ("/fr/", "public"),
        ("/fr/submit/", "forms"),
        ("/submission/x/", "forms"),
        ("/admin/", "admin"),
        ("/accounts/login/", "accounts"),
        ("/api/communities/", "api"),
        ("/fr/start/idea/", "guide"),
        ("/fr/admin/", "admin"),
        ("//", "public"),
        ("", "public"),
    ],
)
def test_area_is_one_of_a_few(path, area):
    assert metrics.area_of(path) == area


@pytest.mark.django_db
def test_kept_pages_and_the_index_are_counted(client):
    client.get("/about/")
    kept, made = number('copdir_pages_total{answer="kept"}'), number('copdir_pages_total{answer="made"}')
    client.get("/about/?utm=1")
    client.get("/communities/")
    assert number('copdir_pages_total{answer="kept"}') + number('copdir_pages_total{answer="made"}') == kept + made + 2
    assert "copdir_index_version" in metrics.exposition().decode()
    assert number("copdir_catalogue_version") >= 1


@pytest.mark.django_db
def test_numbers_are_given_without_a_database_too(monkeypatch):
    from django.db import OperationalError

    def away() -> None:
        raise OperationalError

    monkeypatch.setattr(metrics, "import_string", lambda name: away)
    assert number("copdir_database_up") == 0
    assert "copdir_requests_total" in metrics.exposition().decode()


def test_exposition_is_what_prometheus_reads(no_database):
    from prometheus_client.parser import text_string_to_metric_families

    observing.metrics.count("/", 200, 0.001)
    names = {family.name for family in text_string_to_metric_families(metrics.exposition().decode())}
    assert {"copdir_requests", "copdir_request_seconds", "copdir_limit_refusals", "copdir_database_up"} <= names
