"""While the database is read only: everything public is served, and whatever would write gets a page that says so."""

from datetime import timedelta
from io import StringIO

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import InternalError, connection, transaction
from django.test import RequestFactory

from copdir import read_only, views
from submissions.models import Submission
from tests import catalogues, databases

OPEN = [
    "/",
    "/communities/",
    "/fr/communities/map/",
    "/about/",
    "/api/communities/",
    "/data/",
    "/start/",
    "/submit/questions/",
]
CLOSED = ["/submit/", "/submit/alert/", "/submission/s3cr3t/", "/admin/", "/accounts/login/", "/submit/self-check/"]


@pytest.fixture
def reading_only(db, monkeypatch):
    """As in a process whose connections are read only; the test's own transaction is older."""
    monkeypatch.setattr(read_only, "is_on", lambda: True)


@pytest.mark.usefixtures("reading_only")
def test_what_is_public_is_served(client):
    catalogues.a_few()
    assert {path: client.get(path).status_code for path in OPEN} == dict.fromkeys(OPEN, 200)


@pytest.mark.usefixtures("reading_only")
@pytest.mark.parametrize("path", CLOSED)
def test_forms_and_staffs_pages_say_that_nothing_is_taken_in(client, path):
    for response in (client.get(path), client.post(path, {"name": "x"})):
        assert response.status_code == 503
        assert response.headers["Retry-After"] == "600"
        assert response.headers["Cache-Control"] == "no-store"
        assert "cannot take anything in right now" in response.text
        assert not response.cookies
    assert not Submission.objects.exists()


@pytest.mark.usefixtures("reading_only")
def test_whatever_is_sent_is_refused_in_the_readers_language_or_format(client):
    assert '<html lang="fr"' in client.post("/fr/communities/").text
    assert "send it again later" in client.post("/api/communities/").json()["detail"]


@pytest.mark.usefixtures("reading_only")
def test_readiness_says_it_and_stays(client):
    response = client.get("/readyz")
    assert (response.status_code, response.json()["takes_in"]) == (200, "nothing")


@pytest.mark.django_db
def test_write_that_postgresql_refuses_is_the_same_page():
    """Of whatever writes though nobody thought that it does."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET transaction_read_only = on")
            cursor.execute("CREATE TABLE written (x int)")
    except InternalError:
        response = views.server_error(RequestFactory().get("/"))
    assert (response.status_code, response.headers["Retry-After"]) == (503, "600")


@pytest.mark.django_db(transaction=True)
def test_switch_reaches_every_process_and_back():
    """The database's own setting: connections that idle are closed, those made after it can only read."""
    address = databases.url(settings.DATABASES["default"]["NAME"])

    def can_write() -> bool:
        with psycopg.connect(address) as fresh:
            return fresh.execute("SHOW transaction_read_only").fetchone() == ("off",)

    with psycopg.connect(address, autocommit=True) as before:
        try:
            call_command("read_only", "on", stdout=(said := StringIO()))
            assert "takes nothing in" in said.getvalue()
            assert not can_write()
            with pytest.raises(psycopg.OperationalError):
                before.execute("SELECT 1")
            with psycopg.connect(address) as fresh, pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
                fresh.execute("UPDATE submissions_submission SET name = 'x'")
            with psycopg.connect(address, options="-c default_transaction_read_only=off") as told:
                told.execute("UPDATE submissions_submission SET name = 'x'")
            connection.close()
            call_command("read_only", stdout=(said := StringIO()))
            assert "takes nothing in" in said.getvalue()
        finally:
            read_only.turn(on=False, wait=timedelta(seconds=2))
        assert can_write()


@pytest.mark.django_db(transaction=True)
def test_switch_says_who_is_still_at_work():
    address = databases.url(settings.DATABASES["default"]["NAME"])
    try:
        with psycopg.connect(address) as busy:
            busy.execute("SELECT 1")  # in a transaction
            assert read_only.turn(on=True, wait=timedelta(seconds=0.3)) == 1
            assert busy.execute("SELECT 1").fetchone() == (1,)
    finally:
        assert read_only.turn(on=False, wait=timedelta(seconds=2)) == 0
