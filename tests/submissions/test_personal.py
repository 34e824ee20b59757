"""One's data taken away and erased: all of it, nothing of anybody else's, and nowhere to be found afterwards."""

import json

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from post_office.models import Email

from communities import revisions
from communities.models import Community
from submissions import intake, links, moderation, personal, records
from submissions.models import Alert, Decision, LetterLink, PostedLetter, Purpose, State, Steward, Submission, Words
from tests import factories
from tests.canaries import Canaries, disguises, found_in
from tests.submissions.alerted import an_alert
from tests.submissions.sender import Sender, letters
from tests.submissions.submitted import a_change, a_claim, a_draft, a_moderator, a_report, fresh, in_state, pending
from tests.test_privacy import rows_of

pytestmark = pytest.mark.django_db

CANARIES = Canaries()
TOLD = [
    CANARIES.sender_name,
    CANARIES.sender_email,
    CANARIES.hardest,
    CANARIES.words_to_sender,
    CANARIES.words_about_a_field,
    CANARIES.words_from_sender,
    CANARIES.note_among_staff,
]


@pytest.fixture
def moderator():
    return a_moderator()


def convener(moderator, **changes) -> Sender:
    """Somebody who told the site all that can be told, up to their answer to OPSI's question."""
    sender = Sender().begin()
    sender.fill("running", hardest=CANARIES.hardest)
    sender.fill_all(sender_email=CANARIES.sender_email, **changes)
    sender.fill("you", sender_name=CANARIES.sender_name, sender_email=CANARIES.sender_email, consent_peers="on")
    sender.post(sender.at("show/"))
    sender.send()
    sender.post(sender.confirming_link())
    words = {"words": CANARIES.words_to_sender, "about_fields": {"summary": CANARIES.words_about_a_field}}
    seen = {"version": sender.submission.version, "user": moderator}
    moderation.ask(sender.submission, **seen, **words, note=CANARIES.note_among_staff)
    sender.send(words=CANARIES.words_from_sender)
    return sender


def approve(sender: Sender, moderator) -> Community:
    submission = sender.submission
    words = {"words": CANARIES.words_to_sender, "note": CANARIES.note_among_staff}
    moderation.approve(submission, version=submission.version, user=moderator, **words)
    return fresh(submission).community


def erase(sender: Sender) -> str:
    return sender.post(sender.at("erase/"), sure="on").words()


def found_anywhere(words: list[str]) -> list[str]:
    """In any table of the database, in any disguise."""
    return found_in("\n".join(row for _table, row in rows_of("")), disguises(words))


def test_nothing_of_a_person_is_in_any_table_after_they_erased_themselves(moderator):
    sender = convener(moderator)
    community = approve(sender, moderator)
    for summary in ("Civil servants who look further.", f"They {CANARIES.unpublished_name}."):
        change = Sender().begin(f"/submit/change/{community.slug}/")
        change.fill("community", name=community.name, summary=summary, scale="national")
        change.fill("you", sender_role="member", sender_name=CANARIES.sender_name, sender_email=CANARIES.sender_email)
        change.send()
    an_alert(CANARIES.sender_email)
    assert len(found_anywhere(TOLD)) >= len(TOLD)
    assert Email.objects.filter(to=CANARIES.sender_email).count() > 3

    assert "It is erased" in erase(sender)
    assert found_anywhere([*TOLD, *CANARIES.sender_email.split("@"), CANARIES.unpublished_name]) == []
    assert not Email.objects.exists()
    assert not LetterLink.objects.exists()
    assert not Alert.objects.exists()
    assert set(Submission.objects.values_list("state", flat=True)) == {State.APPROVED, State.WITHDRAWN}

    # The community stays as it was, and what was decided can still be proved.
    assert Community.objects.published().get() == community
    assert "Civil servants who look ahead" in Client().get(community.get_absolute_url()).text
    assert [records.broken_decisions(one) for one in Submission.objects.all()] == [[], [], []]
    assert revisions.broken_revisions(community) == []
    assert [(one.ended_by, one.ended_at is not None) for one in Steward.objects.all()] == [("erasure", True)]
    assert Words.objects.filter(erased_at=None).count() == 0


@pytest.mark.parametrize("state", State.values)
def test_it_can_be_erased_in_every_state(moderator, state):
    submission = in_state(state, moderator)
    address, decisions = submission.sender_email, submission.decisions.count()
    token = links.issue(submission, Purpose.RESUME).token
    response = erase(Sender(token))
    assert "It is erased" in response
    assert Client().get(f"/submission/{token}/").status_code == 404
    assert found_anywhere([address, "Ann Sender"]) == []
    left = Submission.objects.filter(pk=submission.pk).first()
    if state == State.DRAFT:
        assert left is None
    else:
        assert left.state == (State.WITHDRAWN if state in moderation.UNDECIDED else state)
        assert left.decisions.count() >= decisions
        assert left.name == (left.community.name if state == State.APPROVED else "")


