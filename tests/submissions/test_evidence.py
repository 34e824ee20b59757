"""What stands beside a submission: marks, risk by field, who says so, what else they sent, OPSI's criteria."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communities import entry as entries
from communities.models import Term
from submissions import criteria, intake, risks
from submissions.evidence import Evidence
from submissions.models import Steward
from submissions.review import Review
from tests import factories
from tests.submissions.submitted import a_change, a_draft, a_lesson, a_moderator, a_report, an_import, pending

pytestmark = pytest.mark.django_db


def of(submission):
    return Evidence(Review(submission, a_moderator()))


def page_of(client, submission):
    return " ".join(client.get(f"/admin/submissions/submission/{submission.pk}/change/").content.decode().split())


def marks_in(text, field="summary", live=None, stated="en"):
    return risks.of_fields((field,), {field: text}, live or {}, stated)


# Marks --------------------------------------------------------------------------------------------

LIVE = {"summary": "See https://lab.gov.ie/about.", "website": "https://www.lab.gov.ie"}


@pytest.mark.parametrize(
    ("text", "live", "mark"),
    [
        ("Come to https://bad.example/x", LIVE, "New host: bad.example."),
        ("Come to www.bad.example", LIVE, "New host: bad.example."),
        ("See https://lab.gov.ie/other", LIVE, "New link, at a host that the entry names already: lab.gov.ie."),
        ("Join at https://bad.example", {}, "A link within the text: bad.example."),
        ("=HYPERLINK(1)", {}, "Begins like a formula"),
        ("+SUM(A1)", {}, "Begins like a formula"),
        ("@cmd|x", {}, "Begins like a formula"),
        ("<script>alert(1)</script>", {}, "Looks like code."),
        ("a {{ settings.SECRET_KEY }}", {}, "Looks like code."),
        ("javascript:alert(1)", {}, "Looks like code."),
        ("Bob'); DROP TABLE x", {}, "Looks like code."),
        ("The p\u0430ypal circle", {}, "Letters of two scripts in one word"),
        (
            "Les agents publics qui se retrouvent pour apprendre avec des collègues",
            {},
            "Looks like French, where English",
        ),
        ("Сообщество государственных служащих страны", {}, "Looks like Russian, where English"),
    ],
)
def test_what_to_look_at_twice_is_marked(text, live, mark):
    assert [one for one in marks_in(text, live=live) if one.startswith(mark)]


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("Public servants who meet every month to learn from each other, at lab.gov.ie or online.", "en"),
        ("See https://lab.gov.ie/about.", "en"),
        ("Les agents publics qui se retrouvent pour apprendre avec des collègues", "fr"),
        ("- twice a year", "en"),
        ("Members: 40 +", "en"),
        ("Red", "en"),
        ("Réseau", "en"),
        ("", "en"),
    ],
)
def test_plain_words_are_not_marked(text, stated):
    assert marks_in(text, live=LIVE, stated=stated) == []


def test_links_and_nested_values_are_looked_into():
    links = [{"title": "=1+cmd()", "url": "https://other.example/x"}]
    said = risks.of_fields(("links",), {"links": links}, LIVE, "en")
    assert any("New host: other.example." in one for one in said)
    assert any("formula" in one for one in said)


@given(
    st.recursive(
        st.text() | st.none() | st.integers(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
    )
)
def test_anything_can_be_looked_into(value):
    for field in ("summary", "website", "links"):
        assert isinstance(risks.of_fields((field,), {field: value}, {field: value}, "en"), list)


def test_marks_and_risk_stand_on_the_page_beside_their_field(desk):
    community = factories.published(summary="They meet.", website="https://lab.gov.ie", city="Cork")
    proposes = {"summary": "They meet at https://bad.example/ now.", "city": "Galway", "website": "https://x.example"}
    page = page_of(desk, pending(a_change(community, proposes=proposes)))
    changed = page.split('<table class="diff">')[1].split("</table>")[0]
    rows = {row.split("<span>")[1].split("<")[0]: row for row in changed.split('<th scope="row"')[1:]}
    assert "New host: bad.example." in rows["Summary"]
    assert "low risk" in rows["Summary"]
    assert "high risk" in rows["Website"]
    assert 'class="mark"' not in rows["City"]


def test_marks_stand_on_new_entries_and_lessons_too_and_reports_have_none(desk):
    assert "Looks like code." in page_of(desk, pending(entry={"summary": "Hello <b>you</b>"}))
    lesson = a_lesson(lesson_did="We opened https://bad.example together.")
    intake.confirm(lesson)
    assert "A link within the text: bad.example." in page_of(desk, lesson)
    assert 'class="mark"' not in page_of(desk, a_report(words="<script>"))


# Trust --------------------------------------------------------------------------------------------


def a_stewards_change(**proposes):
    community = factories.published(summary="They meet.", website="https://lab.gov.ie")
    Steward.objects.create(community=community, email="Ann.Sender@example.org", role="convener")
    return pending(a_change(community, proposes=proposes))


def test_low_risk_is_said_of_a_verified_steward_and_low_fields_alone(desk):
    calm = a_stewards_change(founded=2019, summary="They meet weekly.")
    assert of(calm).is_low_risk
    assert "Low risk: its sender is on OPSI’s record" in page_of(desk, calm)
    assert calm.state == "pending"  # it waits like any other
    for proposes in ({"website": "https://else.example"}, {"summary": "See https://else.example"}, {"name": "Other"}):
        assert not of(a_stewards_change(**proposes)).is_low_risk
    assert not of(pending(a_change(proposes={"founded": 2019}))).is_low_risk


def test_former_stewards_are_not_on_record():
    change = a_stewards_change(founded=2019)
    Steward.objects.update(ended_at=change.created_at, ended_by="hand-over")
    assert not of(change).is_on_record


# Who says so --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({}, "Yes: its convener sent it"),
        ({"sender_role": "member"}, "Not known: its sender agrees, and is not its convener."),
        ({"consents": []}, "Nobody agreed to its publication."),
    ],
)
def test_whether_its_convener_agrees_is_said(changes, says):
    assert of(pending(**changes)).convener_says.startswith(says)


def test_of_a_file_nobody_was_asked():
    assert of(pending(an_import())).convener_says == "Not asked: it comes from a file."


@pytest.mark.parametrize(
    ("email", "website", "says"),
    [
        ("x@lab.gov.ie", "https://www.lab.gov.ie/x", "lab.gov.ie is the community’s own domain."),
        ("x@gmail.com", "https://lab.gov.ie", "gmail.com is a free mail service"),
        ("x@other.org", "https://lab.gov.ie", "other.org is not the website’s domain, lab.gov.ie."),
        ("x@other.org", "", "other.org; there is no website"),
    ],
)
def test_domains_are_held_against_each_other(email, website, says):
    assert of(pending(sender_email=email, entry={"website": website})).domains.startswith(says)


def test_other_submissions_of_the_same_address_are_listed_without_drafts(desk):
    submission, same = pending(), pending(entry={"name": "From the same hand"}, sender_email="ANN.sender@example.org")
    a_draft(entry={"name": "Not sent"})
    pending(entry={"name": "From elsewhere"}, sender_email="x@example.com")
    assert of(submission).sent_besides == [same]
    assert "From the same hand" in page_of(desk, submission)
    assert of(pending(an_import())).sent_besides == []


# OPSI's criteria ----------------------------------------------------------------------------------


def found(**said):
    entry = entries.normalise(factories.an_entry(**said))
    return {one.slug: one for one in criteria.of(entry, Term.objects.by_vocabulary())}


def test_each_criterion_says_what_can_be_seen_of_it():
    told = found(
        name="Harbour Lab", acronym="HL", organisation="Ministry of Ports", summary="The HL meets. It learns.", topic=[]
    )
    assert "Ministry of Ports" in told["public-sector"].found
    assert told["plain-words"].found == "Summary: 5 words in 2 sentences."
    assert "main facts. Missing:" in told["complete"].found
    assert told["stands-alone"].found == "No abbreviation is left unexplained."
    assert not told["plain-words"].doubt


def test_what_asks_for_a_second_look_is_said():
    told = found(summary="We at the DGXYZ " + "go on and on " * 20, organisation="", convener=None, involvement=None,
                 composition=None, eligibility=None)  # fmt: skip
    assert told["public-sector"].found == "Nothing in it says so."
    assert "Abbreviations not explained: DGXYZ." in told["stands-alone"].found
    assert "“we”" in told["stands-alone"].found
    assert all(told[slug].doubt for slug in ("public-sector", "plain-words", "complete", "stands-alone"))
    assert not found(summary="The Directorate (DGXYZ) and DGXYZ.")["stands-alone"].doubt


def test_criteria_are_for_entries_alone(desk):
    assert "What OPSI asks of an entry" in page_of(desk, pending())
    assert "What OPSI asks of an entry" not in page_of(desk, a_report())
