"""The review page: what it shows, each decision made on it, and what it says when it came too late."""

import re

import pytest
from django.contrib.auth.models import User

from communities import entry as entries
from communities.models import Community
from submissions import moderation
from submissions.models import State
from submissions.queue import next_waiting
from submissions.review import Review
from tests import factories
from tests.submissions.submitted import a_change, a_moderator, an_import, fresh, in_state, pending

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("password_is_enough")]

XSS = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'"


def address(submission, page="change"):
    return f"/admin/submissions/submission/{submission.pk}/{page}/"


def shown(desk, submission):
    return desk.get(address(submission)).content.decode()


def hidden(page):
    return dict(
        re.findall(r'<input type="hidden" name="(version|base|seen)" value="([^"]*)"', page.split('id="decide"')[1])
    )


def decide(desk, submission, decision, page=None, **more):
    """Press the button on the page that was opened."""
    given = hidden(page or shown(desk, submission))
    return desk.post(address(submission), {**given, "decision": decision, **more}, follow=True)


def told(response):
    return [str(message) for message in response.context["messages"]]


@pytest.fixture
def a_pending_change():
    community = factories.published(
        name="Harbour Lab",
        summary="Public servants and academics who meet.",
        website="https://harbour.gov.ie/lab",
        city="Cork",
    )
    proposes = {
        "summary": "Public servants and suppliers who meet.",
        "website": "https://harbour.example.org",
        "founded": 2019,
    }
    return pending(
        a_change(community, proposes=proposes, private_answers={"hardest": "Keeping going"}, sender_role="coordinator")
    )


# What it shows ------------------------------------------------------------------------------------


def test_change_is_shown_beside_the_live_entry_word_by_word(desk, a_pending_change):
    page = shown(desk, a_pending_change)
    assert "3 fields changed" in page
    assert "Public servants and <del>academics</del> who meet." in page
    assert "Public servants and <ins>suppliers</ins> who meet." in page
    assert "<strong>High risk:</strong> The web address moves to another host." in page
    assert "<ins>2019</ins>" in page
    assert page.count('name="take"') == 3
    changed = re.search(r'<table class="diff">.*?</table>', page, re.DOTALL).group()
    assert "Cork" not in changed
    assert "fields unchanged" in page


def test_sender_private_answers_and_consents_are_shown_for_opsi_only(desk, a_pending_change):
    page = shown(desk, a_pending_change)
    private = re.search(r'id="private".*?</section>', page, re.DOTALL).group()
    for words in ("Hardest right now", "Keeping going", "Ann Sender", "ann.sender@example.org", "Contact by peers"):
        assert words in private


def test_new_community_shows_all_that_is_stated_and_names_the_rest(desk):
    submission = pending(
        entry={"name": "Harbour Lab", "city": "Cork"},
        lookalikes=[{"slug": "harbour-labs", "name": "Harbour Labs", "score": 92, "reasons": ["Both are in Ireland."]}],
        lookalike_answer="anyway",
    )
    page = shown(desk, submission)
    assert "fields stated" in page
    assert "Cork" in page
    assert "1 possible duplicate" in page
    assert "Both are in Ireland." in page
    assert "sent it anyway" in page
    assert "fields not stated" in page
    assert 'name="take"' not in page


def test_import_notes_are_shown_and_there_is_nobody_to_ask(desk):
    submission = pending(
        an_import(
            imported_from="list.xlsx, row 7",
            import_notes=["“abt 40” was read as 40.", {"field": "city", "message": "Not known"}],
        )
    )
    page = shown(desk, submission)
    for words in ("list.xlsx, row 7", "“abt 40” was read as 40.", "City: Not known", "There is no sender to ask."):
        assert words in page


def test_history_names_who_did_what_with_their_words(desk, moderator):
    submission = in_state(State.CHANGES_REQUESTED, moderator)
    moderation.answer(submission, version=submission.version, words="It is in Cork")
    page = shown(desk, submission)
    history = re.search(r'<table class="hist">.*?</table>', page, re.DOTALL).group()
    for words in ("Asked for changes", "Mo Reviewer", "Which city?", "Answered", "It is in Cork", "Address confirmed"):
        assert words in history
    assert history.index("It is in Cork") < history.index("Which city?")


