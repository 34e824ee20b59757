"""What imports leave on the desk: held rows with their questions, answered by a correction; likenesses between rows."""

import pytest
from django.urls import reverse

from submissions.models import Actor, State, Submission
from tests.submissions import imports
from tests.submissions.submitted import a_draft, a_moderator, fresh

pytestmark = pytest.mark.django_db

QUEUE = "/admin/submissions/submission/"


@pytest.fixture
def desk(client, settings):
    settings.STAFF_SECOND_FACTOR = False
    client.force_login(a_moderator("mo"))
    return client


@pytest.fixture
def held():
    imports.run(imports.MESSY / "08_missing_required.csv")
    return Submission.objects.get(name="Sandbox Network (Singapore)")


def address(submission, page="change"):
    arguments = [submission.pk] if page != "changelist" else []
    return reverse(f"admin:submissions_submission_{page}", args=arguments)


def typed(page):
    """What the form of a page holds, as a browser would send it back."""
    fields = {bound.html_name: bound.value() for bound in page.context["form"]}
    return {name: value for name, value in fields.items() if value not in (None, "", [])}


def test_held_rows_are_listed_apart_and_drafts_of_the_questionnaire_are_not(desk, held):
    draft = a_draft()
    listed = desk.get(f"{QUEUE}?state=held").content.decode()
    assert str(held) in listed
    assert str(draft) not in listed
    assert str(held) not in desk.get(QUEUE).content.decode()
    assert desk.get(address(draft)).status_code == 404


def test_the_page_of_a_held_row_shows_its_question(desk, held):
    page = desk.get(address(held)).content.decode()
    assert "it is missing. Say in one or two sentences what the community is." in page
    assert "08_missing_required.csv, row 3" in page
    assert "Correct it and put it into the queue" in page


def test_a_correction_puts_a_held_row_into_the_queue(desk, held):
    form = desk.get(address(held, "correct"))
    answer = {**typed(form), "version": held.version, "summary": "Officials who try things out together."}
    desk.post(address(held, "correct"), answer)
    queued = fresh(held)
    assert queued.state == State.PENDING
    assert queued.entry == {**held.entry, "summary": "Officials who try things out together."}
    decision = queued.decisions.get()
    assert (decision.actor, decision.user.username, decision.fields) == (Actor.MODERATOR, "mo", ["summary"])


def test_an_insufficient_correction_leaves_the_row_held(desk, held):
    form = desk.get(address(held, "correct"))
    response = desk.post(address(held, "correct"), {**typed(form), "version": held.version})
    assert list(response.context["form"].errors) == ["summary"]
    assert fresh(held).state == State.DRAFT


def test_a_row_like_another_row_leads_to_it(desk):
    imports.run(imports.MESSY / "04_duplicates_typos.csv")
    first, second = Submission.objects.filter(name__contains="Benefits Network").order_by("pk")
    assert f'href="{address(first)}"' in desk.get(address(second)).content.decode()
