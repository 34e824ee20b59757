"""Words of caution in the questionnaire: said on the page, with what others do, and never in the way."""

import pytest

from communities import index
from submissions import cautions
from submissions.models import State
from tests.factories import published
from tests.submissions.sender import Sender

pytestmark = pytest.mark.django_db

PURPOSES = ["advising", "knowledge-sharing", "network-building", "capability-building"]
FOCUS = ["learning", "innovation", "coordination"]


def test_many_purposes_are_cautioned_about_after_saving_and_at_the_check_with_what_others_do():
    published(purpose=["advising", "knowledge-sharing"])
    sender = Sender().begin().fill_all(purpose=PURPOSES)
    said = "You ticked 4 purposes."
    for page in ("purpose/", "working/", "check/"):
        words = sender.page(sender.at(page)).words()
        assert "A word of caution" in words
        assert said in words
        assert "Of the 1 listed community that says so, 1 names 3 or fewer." in words
    for page in ("community/", "place/", "joining/", "you/"):
        assert "A word of caution" not in sender.page(sender.at(page)).words()
    sender.send()
    assert sender.submission.state == State.UNCONFIRMED


def test_few_are_not_cautioned_about():
    sender = Sender().begin().fill_all(purpose=PURPOSES[:3])
    assert "A word of caution" not in sender.page(sender.at("check/")).words()


def test_focus_areas_and_functions_are_cautioned_about_on_their_own_page():
    sender = Sender().begin().fill_all()
    sender.post(sender.at("value/"), focus=FOCUS, function=["filter", "amplifier", "convening", "investor"])
    words = sender.page(sender.at("value/")).words()
    assert "You ticked 4 functions." in words
    assert "You ticked 3 focus areas." in words
    assert "You ticked 4 functions." in sender.page(sender.at("check/")).words()


@pytest.mark.parametrize(
    "values", [{}, {"purpose": ""}, {"purpose": "advising"}, {"focus": None}, {"focus": FOCUS[:2]}]
)
def test_what_is_no_list_is_not_counted(values):
    assert cautions.of(values, index.current()) == {}
