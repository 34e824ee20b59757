"""What a convener's silence leads to, worked out from one stored day and today: a mark, a lower rank, dormant."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from django.http import QueryDict

from communities import badge, index, publishing, silence
from communities.filters import CommunityFilter
from communities.models import Community
from tests.factories import published

pytestmark = pytest.mark.django_db

ASKED = date(2026, 3, 2)
CONFIRMED = date(2025, 3, 2)


@pytest.fixture(autouse=True)
def on_that_day(time_machine):
    time_machine.move_to(datetime(2026, 3, 2, 12, tzinfo=UTC))
    return time_machine


def on(time_machine, days: int) -> None:
    time_machine.move_to(datetime.combine(ASKED + timedelta(days=days), datetime.min.time(), UTC))


def silent(**entry) -> Community:
    community = published(**{"confirmed": CONFIRMED, **entry})
    publishing.asked(community, ASKED)
    return community


@pytest.mark.parametrize(("days", "standing"), [(0, ""), (55, ""), (56, "quiet"), (181, "quiet"), (182, "dormant")])
def test_silence_grows_by_the_day_without_anything_being_done(time_machine, days, standing):
    community = silent()
    on(time_machine, days)
    assert index.current().silent.get(community.slug, "") == standing


@pytest.mark.parametrize("maturity", ["paused", "closed"])
def test_what_rests_is_never_dormant(time_machine, maturity):
    community = silent(maturity=maturity)
    on(time_machine, 400)
    catalogue = index.current()
    assert catalogue.silent[community.slug] == silence.QUIET
    assert len(catalogue.having(("dormant", index.YES))) == 0


def test_answer_ends_it_at_once_and_a_second_asking_does_not_move_the_day(time_machine):
    community = silent()
    publishing.asked(community, ASKED + timedelta(days=99))
    on(time_machine, 182)
    assert index.current().silent == {community.slug: silence.DORMANT}
    publishing.heard_from(community)
    assert index.current().silent == {}
    community.refresh_from_db()
    assert community.asked_on is None


def test_publishing_something_else_keeps_it(time_machine):
    community = silent()
    publishing.publish({**community.entry, "city": "Cork"}, community=community, role="staff")
    on(time_machine, 182)
    assert index.current().silent == {community.slug: silence.DORMANT}


def test_entry_says_it_in_plain_words_and_apart_from_paused(client, time_machine):
    community = silent(name="Quiet circle")
    page = client.get(community.get_absolute_url())
    assert "Confirmed by its convener, March 2025" in page.text
    assert "not confirmed" not in page.text.lower()
    on(time_machine, 60)
    page = client.get(community.get_absolute_url())
    assert "Not confirmed since March 2025" in page.text
    assert "Dormant" not in page.text
    on(time_machine, 182)
    page = client.get(community.get_absolute_url())
    assert "Dormant, not confirmed since March 2025" in page.text
    assert "It has not said that it is pausing or has ended." in page.text
    assert f"/submit/claim/{community.slug}/" in page.text
    assert "This community is paused" not in page.text


def test_list_marks_it_and_can_leave_it_out(client, time_machine):
    silent(name="Quiet circle")
    published(name="Lively circle")
    assert "Its convener no longer answers" not in client.get("/communities/").text, "nothing to choose yet"
    on(time_machine, 182)
    page = client.get("/communities/").text
    assert "Dormant, not confirmed since March 2025" in page
    assert "Its convener no longer answers" in page
    for value, names in (("yes", ["Quiet circle"]), ("no", ["Lively circle"])):
        results = client.get(f"/api/communities/?dormant={value}").json()["results"]
        assert [one["name"] for one in results] == names
        taken_away = json.loads(client.get(f"/communities/export.json?dormant={value}").getvalue())
        assert [one["name"] for one in taken_away] == names
    assert client.get("/api/communities/?dormant=perhaps").status_code == 400


def test_page_has_another_tag_each_day(client, time_machine):
    community = silent()
    on(time_machine, 181)
    before = client.get(community.get_absolute_url())
    on(time_machine, 182)
    after = client.get(community.get_absolute_url(), headers={"If-None-Match": before["ETag"]})
    assert after.status_code == 200
    assert after["ETag"] != before["ETag"]
    assert "Dormant" in after.text


@pytest.mark.parametrize("most_ranked", [1000, 0])
def test_comes_after_what_matches_as_well_but_before_what_matches_less(monkeypatch, time_machine, most_ranked):
    monkeypatch.setattr("communities.filters.MOST_RANKED", most_ranked)
    silent(name="Foresight alpha")
    published(name="Foresight beta")
    published(name="Others", summary="People who do foresight among other things.")
    data = QueryDict("q=foresight")
    for days, first in ((0, "Foresight alpha"), (56, "Foresight beta")):
        on(time_machine, days)
        chosen = CommunityFilter(data, index.current())
        found = [one.name for one in chosen.part(slice(0, 9))]
        assert found == [one.name for one in chosen.qs]
        assert found[0] == first
        assert found[-1] == "Others"


def test_badge_and_figures_say_it(client, time_machine):
    community = silent()
    on(time_machine, 182)
    drawn = badge.drawn(community.entry, silence.DORMANT)
    assert "Listed · not confirmed since March 2025" in drawn
    assert "Listed · not confirmed since March 2025" in client.get(f"/communities/{community.slug}/badge.svg").text
    page = client.get("/insights/").text
    assert "its convener was asked and has not answered for half a year" in page
    assert "0 of 1" in page, "confirmed within 12 months"