def test_looking_erases_nothing_and_neither_does_an_unticked_box():
    sender = Sender().begin().fill_all()
    page = sender.page(sender.at("erase/"))
    assert "What goes" in page.words()
    page = sender.post(sender.at("erase/"))
    assert "Tick the box if you want it erased" in page.words()
    assert Client().get(sender.at("erase/")).status_code == 200
    assert Submission.objects.get().sender_email == "grace.canary@example.ie"


def test_an_address_that_was_not_confirmed_speaks_for_its_own_form_alone(moderator):
    theirs = pending()
    steward = Steward.objects.create(community=factories.published(), email=theirs.sender_email, name="Ann Sender")
    an_alert(theirs.sender_email)
    waiting = Email.objects.filter(to=theirs.sender_email).count()
    for stranger in (a_draft(), in_state(State.UNCONFIRMED)):
        before = Email.objects.exclude(pk__in=stranger.letters.values("email")).count()
        sender = Sender(links.issue(stranger, Purpose.RESUME).token)
        held = sender.client.get(sender.at("data.json")).json()
        assert [len(held["submissions"]), held["answers_for"], held["alerts"]] == [1, [], []]
        assert "is not confirmed" in sender.page(sender.at("erase/")).words()
        assert "more thing" not in sender.page(sender.at("erase/")).words()
        erase(sender)
        assert Email.objects.count() == before
    assert fresh(theirs).sender_email
    steward.refresh_from_db()
    assert (steward.email, steward.ended_at) == (theirs.sender_email, None)
    assert Alert.objects.count() == 1
    assert Email.objects.filter(to=theirs.sender_email).count() >= waiting


def test_nothing_of_anybody_else_goes(moderator):
    other = pending(sender_email="other@example.org", sender_name="Bea Other", entry={"name": "Another circle"})
    moderation.ask(other, version=other.version, user=moderator, words="Which city?")
    mine, theirs = pending(), Email.objects.filter(to="other@example.org").count()
    erase(Sender(links.issue(mine, Purpose.RESUME).token))
    assert fresh(other).sender_name == "Bea Other"
    assert Words.objects.get(decision__submission=other).to_sender == "Which city?"
    assert Email.objects.filter(to="other@example.org").count() == theirs
    assert PostedLetter.objects.filter(submission=other, email=None).count() == 0


def test_what_else_came_from_the_address_is_counted_before_it_goes():
    first, second = pending(), pending(entry={"name": "Another circle"})
    sender = Sender(links.issue(first, Purpose.RESUME).token)
    assert "You sent one more thing from this address. It goes too." in sender.page(sender.at("erase/")).words()
    erase(sender)
    assert fresh(second).sender_email == ""


def test_a_published_mailbox_that_is_the_persons_own_goes_with_them_from_all_versions(moderator):
    sender = Sender().begin().fill_all(sender_email=CANARIES.sender_email)
    sender.fill("value", mailbox=CANARIES.sender_email)
    sender.send()
    sender.post(sender.confirming_link())
    community = approve(sender, moderator)
    assert community.entry["mailbox"] == CANARIES.sender_email
    erase(sender)
    assert found_anywhere([CANARIES.sender_email]) == []
    community.refresh_from_db()
    assert community.entry["mailbox"] in (None, "")
    assert community.entry["confirmed"]
    assert revisions.broken_revisions(community) == []


def test_decision_on_what_was_erased_cannot_be_undone(moderator, client):
    submission = in_state(State.APPROVED, moderator)
    personal.erase(submission)
    left = fresh(submission)
    with pytest.raises(moderation.Erased):
        moderation.undo(left, version=left.version, user=moderator)
    assert not moderation.can_undo(left, left.decisions.last())
    assert left.community.is_published


@pytest.mark.parametrize("state", [State.APPROVED, State.DECLINED, State.SPAM, State.WITHDRAWN])
def test_desk_still_shows_what_was_erased(moderator, client, settings, state):
    settings.STAFF_SECOND_FACTOR = False
    submission = in_state(state, moderator)
    change = pending(a_change())
    moderation.approve(change, version=change.version, user=moderator)
    personal.erase(submission)
    client.force_login(moderator)
    for one in (submission, change):
        page = client.get(f"/admin/submissions/submission/{one.pk}/change/")
        assert page.status_code == 200
        assert "ann.sender" not in page.text
    assert client.get("/admin/submissions/submission/?state=all").status_code in (200, 302)


