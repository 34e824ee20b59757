"""What the site says about itself: alive, ready, and the pages for what went wrong."""

import pytest
from django.db import InternalError, OperationalError, connection
from django.db.backends.postgresql.base import DatabaseWrapper
from django.http import HttpResponse
from django.test import RequestFactory
from psycopg.errors import ReadOnlySqlTransaction

from copdir import views


def test_livez_answers_without_a_database(client):
    response = client.get("/livez")
    assert (response.status_code, response.content) == (200, b"ok")
    assert not response.cookies


@pytest.mark.django_db
def test_readyz_is_ok_with_database_and_migrations(client):
    assert client.get("/readyz").json() == {"status": "ok"}


@pytest.mark.django_db
def test_readyz_says_when_a_migration_is_missing(client, monkeypatch):
    monkeypatch.setattr(views, "_is_migrated", lambda: False)
    response = client.get("/readyz")
    assert (response.status_code, response.json()) == (503, {"status": "migrations missing"})


def test_readyz_says_when_the_database_is_away(client, monkeypatch):
    def away() -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(connection, "cursor", away)
    response = client.get("/readyz")
    assert (response.status_code, response.json()) == (503, {"status": "database unavailable"})


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