@pytest.mark.parametrize("state", [state for state in State if state != State.DRAFT])
def test_page_opens_in_every_state_and_offers_a_decision_only_while_it_waits(desk, state):
    page = shown(desk, in_state(state))
    assert ("Your decision" in page) is (state == State.PENDING)
    assert ("Undo this decision" in page) is (state in ("approved", "declined", "spam", "relayed"))


@pytest.mark.parametrize("make", [lambda entry: pending(entry=entry),
                                  lambda entry: pending(a_change(proposes=entry))])  # fmt: skip
def test_markup_in_any_field_is_shown_as_text(desk, make):
    texts = [key for key, value in entries.blank().items() if value == "" and key not in (
        "slug", "website", "mailbox", "written_in", "members_as_of", "participants_as_of", "last_active")]  # fmt: skip
    proposal = {key: XSS[:30] if key == "acronym" else XSS for key in texts}
    proposal |= {
        "written_in": "fr",
        "aliases": [{"name": XSS, "language": "", "kind": XSS}],
        "sources": [{"title": XSS, "url": "https://example.org/"}],
        "assets": [{"title": XSS, "url": "https://example.org/"}],
    }
    submission = make(proposal)
    moderation.ask(submission, version=submission.version, user=a_moderator(), words=XSS, about_fields={"city": XSS},
                   note=XSS)  # fmt: skip
    moderation.answer(submission, version=submission.version, words=XSS)
    type(submission).objects.filter(pk=submission.pk).update(
        sender_name=XSS, private_answers={XSS: XSS}, import_notes=[XSS], imported_from=XSS,
        lookalikes=[{"slug": "x", "name": XSS, "score": 80, "reasons": [XSS]}],
    )  # fmt: skip
    for path in (address(submission), address(submission, "correct"), address(submission, "preview"),
                 "/admin/submissions/submission/"):  # fmt: skip
        page = desk.get(path).content.decode()
        assert "alert(1)" in page
        assert "<script>alert" not in page
        assert "<img src=x" not in page
    for word in ("style=", "onclick", 'onerror=alert(2)>"'):
        assert word not in re.sub(r"&[a-z#0-9]+;", "&", shown(desk, submission)).replace("onerror=alert(2)&", "")