def test_database_lets_nobody_stay_in_what_was_erased(moderator):
    submission = in_state(State.DECLINED, moderator)
    personal.erase(submission)
    for column, value in {"sender_name": "Ann", "answers": {"name": "x"}, "private_answers": {"hardest": "x"}}.items():
        with pytest.raises(IntegrityError, match="submission_erased_holds_nobody"), transaction.atomic():
            Submission.objects.filter(pk=submission.pk).update(**{column: value})
    with pytest.raises(IntegrityError, match="submission_sent_has_an_address"), transaction.atomic():
        Submission.objects.filter(pk=submission.pk).update(erased_at=None)
    ended = Steward.objects.create(community=factories.published(), email="a@example.org")
    personal._end(ended)
    with pytest.raises(IntegrityError, match="steward_erased_holds_nobody"), transaction.atomic():
        Steward.objects.filter(pk=ended.pk).update(name="Ann")


def test_file_holds_everything_about_the_sender_and_nothing_of_staff(moderator):
    sender = convener(moderator)
    approve(sender, moderator)
    an_alert(CANARIES.sender_email)
    response = sender.client.get(sender.at("data.json"))
    assert response["Content-Disposition"] == 'attachment; filename="my-data.json"'
    assert "no-store" in response["Cache-Control"]
    held = json.loads(response.content)
    text = response.content.decode()
    for told in (one for one in TOLD if one != CANARIES.note_among_staff):
        assert told in text
    assert CANARIES.note_among_staff not in text
    assert moderator.username not in text
    [mine] = held["submissions"]
    assert mine["sender"] == {"name": CANARIES.sender_name, "address": CANARIES.sender_email, "role": "convener"}
    assert {consent["use"] for consent in mine["consents"]} == {"publish", "map", "case-study", "peers"}
    assert [step["words"] for step in mine["history"] if step["words"]] == [
        CANARIES.words_to_sender,
        CANARIES.words_from_sender,
        CANARIES.words_to_sender,
    ]
    assert [letter["name"] for letter in mine["letters"]] == ["confirm_address", "received", "changes_requested"]
    assert {link["purpose"] for link in mine["private_links"]} == {"resume", "confirm", "show"}
    assert "token_hash" not in text
    assert [one["answers_not_published"]["hardest"] for one in held["answers_for"]] == [CANARIES.hardest]
    assert [one["email"] for one in held["alerts"]] == [CANARIES.sender_email]


def test_file_tells_no_refusal_before_its_time(moderator):
    submission = in_state(State.DECLINED, moderator)
    sender = Sender(links.issue(submission, Purpose.RESUME).token)
    [mine] = sender.client.get(sender.at("data.json")).json()["submissions"]
    assert mine["state"] == "pending"
    assert "declin" not in json.dumps(mine)


@pytest.mark.parametrize("page", ["data.json", "erase/"])
@pytest.mark.parametrize("purpose", [Purpose.CONFIRM, Purpose.SHOW])
def test_no_other_link_opens_ones_data(client, page, purpose):
    token = links.issue(in_state(State.UNCONFIRMED), purpose).token
    assert client.get(f"/submission/{token}/{page}").status_code == 404
    assert client.post(f"/submission/{token}/{page}", {"sure": "on"}).status_code in (404, 405)
    assert Decision.objects.exists()
    assert Submission.objects.get().sender_email


def test_what_was_sent_with_a_mistyped_address_and_taken_back_goes_too():
    sender = Sender().sent(sender_email="mistyped.canary@example.ie", name="Vexoq circle")
    again = intake.begin_again(sender.submission)
    sender.token = again.token
    sender.fill("you", sender_email="grace.canary@example.ie")
    assert len(found_anywhere(["mistyped.canary@example.ie"])) > 0
    erase(sender)
    assert found_anywhere(["mistyped.canary@example.ie", "grace.canary@example.ie", "Vexoq"]) == []
    assert not Email.objects.exists()


def test_erasing_twice_at_once_is_harmless():
    submission = pending()
    personal.erase(submission)
    personal.erase(fresh(submission))
    assert letters() == []


@pytest.mark.parametrize("is_decided", [False, True])
def test_who_reported_a_problem_or_claimed_an_entry_is_nowhere_after_erasing(moderator, is_decided):
    community = factories.published(name="Harbour Circle")
    told = {"email": CANARIES.sender_email, "words": CANARIES.words_from_sender}
    report, claim = a_report(community, **told), a_claim(community, name=CANARIES.sender_name, **told)
    for one in (report, claim):
        intake.confirm(one)
        if is_decided:
            moderation.approve(fresh(one), version=fresh(one).version, user=moderator, reason="corrected")
    assert len(found_anywhere([CANARIES.sender_email, CANARIES.words_from_sender])) >= 2

    erase(Sender(links.issue(fresh(report), Purpose.RESUME).token))
    words = [CANARIES.sender_name, CANARIES.sender_email, CANARIES.words_from_sender]
    assert found_anywhere(words) == []
    assert {one.state for one in Submission.objects.all()} == ({State.APPROVED} if is_decided else {State.WITHDRAWN})
    assert Community.objects.published().get() == community
    assert [one.ended_by for one in Steward.objects.all()] == (["erasure"] if is_decided else [])
