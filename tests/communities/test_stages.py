from hypothesis import given
from hypothesis import strategies as st

from communities import entry, stages, vocabularies
from tests.factories import published
from tests.page import Page

ALL = vocabularies.read()["practice"].slugs


def test_marks_are_the_vocabulary_each_once():
    marks = [practice for _least, practices in stages.MARKS.values() for practice in practices]
    assert sorted(marks) == sorted(ALL)
    assert tuple(stages.MARKS) == vocabularies.STAGES
    assert all(0 < least <= len(practices) for least, practices in stages.MARKS.values())


def test_furthest_stage_with_enough_of_its_practices_is_pointed_to():
    assert stages.evidence([]) is None
    assert stages.evidence(["roles-rotate", "members-joined"]) is None
    assert stages.evidence(["core-group", "members-joined"]).stage == "setting-up"
    ticked = ["roles-rotate", "core-group", "members-joined", "first-activities", "steady-rhythm"]
    in_order = ("core-group", "first-activities", "members-joined", "steady-rhythm", "roles-rotate")
    launching = stages.Evidence("launching", ("first-activities", "members-joined"), marks=3, all=in_order)
    assert stages.evidence(ticked) == launching
    assert stages.evidence(["steady-rhythm", "roles-rotate", "knowledge-kept"]).stage == "consolidating"
    assert stages.evidence(ALL).stage == "reinventing"


@given(st.lists(st.sampled_from(ALL)), st.sampled_from(ALL))
def test_one_more_practice_never_points_further_back(practices, another):
    def place(found):
        return -1 if found is None else vocabularies.STAGES.index(found.stage)

    assert place(stages.evidence([*practices, another])) >= place(stages.evidence(practices))


def test_stage_is_taken_from_practices_only_where_nobody_stated_one():
    launching = ["first-activities", "members-joined"]
    assert entry.normalise({"practice": launching})["maturity"] == "launching"
    assert entry.normalise({"practice": launching, "maturity": "paused"})["maturity"] == "paused"
    assert entry.normalise({"practice": launching, "withheld": ["maturity"]})["maturity"] is None
    assert entry.normalise({"practice": 7})["maturity"] is None
    assert entry.normalise({"practice": [7, None]})["maturity"] is None


def test_entry_of_an_earlier_schema_is_read_with_nothing_in_place():
    stored = {key: value for key, value in entry.blank().items() if key != "practice"}
    assert entry.upgrade({**stored, "schema": 2})["practice"] == []


def test_page_shows_what_speaks_for_the_stage_and_of_which_day(client, db):
    one = published(practice=["steady-rhythm", "roles-rotate", "knowledge-kept"])
    page = Page(client.get(one.get_absolute_url()).text)
    assert "3 of the 5 practices that mark this stage are in place" in page.words()
    assert "Roles rotate or are handed over" in page.words()
    assert "As its sources say, as of " in page.words()


def test_page_says_where_what_is_in_place_points_elsewhere(client, db):
    one = published(maturity="launching", practice=["form-renewed"])
    page = Page(client.get(one.get_absolute_url()).text)
    assert "points to another stage, “Reinventing”: 1 of the 2 practices that mark it is there" in page.words()


def test_page_of_one_that_has_ended_weighs_nothing(client, db):
    one = published(maturity="closed", practice=["form-renewed"])
    assert "practices that mark" not in Page(client.get(one.get_absolute_url()).text).words()
