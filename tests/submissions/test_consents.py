"""Consent: to which words and when it was given, and taken back behind one's own link, at once and everywhere."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from communities.models import Community
from submissions import consents, introductions, links, moderation, questionnaire
from submissions.living import asking
from submissions.models import Introduction, Kind, Purpose, State, Steward, Submission
from tests import factories
from tests.submissions import living
from tests.submissions.introduced import passed_on
from tests.submissions.sender import Sender
from tests.submissions.submitted import a_change, a_draft, a_moderator, a_wish, consent, fresh, in_state, pending

pytestmark = pytest.mark.django_db

ALL = [consent(use) for use in ("publish", "map", "case-study", "peers")]
ON_MAP = {"city": "Dublin", "latitude": 53.3, "longitude": -6.3}


def link_of(submission: Submission) -> str:
    return f"/submission/{links.issue(submission, Purpose.RESUME).token}/agreed/"


def take_back(submission: Submission, use: str) -> None:
    response = Client().post(link_of(submission), {"use": use})
    assert response.status_code == 303


def approved(**changes) -> Submission:
    row = pending(consents=ALL, **changes)
    moderation.approve(row, version=row.version, user=a_moderator())
    Submission.objects.filter(pk=row.pk).update(decided_at=timezone.now() - timedelta(hours=1))
    return fresh(row)


def given(records: list[dict]) -> dict[str, bool]:
    return {one["use"]: one["given"] for one in records}


@pytest.fixture(autouse=True)
def no_wait(settings):
    """Decisions are told at once."""
    settings.UNDO_TIME = timedelta()


def test_form_records_the_words_and_the_time_of_each():
    sender = Sender().begin().fill_all()
    sender.fill("you", consent_peers="on")
    before = {one["use"]: one for one in sender.submission.consents}
    assert set(before) == set(questionnaire.CONSENTS.values())
    assert {one["text"] for one in before.values()} == {questionnaire.VERSION}
    assert all(one["at"] for one in before.values())


@pytest.mark.parametrize("use", ["case-study", "peers", "map"])
def test_taken_back_it_ends_on_record_and_says_when(use):
    row = approved(entry=ON_MAP)
    steward = Steward.objects.get()
    assert (given(steward.consents)[use], steward.may_be_asked) == (True, True)
    take_back(row, use)
    steward.refresh_from_db()
    for records in (fresh(row).consents, steward.consents):
        [one] = [one for one in records if one["use"] == use]
        assert (one["given"], one["text"], one["given_at"] < one["at"]) == (False, "1", True)
        assert sum(given(records).values()) == 3
    assert steward.may_be_asked == (use != "peers")
    entry = Community.objects.published().get().entry
    assert (entry["city"], entry["latitude"]) == ("Dublin", None if use == "map" else 53.3)


def test_page_says_what_each_does_and_what_holds(client):
    row = approved(entry=ON_MAP)
    page = client.get(link_of(row)).text
    assert page.count("Take it back") == 4
    assert "The dot goes from the map at once" in page
    take_back(row, "map")
    page = client.get(link_of(row)).text
    assert page.count("Take it back") == 3
    assert "You do not agree to this." in page
    assert "/agreed/" in client.get(link_of(row).replace("agreed/", "")).text


def test_open_introduction_ends_with_the_consent_of_peers():
    row = approved()
    wish = a_wish(row.community)
    moderation.confirm(wish)
    token = passed_on(fresh(wish))
    found = introductions.find(token)
    assert introductions.is_open(found)
    take_back(row, "peers")
    assert not introductions.is_open(introductions.find(token))
    assert Introduction.objects.get().reply == ""


def test_never_asking_again_by_a_letter_is_the_same():
    row = approved()
    wish = a_wish(row.community)
    moderation.confirm(wish)
    introductions.reply(introductions.find(passed_on(fresh(wish))), "never")
    steward = Steward.objects.get()
    assert (steward.may_be_asked, given(steward.consents)["peers"]) == (False, False)


def test_publication_taken_back_asks_opsi_at_once_and_withdraws_what_waits():
    row = approved()
    change = pending(a_change(row.community, consents=ALL))
    take_back(row, "publish")
    report = Submission.objects.get(kind=Kind.REPORT)
    assert (report.state, report.community, report.answers["matter"]) == (State.PENDING, row.community, "remove")
    assert report.address_confirmed_at
    assert fresh(change).state == State.WITHDRAWN
    assert Community.objects.published().count() == 1
    take_back(row, "publish")  # pressed twice
    assert Submission.objects.filter(kind=Kind.REPORT).count() == 1


@pytest.mark.parametrize("state", [State.PENDING, State.CHANGES_REQUESTED])
def test_before_a_decision_it_counts_as_well(state):
    row = in_state(state)
    Submission.objects.filter(pk=row.pk).update(
        consents=ALL, entry={**row.entry, **ON_MAP}, answers={"consent_map": "on"}
    )
    version = fresh(row).version
    take_back(row, "map")
    left = fresh(row)
    assert (left.entry["latitude"], left.answers, left.version, left.state) == (None, {}, version + 1, state)
    take_back(row, "peers")
    if state == State.PENDING:
        moderation.approve(left, version=fresh(row).version, user=a_moderator())
        assert not Steward.objects.get().may_be_asked
    else:
        take_back(row, "publish")
        assert fresh(row).state == State.WITHDRAWN


def test_later_approval_of_what_waited_does_not_bring_it_back():
    row = approved()
    change = pending(a_change(row.community, consents=ALL))
    take_back(row, "peers")
    moderation.approve(change, version=fresh(change).version, user=a_moderator())
    assert not Steward.objects.get().may_be_asked


def test_who_is_not_on_record_changes_nothing_of_the_entry():
    community = factories.published(**ON_MAP)
    row = a_change(community, consents=ALL, sender_role="member", sender_email="member@example.org")
    row = pending(row)
    moderation.approve(row, version=row.version, user=a_moderator())
    take_back(row, "map")
    assert Community.objects.get().entry["latitude"] == 53.3


@pytest.mark.parametrize("state", [State.DRAFT, State.WITHDRAWN, State.EXPIRED])
def test_where_nothing_stands_there_is_nothing_to_take_back(client, state):
    row = in_state(state)
    assert consents.of(row) == []
    assert client.get(link_of(row)).status_code == 303


def test_refusal_that_is_not_told_yet_does_not_show(client, settings):
    settings.UNDO_TIME = timedelta(minutes=10)
    row = in_state(State.DECLINED)
    assert client.get(link_of(row)).status_code == 200
    take_back(row, "publish")
    assert given(fresh(row).consents)["publish"]


def test_looking_and_nonsense_take_nothing_back(client):
    row = approved()
    client.get(link_of(row))
    for use in ("", "everything", "sender_email"):
        take_back(row, use)
    assert all(given(Steward.objects.get().consents).values())
    assert a_draft().state == State.DRAFT


@pytest.mark.parametrize("use", ["map", "case-study", "peers"])
def test_whoever_looks_after_an_entry_takes_it_back_behind_our_letter(client, use):
    row = approved(entry=ON_MAP)
    asking.look(timezone.now() + timedelta(days=366))
    place = f"/submit/entry/{living.token()}/"
    assert client.get(place).text.count("Take it back") == 3
    for _ in range(2):  # pressed twice
        assert client.post(place, {"answer": "agree-no-longer", "use": use}).status_code == 303
    assert client.get(place).text.count("Take it back") == 2
    steward = Steward.objects.get()
    assert (given(steward.consents)[use], given(fresh(row).consents)[use]) == (False, False)
    assert steward.ended_at is None
    assert (Community.objects.get().entry["latitude"] is None) == (use == "map")
    client.post(place, {"answer": "agree-no-longer", "use": "publish"})
    assert given(Steward.objects.get().consents)["publish"]
