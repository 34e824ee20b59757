"""The yearly pulse: three numbers, each of which may be unknown; public only where the convener agrees."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from communities.models import Community, Pulse
from submissions.living import asking
from submissions.models import KeptPulse
from tests.submissions.living import kept, press, token

pytestmark = pytest.mark.django_db

NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)
NUMBERS = {"participants": "1 250", "participation": "7", "benefits": "12"}


@pytest.fixture
def community(time_machine) -> Community:
    """One that was confirmed by its convener today, from a letter."""
    time_machine.move_to(NOON - timedelta(days=366))
    made = kept("Circle with a pulse")
    time_machine.move_to(NOON)
    asking.look()
    press(token(), "right")
    return made


def give(**answers):
    return Client().post(f"/submit/entry/{token()}/", {"pulse": "yes", **answers})


def test_it_is_asked_once_the_entry_is_confirmed_and_can_be_left_out(client, community):
    page = client.get(f"/submit/entry/{token()}/").text
    assert "The pulse of 2027: three numbers, if you like" in page
    assert page.count("I don’t know") == 3
    assert not Pulse.objects.exists()
    assert not KeptPulse.objects.exists()


def test_without_consent_opsi_alone_has_it(client, community):
    assert give(**NUMBERS)["Location"].endswith("?done=pulse")
    one = KeptPulse.objects.get()
    assert (one.year, one.participants, one.participation, one.benefits) == (2027, 1250, 7, 12)
    assert not Pulse.objects.exists()
    assert "Its pulse" not in client.get(community.get_absolute_url()).text


def test_with_consent_the_page_shows_it_with_its_table(client, community, time_machine):
    give(**NUMBERS, is_public="on")
    page = client.get(community.get_absolute_url()).text
    assert "Its pulse, year by year" in page
    assert "1250 in 2027" in page or "1,250 in 2027" in page
    Pulse.objects.create(community=community, year=2026, participants=1000, participation=None, benefits=0)
    page = client.get(community.get_absolute_url()).text
    assert page.count("<figure") == 2, "no line through one figure"
    assert "7 in 2027" in page
    assert "See the figures" in page


def test_of_a_year_the_last_numbers_count_wherever_they_stand(community):
    give(**NUMBERS, is_public="on")
    give(**{**NUMBERS, "participants": "3"})
    assert KeptPulse.objects.get().participants == 3
    assert not Pulse.objects.exists(), "what was public is taken back"
    give(**NUMBERS, is_public="on")
    assert Pulse.objects.get().participants == 1250
    assert not KeptPulse.objects.exists()


def test_not_known_is_an_answer(client, community):
    given = {"participants_unknown": "on", "participation_unknown": "on", "benefits": "4", "is_public": "on"}
    give(**given)
    one = Pulse.objects.get()
    assert (one.participants, one.participation, one.benefits) == (None, None, 4)
    page = client.get(community.get_absolute_url()).text
    assert "4 in 2027" in page
    assert "Level of participation" not in page


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        ({}, "Give at least one number, or tick “I don’t know”"),
        ({"participation": "11"}, "Enter a number from 0 to 10"),
        ({"participants": "many"}, "Enter a whole number, such as 25"),
        ({"participants": "-3"}, "Enter a whole number, such as 25"),
        ({"benefits": "9" * 41}, "Enter a whole number, such as 25"),
        ({"benefits": "9" * 12}, "Enter a number no larger than"),
        ({"benefits": "5", "benefits_unknown": "on"}, "Give a number or tick “I don’t know”, not both"),
    ],
)
def test_wrong_numbers_are_told_and_nothing_is_kept(community, answers, message):
    response = give(**answers)
    assert response.status_code == 200
    assert message in response.text
    assert "Error:" in response.text
    assert not KeptPulse.objects.exists()
    assert not Pulse.objects.exists()


def test_whose_record_ended_gives_no_more_numbers(community):
    press(token(), "stop")
    assert give(**NUMBERS).status_code == 303
    assert not KeptPulse.objects.exists()


@pytest.mark.parametrize("model", [Pulse, KeptPulse])
def test_database_refuses_a_year_twice_and_eleven_of_ten(community, model):
    model.objects.create(community=community, year=2027)
    for wrong in ({"year": 2027}, {"year": 2026, "participation": 11}):
        with pytest.raises(IntegrityError), transaction.atomic():
            model.objects.create(community=community, **wrong)
