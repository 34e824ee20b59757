"""What the database refuses for now, by its limits on time or because it only reads, is a 503 and not a mistake."""

import time

import psycopg
import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client, RequestFactory

from copdir import views
from submissions.models import State, Submission
from tests import databases
from tests.submissions.sender import Sender


@pytest.fixture
def limited(transactional_db):
    """`limited("lock_timeout", "100ms")` sets a limit of this connection, until the test is over."""

    def limit(name: str, value: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config(%s, %s, false)", [name, value])

    yield limit
    connection.close()


def is_passing(act) -> bool:
    """Whether what goes wrong in `act` is answered by 503 and when to come again."""
    with pytest.raises(Exception) as raised:  # noqa: PT011 - which one it is, is not the point
        act()
    try:
        raise raised.value
    except type(raised.value):
        response = views.server_error(RequestFactory().get("/"))
    return response.status_code == 503 and int(response.headers["Retry-After"]) >= 10


def ask(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_somebody_who_has_to_wait_too_long_for_a_lock_is_asked_to_come_again_and_then_served(limited):
    sender = Sender().begin().fill_all()
    form = sender.page(sender.at("check/")).form()
    sender.client.raise_request_exception = False
    limited("lock_timeout", "100ms")
    with psycopg.connect(databases.url(settings.DATABASES["default"]["NAME"])) as other:
        other.execute("SELECT FROM submissions_submission FOR UPDATE")
        refused = sender.client.post(sender.at("check/"), form.values)
        assert (refused.status_code, refused["Retry-After"]) == (503, "10")
        assert "go back and send it again" in refused.text
    assert Submission.objects.get().state == State.DRAFT
    assert sender.client.post(sender.at("check/"), form.values).status_code == 303


def test_a_statement_that_takes_too_long_is_ended(limited):
    limited("statement_timeout", "50ms")
    assert is_passing(lambda: ask("SELECT pg_sleep(5)"))


def test_a_transaction_in_which_nothing_happens_is_ended(limited):
    limited("idle_in_transaction_session_timeout", "50ms")

    def idle() -> None:
        with transaction.atomic():
            ask("SELECT 1")
            time.sleep(0.3)
            ask("SELECT 1")

    assert is_passing(idle)
    connection.close()
    ask("SELECT 1")


def test_a_database_that_only_reads_is_a_passing_state(limited):
    limited("default_transaction_read_only", "on")
    assert is_passing(Submission.objects.create)
    assert Client().get("/communities/").status_code == 200
