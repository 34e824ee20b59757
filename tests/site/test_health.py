"""What the site says about itself: alive, ready, and the pages for what went wrong."""

from datetime import timedelta

import pytest
from django.db import InternalError, OperationalError, connection
from django.db.backends.postgresql.base import DatabaseWrapper
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import timezone
from post_office.models import STATUS, Email
from psycopg.errors import ReadOnlySqlTransaction

from copdir import outgoing, views
from submissions import outbox


def test_livez_answers_without_a_database(client):
    response = client.get("/livez")
    assert (response.status_code, response.content) == (200, b"ok")
    assert not response.cookies


@pytest.mark.django_db
def test_readyz_is_ok_with_database_and_migrations(client):
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json() == {
        "status": "ok",
        "commit": "not stated",
        "letters": "ok",
        "oldest_letter_seconds": 0,
        "takes_in": "everything",
    }
    assert not response.cookies


@pytest.mark.django_db
@pytest.mark.parametrize(("seconds", "said"), [(299, "ok"), (301, "late")])
def test_readyz_says_that_letters_are_late_but_sends_nobody_away(client, seconds, said):
    letter = outbox.put_to("a@example.org", subject="x", text="x")
    Email.objects.filter(pk=letter.pk).update(created=timezone.now() - timedelta(seconds=seconds))
    response = client.get("/readyz")
    assert (response.status_code, response.json()["letters"]) == (200, said)
    assert response.json()["oldest_letter_seconds"] == pytest.approx(seconds, abs=2)


@pytest.mark.django_db
def test_letter_is_late_from_the_moment_at_which_it_should_leave():
    now = timezone.now()
    outbox.put_to("a@example.org", subject="x", text="x", at=now + timedelta(hours=1))
    assert outgoing.unsent() == (0, timedelta())
    outbox.put_to("a@example.org", subject="x", text="x", at=now - timedelta(minutes=3))
    number, oldest = outgoing.unsent()
    assert number == 1
    assert timedelta(minutes=3) <= oldest < timedelta(minutes=4)
    again = outbox.put_to("a@example.org", subject="x", text="x", at=now + timedelta(minutes=4))
    Email.objects.filter(pk=again.pk).update(status=STATUS.requeued, created=now - timedelta(hours=1))
    assert outgoing.unsent().oldest >= timedelta(hours=1)
    Email.objects.update(status=STATUS.sent)
    assert outgoing.unsent() == (0, timedelta())


@pytest.mark.django_db
def test_readyz_says_when_a_migration_is_missing(client, monkeypatch):
    monkeypatch.setattr(views, "_is_migrated", lambda: False)
    response = client.get("/readyz")
    assert (response.status_code, response.json()["status"]) == (503, "migrations missing")


def test_readyz_says_when_the_database_is_away(client, monkeypatch):
    def away() -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(connection, "ensure_connection", away)
    response = client.get("/readyz")
    assert (response.status_code, response.json()["status"]) == (503, "database unavailable")


def answer_to(error: Exception) -> HttpResponse:
    request = RequestFactory().get("/")
    try:
        raise error
    except type(error):
        return views.server_error(request)


def test_database_away_is_a_passing_state():
    response = answer_to(OperationalError("connection refused"))
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "10"
    assert "not available for a moment" in response.text


def test_database_that_is_only_read_from_now_on_is_a_passing_state_and_looked_for_anew(monkeypatch):
    class Pool:
        drained = 0

        def drain(self) -> None:
            self.drained += 1

    monkeypatch.setattr(DatabaseWrapper, "pool", pool := Pool())
    error = InternalError("cannot execute INSERT in a read-only transaction")
    error.__cause__ = ReadOnlySqlTransaction()
    assert (answer_to(error).status_code, pool.drained) == (503, 1)
    assert (answer_to(InternalError("another")).status_code, pool.drained) == (500, 1)


def test_mistake_of_our_own_is_a_500_that_tells_nothing():
    response = answer_to(ValueError("the secret detail"))
    assert response.status_code == 500
    assert "secret detail" not in response.text
    assert "Something went wrong" in response.text


@pytest.mark.django_db
def test_unknown_address_is_a_page_of_the_site(client):
    response = client.get("/no-such-page/")
    assert response.status_code == 404
    assert "Page not found" in response.text
    assert 'id="main"' in response.text
    assert not response.cookies


@pytest.mark.django_db
def test_form_without_its_token_is_refused_with_a_page():
    from django.test import Client

    response = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "x"})
    assert response.status_code == 403
    assert "could not be accepted" in response.text