def test_page_asks_as_often_for_much_history_as_for_little(desk, moderator, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def queries(submission):
        with CaptureQueriesContext(connection) as caught:
            desk.get(address(submission))
        return len(caught)

    short, long = pending(), pending()
    for number in range(5):
        moderation.correct(
            long, version=long.version, user=a_moderator(), entry={**fresh(long).entry, "city": f"City {number}"}
        )
    queries(short), queries(long)  # from then on, somebody is looking at them
    assert queries(short) == queries(long)


# Deciding -----------------------------------------------------------------------------------------


def test_approving_publishes_the_fields_taken_and_goes_to_the_next(desk, moderator, a_pending_change):
    following = pending(entry={"name": "Next one"})
    response = decide(
        desk, a_pending_change, "approve", take=["summary", "founded"], words="Thanks", note="Called them"
    )

    live = Community.objects.get(pk=a_pending_change.community_id).entry
    assert live["summary"] == "Public servants and suppliers who meet."
    assert (live["website"], live["founded"]) == ("https://harbour.gov.ie/lab", 2019)
    decision = fresh(a_pending_change).decisions.last()
    assert (decision.user, decision.words.to_sender, decision.words.note) == (moderator, "Thanks", "Called them")
    assert response.redirect_chain == [(f"{address(following)}#content-start", 302)]
    assert told(response)[0].startswith("Approved by Mo Reviewer")
    assert 'class="undo notice"' in response.content.decode()


def test_approving_a_new_one_publishes_it_and_returns_to_an_empty_queue(desk):
    submission = pending(entry={"name": "Harbour Lab"})
    response = decide(desk, submission, "approve", reason_approve="complete")
    assert Community.objects.published().get(name="Harbour Lab")
    assert response.redirect_chain == [("/admin/submissions/submission/", 302)]
    assert "Nothing else waits for you." in told(response)


def test_asking_sends_words_and_questions_about_fields(desk, a_pending_change):
    decide(desk, a_pending_change, "ask", words="Almost there.", **{"about-website": "Whose address is this?"})
    submission = fresh(a_pending_change)
    words = submission.decisions.last().words
    assert submission.state == State.CHANGES_REQUESTED
    assert (words.to_sender, words.about_fields) == ("Almost there.", {"website": "Whose address is this?"})


def test_asking_without_words_keeps_the_page_and_what_was_chosen(desk, a_pending_change):
    response = decide(desk, a_pending_change, "ask", note="Remember", take=["summary"])
    page = response.content.decode()
    assert "Write what you would like its sender to change or explain." in page
    assert "Remember" in page
    assert page.count('name="take" value="summary" form="decide" checked') == 1
    assert 'name="take" value="founded" form="decide" checked' not in page
    assert fresh(a_pending_change).state == State.PENDING


def test_declining_needs_a_reason(desk):
    submission = pending()
    assert "Choose a reason" in decide(desk, submission, "decline", words="Sorry").content.decode()
    decide(desk, submission, "decline", words="Sorry", reason_decline="duplicate")
    decision = fresh(submission).decisions.last()
    assert (decision.verb, decision.reason, decision.words.to_sender) == ("decline", "duplicate", "Sorry")


def test_spam_is_set_aside(desk):
    submission = pending()
    decide(desk, submission, "spam", reason_spam="advertising")
    assert fresh(submission).state == State.SPAM


def test_undo_on_the_page_brings_it_back(desk, moderator):
    submission = in_state(State.APPROVED, moderator)
    response = desk.post(address(submission, "undo"), {"version": submission.version}, follow=True)
    assert fresh(submission).state == State.PENDING
    assert "Your decision" in response.content.decode()


def test_assigning_to_a_colleague_and_to_nobody(desk, moderator):
    submission, colleague = pending(), a_moderator("colleague")
    outsider = User.objects.create_user("outsider", is_staff=True)
    for chosen, wanted in ((colleague.pk, colleague), (outsider.pk, None), (moderator.pk, moderator), ("", None)):
        version = fresh(submission).version
        desk.post(address(submission, "assign"), {"version": version, "assignee": chosen})
        assert fresh(submission).assignee == wanted


# Too late -----------------------------------------------------------------------------------------


def test_deciding_on_what_was_changed_since_is_refused_with_the_changes_shown(desk, a_pending_change):
    page = shown(desk, a_pending_change)
    entry = {**a_pending_change.entry, "summary": "Public servants and suppliers who dance."}
    moderation.correct(a_pending_change, version=a_pending_change.version, user=a_moderator("other"), entry=entry)

    response = decide(desk, a_pending_change, "approve", page, take=["summary"], note="My note")

    text = response.content.decode()
    assert response.status_code == 409
    assert "This was changed after you opened it: Corrected by a moderator by other" in text
    since = re.search(r'id="since".*?</section>', text, re.DOTALL).group()
    assert "who <del>meet</del>." in since
    assert "who <ins>dance</ins>." in since
    assert "My note" in text
    assert fresh(a_pending_change).state == State.PENDING
    decide(desk, a_pending_change, "approve", text, take=["summary"])
    assert fresh(a_pending_change).state == State.APPROVED


def test_deciding_on_what_somebody_else_decided_names_them(desk):
    submission = pending()
    page = shown(desk, submission)
    moderation.approve(submission, version=submission.version, user=a_moderator("faster"))
    response = decide(desk, submission, "decline", page, reason_decline="duplicate")
    assert any("This was already approved by faster" in line for line in told(response))
    assert fresh(submission).state == State.APPROVED


def test_live_entry_that_moved_on_is_shown_and_only_the_senders_changes_are_applied(desk, a_pending_change):
    page = shown(desk, a_pending_change)
    community = Community.objects.get(pk=a_pending_change.community_id)
    factories.changed(community, city="Galway", summary="Public servants who sail.")

    refused = decide(desk, a_pending_change, "approve", page, take=["summary", "founded"])
    assert refused.status_code == 409
    text = refused.content.decode()
    assert "revision 2 has been published since" in text
    assert "This field was also published anew since." in text
    assert "<del>" in text

    decide(desk, a_pending_change, "approve", text, take=["founded"])
    live = Community.objects.get(pk=community.pk).entry
    assert (live["city"], live["summary"], live["founded"]) == ("Galway", "Public servants who sail.", 2019)


def test_forged_hidden_fields_are_refused_without_harm(desk):
    submission = pending()
    for odd in ({}, {"version": "x"}, {"version": "-1"}, {"version": "9" * 30}):
        response = desk.post(address(submission), {"decision": "approve", "seen": "forged:thing", **odd})
        assert response.status_code in (200, 409)
    response = desk.post(address(submission), {"decision": "explode", "version": submission.version})
    assert response.status_code == 200
    assert fresh(submission).state == State.PENDING


# Correcting and previewing ------------------------------------------------------------------------


def form_of(response):
    form = response.context["form"]
    return {name: "" if value is None else value for name, value in form.initial.items()}


def test_correct_form_saved_untouched_changes_nothing(desk):
    community = factories.published(
        name="Réseau", written_in="fr", summary_english="Network", topic=["foresight"], members=12,
        aliases=[{"name": "A | B", "language": "fr", "kind": "guild"}], latitude=53.3, longitude=-6.2,
        assets=[{"title": "Guide", "url": "https://example.org/g"}], website_public=True, countries=["FR", "IE"],
    )  # fmt: skip
    submission = pending(a_change(community))
    given = form_of(desk.get(address(submission, "correct")))
    response = desk.post(address(submission, "correct"), {**given, "version": submission.version}, follow=True)
    assert told(response) == ["Corrected. The submission still waits for a decision."]
    assert fresh(submission).decisions.last().fields == []
    assert entries.content(fresh(submission).entry) == entries.content(submission.entry)


def test_correcting_a_field_is_noted_and_refuses_what_could_not_be_published(desk):
    submission = pending(entry={"name": "Harbor Lab"})
    given = form_of(desk.get(address(submission, "correct"))) | {"version": submission.version}
    refused = desk.post(address(submission, "correct"), {**given, "website": "nonsense"})
    assert "give an address that begins with https://" in refused.content.decode()
    assert fresh(submission).version == submission.version

    desk.post(address(submission, "correct"), {**given, "name": "Harbour Lab", "languages": ["en", "ga"]})
    after = fresh(submission)
    assert (after.name, after.entry["languages"]) == ("Harbour Lab", ["en", "ga"])
    assert after.decisions.last().fields == ["name", "languages"]


def test_correcting_a_stale_version_is_refused_and_keeps_what_was_typed(desk):
    submission = pending()
    given = form_of(desk.get(address(submission, "correct"))) | {"version": submission.version, "city": "Cork"}
    moderation.assign(submission, version=submission.version, user=a_moderator(), assignee=None)
    text = desk.post(address(submission, "correct"), given).content.decode()
    assert "This was changed after you opened it" in text
    assert 'value="Cork"' in text


def test_preview_shows_the_page_as_it_would_be_and_publishes_nothing(desk, a_pending_change):
    text = desk.get(address(a_pending_change, "preview")).content.decode()
    assert "It is not published." in text
    assert "Public servants and suppliers who meet." in text
    assert Community.objects.get().revision_number == 1
    new = pending(entry={"name": "Brand New"})
    assert "Brand New" in desk.get(address(new, "preview")).content.decode()


# The next one -------------------------------------------------------------------------------------


def test_next_is_the_longest_waiting_that_nobody_else_took_up(moderator):
    first, taken, free = pending(), pending(), pending()
    other = a_moderator()
    moderation.assign(taken, version=taken.version, user=other, assignee=other)
    assert next_waiting(moderator, first) == free
    assert next_waiting(other, first) == taken


def test_own_domain_is_recognised():
    user = a_moderator()
    for website, own in (
        ("https://www.example.org/x", True),
        ("https://lab.example.org", True),
        ("https://badexample.org", False),
        ("", False),
    ):
        assert Review(pending(entry={"website": website}), user).is_own_domain is own


def test_own_domain_of_a_change_is_that_of_the_live_website_and_another_is_a_risk(desk):
    there = factories.published(website="https://harbour.gov.ie")
    taken_over = pending(a_change(there, proposes={"website": "https://example.org"}, sender_email="x@example.org"))
    own = pending(a_change(there, proposes={"website": "https://example.org"}, sender_email="x@harbour.gov.ie"))
    assert "That is the domain of the website that the sender proposes" in shown(desk, taken_over)
    assert "That is the community’s own domain" not in shown(desk, taken_over)
    assert "That is the community’s own domain" in shown(desk, own)
    assert "That is the domain of the website that the sender proposes" not in shown(desk, own)
