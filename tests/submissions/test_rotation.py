"""A new SECRET_KEY: with the former one as a fallback everything goes on; without it, what it signed is dead.

Private links are no matter of the key: their tokens are kept as plain hashes and outlive it.
"""

from datetime import timedelta

import pytest
from django.contrib.auth.tokens import default_token_generator
from django.core import signing
from django.test import RequestFactory
from django.utils import timezone

from submissions import keyed, links, rekeying
from submissions.inquiries import relaying
from submissions.living import inviting
from submissions.models import Invitation, Purpose, Relay
from submissions.views import opening
from tests import factories
from tests.submissions.asked import a_steward, relayed
from tests.submissions.submitted import a_draft, a_member_of_staff, a_moderator
from tests.submissions.test_inviting import a_wave, listed

pytestmark = pytest.mark.django_db

NEW = "the new key"


@pytest.fixture(params=[True, False], ids=["with the former key", "without it"])
def rotate(request, settings):
    """Take a new key; whether the former one is kept. Gives back whether what it signed is still good."""

    def turn() -> bool:
        settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY] if request.param else []
        settings.SECRET_KEY = NEW
        return request.param

    return turn


def test_staff_stay_signed_in(client, rotate, settings):
    settings.STAFF_SECOND_FACTOR = False
    client.force_login(a_moderator())
    assert client.get("/admin/").status_code == 200
    good = rotate()
    assert (client.get("/admin/").status_code == 200) == good


def test_link_to_a_new_password_is_good(rotate):
    user = a_member_of_staff()
    token = default_token_generator.make_token(user)
    good = rotate()
    assert default_token_generator.check_token(user, token) == good


def test_what_forms_and_decisions_carry_signed_is_read(rotate, monkeypatch):
    when = timezone.now() - timedelta(hours=1)
    form, seen = opening.signed(when), signing.dumps({"a": 1}, salt="submissions.review")
    good = rotate()
    monkeypatch.setattr(opening, "SIGNER", signing.Signer(salt=opening.SIGNER.salt))  # as in a process started since
    request = RequestFactory().post("/", {"opened": form})
    assert (opening.opened_at(request) == when) == good
    try:
        assert signing.loads(seen, salt="submissions.review") == {"a": 1}
        assert good
    except signing.BadSignature:
        assert not good


def test_code_in_a_letter_is_heard_and_the_mailbox_known(rotate):
    draft = a_draft()
    issued = links.issue(draft, Purpose.CONFIRM)
    mailed = links.issue(draft, Purpose.RESUME, mailed=True)
    links.note_use(mailed.link)
    good = rotate()
    assert links.is_code_right(draft, issued.code) == good
    assert not links.is_code_right(draft, "AAAAAAAA")
    assert links.was_used_from(draft, draft.sender_email) == good
    assert links.find(issued.token) == issued.link


def test_who_wants_no_invitation_is_known_for_good(rotate, settings, monkeypatch):
    community = listed("rotated", "desk@rotated.example", monkeypatch)
    invitation = a_wave([community]).invitations.get()
    said = {"answer": Invitation.Answer.NEVER, "answered_at": timezone.now(), "address": ""}
    Invitation.objects.filter(pk=invitation.pk).update(**said)
    good = rotate()
    assert rekeying.rekey() == (1 if good else 0)
    settings.SECRET_KEY_FALLBACKS = []
    assert (community not in [one.community for one in inviting.candidates()]) == good


def test_who_was_asked_lately_is_known_for_good(rotate, settings):
    steward = a_steward(community=factories.published(name="Rotated"))
    relayed(a_moderator(), [steward])
    good = rotate()
    assert rekeying.rekey() == (1 if good else 0)
    assert (Relay.objects.get().mailbox == relaying.mailbox_digest(steward.email)) == good
    assert rekeying.rekey() == 0


def test_todays_hash_comes_first(settings):
    settings.SECRET_KEY_FALLBACKS = ["older", "oldest"]
    found = keyed.digests("purpose", "text")
    assert found[0] == keyed.digest("purpose", "text")
    assert len(set(found)) == 3
    assert not keyed.is_of("", "purpose", "text")
