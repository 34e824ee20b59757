"""A read-only link for a colleague: what it shows, what it never shows, that it does nothing, and how it ends."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from submissions import links, moderation, showing
from submissions.models import LetterLink, Purpose, State, Submission
from tests import factories
from tests.page import Page
from tests.submissions.sender import Sender, letters
from tests.submissions.submitted import a_draft, a_moderator, in_state

pytestmark = pytest.mark.django_db

ADDRESS = "grace.canary@example.ie"


@pytest.fixture
def sender() -> Sender:
    """At a draft with answers of every sort."""
    sender = Sender().begin().fill_all()
    sender.fill("you", sender_name="Grace Canary")
    sender.fill("running", hardest="Hard to say aloud")
    sender.fill("withheld", withheld=["website"])
    return sender


def shown(sender: Sender, **ticked) -> str:
    """Make a link; the address that it opens at."""
    forms = [form for form in sender.page(sender.at("show/")).forms() if form.method == "post"]
    page = sender.post(sender.at("show/"), at_form=len(forms) - 1, **ticked)
    return next(link for link in page.links() if "/shown/" in link)


def path_of(url: str) -> str:
    return re.sub(r"^https?://[^/]+", "", url)


def read(sender: Sender, **ticked) -> str:
    return Page(Client().get(path_of(shown(sender, **ticked))).text).words()


def test_colleague_reads_what_will_be_published_and_nothing_else(sender):
    words = read(sender)
    assert "Horizon Scanners of Ireland" in words
    assert "Civil servants who look ahead together, every month." in words
    assert "Nothing of this is published" in words
    for private in (ADDRESS, "Grace Canary", "Hard to say aloud", "example.ie/horizon", "OPSI only", "Aggregate only"):
        assert private not in words


def test_private_answers_are_shown_where_the_sender_says_so_but_never_the_address(sender):
    words = read(sender, privately="on")
    assert "Hard to say aloud" in words
    assert "example.ie/horizon" in words
    assert "Grace Canary" in words
    assert ADDRESS not in words
    assert "Your e-mail address" not in words


def test_answers_are_those_of_the_moment(sender):
    path = path_of(shown(sender))
    sender.fill("community", summary="Written after the link was made.")
    assert "Written after the link was made." in Client().get(path).text


def test_a_change_is_shown_as_what_would_change_without_what_stays_with_opsi():
    community = factories.published(website="https://example.org/before")
    sender = Sender().begin(f"/submit/change/{community.slug}/")
    sender.fill("joining", website="https://example.org/hidden-now")
    sender.fill("withheld", withheld=["website"])
    words = read(sender)
    assert "before: https://example.org/before after: Not published" in words
    assert "hidden-now" not in words


def test_page_for_a_colleague_acts_on_nothing_and_is_kept_by_nobody(sender):
    path = path_of(shown(sender))
    before = Submission.objects.values().get(), LetterLink.objects.count(), len(letters())
    client = Client()
    for _turn in range(5):
        response = client.get(path)
        client.head(path)
    assert [form for form in Page(response.text).forms() if form.method == "post"] == []
    assert not response.cookies
    assert "no-store" in response["Cache-Control"]
    assert "noindex" in response["X-Robots-Tag"]
    assert client.post(path).status_code == 405
    assert (Submission.objects.values().get(), LetterLink.objects.count(), len(letters())) == before


@pytest.mark.parametrize(
    "page", ["", "check/", "answers/", "answers.odt", "show/", "later/", "withdraw/", "community/"]
)
def test_link_of_a_colleague_opens_nothing_of_the_senders(sender, page):
    token = path_of(shown(sender)).split("/")[2]
    assert Client().get(f"/submission/{token}/{page}").status_code == 404


def test_link_of_a_colleague_has_no_letter_sent(sender):
    Submission.objects.update(sender_email=ADDRESS)
    token = path_of(shown(sender)).split("/")[2]
    assert Client().post(f"/submission/{token}/fresh/").status_code == 404
    assert letters() == []


def test_links_of_the_sender_open_no_page_for_a_colleague(client):
    submission = a_draft()
    for purpose in (Purpose.RESUME, Purpose.CONFIRM):
        assert client.get(f"/submission/{links.issue(submission, purpose).token}/shown/").status_code == 404


def test_only_the_hash_is_kept_and_the_address_is_told_once(sender):
    token = path_of(shown(sender)).split("/")[2]
    assert token not in str(list(LetterLink.objects.values()))
    assert token not in sender.page(sender.at("show/")).words()


def test_sender_sees_that_a_link_exists_and_ends_it(sender):
    assert "There is a link" not in sender.page(sender.at()).words()
    path = path_of(shown(sender))
    assert "There is a link" in sender.page(sender.at()).words()
    assert "It does not show the answers that are not published" in sender.page(sender.at("show/")).words()
    sender.post(sender.at("show/"), end="1")
    assert sender.response.status_code == 303
    response = Client().get(path)
    assert response.status_code == 410
    assert "This link has ended" in response.text
    assert "Horizon" not in response.text
    assert "There is a link" not in sender.page(sender.at()).words()


def test_another_link_ends_the_first(sender):
    first, second = path_of(shown(sender)), path_of(shown(sender, privately="on"))
    assert Client().get(first).status_code == 404
    assert Client().get(second).status_code == 200


def test_loading_the_page_again_after_a_link_was_made_leaves_that_link_good(sender):
    path = path_of(shown(sender))
    issued = showing.begin(sender.submission, privately=True, seen="")
    assert issued is None
    assert Client().get(path).status_code == 200
    sender.post(sender.at("show/"), at_form=1, seen="")
    assert sender.response.status_code == 303
    assert Client().get(path).status_code == 200


def test_looking_at_the_page_makes_no_link(sender):
    sender.page(sender.at("show/"))
    assert not LetterLink.objects.filter(purpose=Purpose.SHOW).exists()


def test_link_ends_after_thirty_days(sender):
    path = path_of(shown(sender))
    with time_machine.travel(timezone.now() + timedelta(days=29), tick=False):
        assert Client().get(path).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(days=31), tick=False):
        assert Client().get(path).status_code == 410


@pytest.mark.parametrize("state", [state for state in State.values if state != State.RELAYED])  # a question's
def test_it_is_shown_while_it_is_a_draft_or_waits_and_not_afterwards(client, state, settings):
    submission = in_state(state)
    token, own = links.issue(submission, Purpose.SHOW).token, links.issue(submission, Purpose.RESUME).token
    is_open = state in (
        *moderation.UNDECIDED,
        State.DECLINED,
        State.SPAM,
    )  # a refusal is not told while it can be undone
    assert client.get(f"/submission/{token}/shown/").status_code == (200 if is_open else 410)
    assert client.get(f"/submission/{own}/show/").status_code == (200 if is_open else 303)
    Submission.objects.filter(pk=submission.pk).exclude(decided_at=None).update(
        decided_at=timezone.now() - 2 * settings.UNDO_TIME
    )
    still = state in moderation.UNDECIDED
    assert client.get(f"/submission/{token}/shown/").status_code == (200 if still else 410)


def test_it_goes_on_being_shown_through_sending_and_waiting(sender):
    path = path_of(shown(sender))
    sender.fill("withheld", withheld=None)
    sender.send()
    assert Client().get(path).status_code == 200
    submission = sender.submission
    sender.post(sender.confirming_link())
    moderation.ask(submission, version=Submission.objects.get().version, user=a_moderator(), words="Which?")
    assert "Which?" not in Client().get(path).text


def test_database_holds_one_link_that_shows_a_submission():
    submission = a_draft()
    links.issue(submission, Purpose.SHOW)
    with pytest.raises(IntegrityError, match="letter_link_shows_a_submission_once"), transaction.atomic():
        links.issue(submission, Purpose.SHOW)
    with pytest.raises(IntegrityError, match="letter_link_shows_private_by_choice"), transaction.atomic():
        links.issue(submission, Purpose.RESUME, shows_private=True)
