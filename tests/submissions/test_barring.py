"""Whom staff bar can send nothing until the time is over, and reads on; nobody can tell from the table who it is."""

from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import IntegrityError
from django.utils import timezone

from submissions import barring, limits
from submissions.limits import Limit, TooOftenError
from submissions.models import Barred, Submission
from tests.submissions.sender import Sender

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def limited(settings) -> None:
    settings.RATE_LIMITS = 1


def bar(*words: str) -> str:
    said = StringIO()
    call_command("bar", *words, stdout=said)
    return said.getvalue()


def is_barred(whose: str) -> bool:
    try:
        limits.take(Limit.DRAFTS_OF_NETWORK, whose)
    except TooOftenError as error:
        return error.wait > timedelta(hours=2)
    return False


@pytest.mark.parametrize(
    ("name", "barred", "free"),
    [
        ("192.0.2.7", "192.0.2.7", "192.0.2.8"),
        ("192.0.2.7/24", "192.0.2.200", "192.0.3.1"),
        ("192.0.0.0/16", "192.0.3.1", "192.1.0.1"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64", "2001:db8:1:3::/64"),
        ("2001:db8:1::/48", "2001:db8:1:2::/64", "2001:db8:2:2::/64"),
        ("Ann.Flood+x@Example.org", "annflood@example.org", "bob@example.org"),
        ("@example.org", "bob@example.org", "bob@example.com"),
    ],
)
def test_network_address_or_domain_is_barred_and_its_neighbour_is_not(name, barred, free):
    assert "can send until" in bar(name)
    assert is_barred(barred)
    assert not is_barred(free)
    assert not Barred.objects.filter(mark__contains=barred.split("/")[0]).exists()
    assert bar(name, "--lift") == "They can send again.\n"
    assert not is_barred(barred)
    assert bar(name, "--lift") == "They were not barred.\n"


def test_it_ends_by_itself_and_is_forgotten():
    bar("192.0.2.7", "--days", "2")
    with time_machine.travel(timezone.now() + timedelta(days=2, seconds=1)):
        assert not is_barred("192.0.2.7")
        bar("192.0.2.9")
    assert Barred.objects.count() == 1


def test_visitor_who_is_barred_is_told_and_reads_on():
    bar("192.0.2.7")
    sender = Sender(REMOTE_ADDR="192.0.2.7")
    sender.page("/submit/")
    sender.post("/submit/")
    assert sender.response.status_code == 429
    assert int(sender.response["Retry-After"]) > 6 * 24 * 3600
    assert "from your network" in sender.response.text
    assert sender.client.get("/communities/").status_code == 200
    assert not Submission.objects.exists()


@pytest.mark.parametrize("name", ["", "somebody", "192.0.2.0/23", "0.0.0.0/0", "::/0", "someone@", "192.0.2.300"])
def test_what_is_no_name_or_too_wide_is_refused_in_words(name):
    with pytest.raises(CommandError, match="Name an address, an @domain or a network"):
        bar(name)
    assert not Barred.objects.exists()


def test_database_keeps_one_row_of_each():
    barring.bar("192.0.2.7", timedelta(days=1))
    barring.bar("192.0.2.7", timedelta(days=3))
    kept = Barred.objects.get()
    assert kept.until > timezone.now() + timedelta(days=2)
    with pytest.raises(IntegrityError):
        Barred.objects.create(mark=kept.mark, until=kept.until)
