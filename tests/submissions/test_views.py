"""The questionnaire's pages as a visitor without JavaScript meets them: the journey, refusals, bad input, privacy."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.utils import timezone
from post_office.models import Email

from communities import publishing
from communities.models import Community
from submissions import links, moderation, questionnaire
from submissions.models import Decision, LetterLink, Purpose, State, Submission
from tests import factories
from tests.page import Page
from tests.submissions.sender import ANSWERS, Sender, last_letter
from tests.submissions.submitted import a_moderator, a_report

pytestmark = pytest.mark.django_db

PRIVATE_PAGES = ["", "community/", "check/", "later/", "sent/", "withdraw/", "confirm/", "nothing/"]


def test_the_whole_journey_ends_in_the_queue_and_then_in_the_catalogue():
    sender = Sender().begin()
    for section, following in zip(ANSWERS, [*list(ANSWERS)[1:], "check"], strict=True):
        sender.fill(section)
        assert sender.response["Location"] == sender.at(f"{following}/")
    sender.send()
    assert sender.response["Location"] == sender.at("sent/")
    sender.post(sender.confirming_link())
    page = sender.page(sender.response["Location"])
    assert "Waiting for OPSI" in page.words()
    moderation.approve(sender.submission, version=sender.submission.version, user=a_moderator())
    page = sender.page(sender.at())
    assert "It is published" in page.words()
    assert Community.objects.get().get_absolute_url() in page.links()


def test_before_you_start_says_what_is_needed_and_what_is_published_and_begins_nothing():
    page = Sender().page("/submit/")
    for words in ("no account", "15 questions, about 10 minutes", "What you will need", "never published"):
        assert words in page.words()
    assert Submission.objects.count() == 0


def test_every_page_of_the_form_is_valid_html_with_one_heading_and_labels():
    sender = Sender().begin()
    sender.fill_all(scale="regional", host=None)
    pages = ["", "check/", "later/", *(f"{section.slug}/" for section in questionnaire.SECTIONS)]
    for path in pages:
        page = sender.page(sender.at(path))
        assert page.mistakes == [], path
        assert len(page.all("h1")) == 1
        ids = [element["id"] for element in page.elements if element["id"]]
        assert len(ids) == len(set(ids)), path
        labelled = {label["for"] for label in page.all("label")}
        for control in page.all("input", "select", "textarea"):
            assert control["type"] == "hidden" or control["id"] in labelled, (path, control)
        described = [name for element in page.elements for name in element["aria-describedby"].split()]
        assert set(described) <= set(ids), path


def test_page_that_offers_the_cities_of_a_country_is_valid_html():
    sender = Sender().begin().fill_all()
    page = sender.page(sender.at("running/"))
    assert "Dublin" in [one["value"] for one in page.all("option")]
    assert page.mistakes == []


def test_a_refused_page_says_so_first_in_its_title_and_at_the_answer():
    sender = Sender().begin()
    page = sender.fill("community", name="", summary="x" * 501)
    assert page.all("title")[0].text.startswith("Error: ")
    (box,) = [element for element in page.elements if element["role"] == "alert"]
    assert "2 answers need another look" in box.text
    assert {"#id_name", "#id_summary"} <= set(page.links())
    (name,) = [element for element in page.all("input") if element["name"] == "name"]
    assert name["aria-invalid"] == "true"
    assert name["aria-describedby"] == "id_name_meta id_name_helptext id_name_error"
    assert page.form().values["summary"] == ["x" * 501], "what was typed is kept"


def test_wrong_answers_are_still_there_after_leaving_and_coming_back():
    sender = Sender().begin()
    sender.fill("community", name="")
    elsewhere = Sender(sender.token)
    page = elsewhere.page(elsewhere.at("community/"))
    assert page.form().values["summary"] == [ANSWERS["community"]["summary"]]
    assert "Enter the community’s name" in page.words()


def test_back_and_forth_loses_nothing():
    sender = Sender().begin().fill_all()
    for section, answers in ANSWERS.items():
        values = sender.page(sender.at(f"{section}/")).form().values
        for key, value in answers.items():
            assert sorted(values[key]) == (value if isinstance(value, list) else [value]), key


def test_every_answer_survives_letter_for_letter():
    typed = "שלום “quotes” <b>&amp; 未来 🔭 \\ ' \" الشبكة"
    sender = Sender().begin().fill_all(name=typed)
    assert sender.page(sender.at("community/")).form().values["name"] == [typed]
    assert typed in sender.page(sender.at("check/")).words()


def test_contradiction_is_listed_with_the_way_to_its_question_before_anything_is_sent():
    sender = Sender().begin().fill_all(maturity="closed")
    sender.fill("running", founded="2010", ended="2001")
    said = "The year it ended is before the year it was founded. Correct one of them."
    for page in (sender.page(sender.at("check/")), sender.send()):
        assert said in page.words()
        assert any(link.startswith(sender.at("running/")) and link.endswith("ended") for link in page.links())
    assert sender.submission.state == State.DRAFT


def test_change_links_lead_to_the_answer_and_back_to_the_check():
    sender = Sender().begin().fill_all()
    links_of_check = sender.page(sender.at("check/")).links()
    assert sender.at("purpose/") + "?from=check#id_topic_0" in links_of_check
    sender.post(sender.at("purpose/?from=check"), topic=["data"])
    assert sender.response["Location"] == sender.at("check/")
    assert "Data and evidence" in sender.page(sender.at("check/")).words()


def test_every_answer_on_the_check_page_has_a_change_link_that_exists():
    sender = Sender().begin().fill_all()
    wanted = [link.partition("#") for link in sender.page(sender.at("check/")).links() if "from=check#" in link]
    assert len(wanted) > 20
    for path in {path for path, _hash, _anchor in wanted}:
        ids = {element["id"] for element in sender.page(path).elements}
        assert {anchor for one, _hash, anchor in wanted if one == path} <= ids


def test_a_change_of_scale_asks_for_what_is_then_missing():
    sender = Sender().begin().fill_all(scale="international", host=None)
    sender.post(sender.at("community/?from=check"), scale="national")
    page = sender.page(sender.at("check/"))
    assert "Choose the country it is in" in page.words()
    page = sender.send()
    assert sender.response.status_code == 409
    assert "It has not been sent yet" in page.words()


def test_i_do_not_know_is_remembered_and_shown():
    sender = Sender().begin().fill_all(maturity="not-known")
    assert sender.page(sender.at("purpose/")).form().values["maturity"] == ["not-known"]
    assert "Maturity I don’t know Change" in sender.page(sender.at("check/")).words()


def test_rows_can_be_added_without_javascript():
    sender = Sender().begin()
    path = sender.at("value/")
    sender.post(path, **{"sources-0-title": "A", "sources-0-url": "a.example", "more": "sources"})
    assert sender.response["Location"].startswith(path)
    rows = [n for n in sender.page(path).form().values if n.startswith("sources-") and n.endswith("-url")]
    assert len(rows) == 3
    sender.post(path, **{"sources-1-title": "B", "sources-1-url": "b.example", "more": "sources"})
    rows = [n for n in sender.page(path).form().values if n.startswith("sources-") and n.endswith("-url")]
    assert len(rows) == 4


def test_two_tabs_do_not_overwrite_each_other_silently():
    sender = Sender().begin()
    path = sender.at("community/")
    stale = {key: values[0] for key, values in sender.page(path).form().values.items()}
    sender.fill("community", name="Saved in the first tab")
    response = sender.client.post(path, {**stale, **ANSWERS["community"], "name": "Typed in the second tab"})
    page = Page(response.text)
    assert response.status_code == 409
    assert "Saved in the first tab" in page.words()
    assert page.form().values["name"] == ["Typed in the second tab"]
    assert sender.submission.name == "Saved in the first tab"
    # Saving it now, having seen both, replaces it.
    again = {key: values[0] for key, values in page.form().values.items()}
    assert sender.client.post(path, again).status_code == 303
    assert sender.submission.name == "Typed in the second tab"


def test_sending_again_from_the_back_button_or_by_reloading_makes_one_submission_and_one_letter():
    sender = Sender().begin().fill_all()
    form = sender.page(sender.at("check/")).form()
    for _ in range(3):
        response = sender.client.post(sender.at("check/"), form.values)
        assert (response.status_code, response["Location"]) in [(303, sender.at("sent/")), (303, sender.at())]
    assert (Submission.objects.count(), Email.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_twelve_equal_posts_at_once_make_one_submission_and_one_letter():
    sender = Sender().begin().fill_all()
    form = sender.page(sender.at("check/")).form()

    def one(_):
        try:
            client = Client()
            return client.post(sender.at("check/"), form.values).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(12) as pool:
        assert set(pool.map(one, range(12))) == {303}
    assert (Submission.objects.count(), Email.objects.count(), Decision.objects.count()) == (1, 1, 1)


def test_answers_changed_in_another_tab_after_the_check_are_shown_before_sending():
    sender = Sender().begin().fill_all()
    form = sender.page(sender.at("check/")).form()
    sender.fill("community", name="Renamed")
    response = sender.client.post(sender.at("check/"), form.values)
    assert response.status_code == 409
    assert "Renamed" in Page(response.text).words()
    assert Email.objects.count() == 0


def test_looking_at_a_confirming_link_changes_nothing_and_its_button_confirms_once():
    sender = Sender().sent()
    link = sender.confirming_link()
    before = (list(Submission.objects.values()), list(LetterLink.objects.values()), Decision.objects.count())
    for _ in range(5):
        assert sender.client.get(link).status_code == 200
        assert sender.client.head(link).status_code == 200
    assert before == (list(Submission.objects.values()), list(LetterLink.objects.values()), Decision.objects.count())
    sender.post(link)
    assert sender.submission.state == State.PENDING
    page = sender.page(link)
    assert "This link has done its work" in page.words()
    assert sender.client.post(link).status_code in (200, 403)
    assert Decision.objects.filter(verb="confirm").count() == 1


def test_the_typed_code_confirms_too():
    sender = Sender().sent()
    page = sender.post(sender.at("sent/"), code="WRONG123")
    assert "This is not the code in our latest e-mail" in page.words()
    sender.post(sender.at("sent/"), code=sender.code().lower())
    assert sender.response["Location"] == sender.at()
    assert sender.submission.state == State.PENDING


def test_after_five_wrong_codes_the_right_one_is_not_heard():
    sender = Sender().sent()
    for _ in range(5):
        sender.post(sender.at("sent/"), code="WRONG123")
    page = sender.post(sender.at("sent/"), code=sender.code())
    assert "tried too often" in page.words()
    assert sender.submission.state == State.UNCONFIRMED


def test_an_expired_confirming_link_offers_a_fresh_one_to_the_address_on_record():
    sender = Sender().sent()
    link = sender.confirming_link()
    with time_machine.travel(timezone.now() + timedelta(days=8)):
        page = sender.page(link)
        assert sender.response.status_code == 410
        assert "canary" not in sender.response.text
        assert "This link has expired" in page.words()
        sender.post(link)
        assert Email.objects.count() == 2
        assert Email.objects.last().to == ["grace.canary@example.ie"]
        sender.post(sender.confirming_link())
        assert Submission.objects.get().state == State.PENDING


def test_an_expired_draft_link_offers_a_fresh_one_only_where_there_is_an_address():
    sender = Sender().begin()
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        page = sender.page(sender.at())
        assert sender.response.status_code == 410
        assert page.forms() == [] or all(form.method != "post" for form in page.forms())


def test_a_mistyped_address_can_be_corrected():
    sender = Sender().sent()
    sender.post(sender.at("sent/"), at_form=2)
    assert "/you/" in sender.response["Location"]
    sender.token = sender.response["Location"].split("/")[2]
    sender.post(sender.at("you/?from=check"), sender_email="right@example.ie")
    sender.send()
    assert Email.objects.last().to == ["right@example.ie"]
    assert sender.submission.name == ANSWERS["community"]["name"]


def test_finishing_later_mails_a_link_that_opens_the_answers_elsewhere():
    sender = Sender().begin()
    sender.fill("community", later="1")
    assert sender.response["Location"] == sender.at("later/")
    sender.post(sender.at("later/"), email="ann@example.org")
    assert "a private link to ann@example.org" in sender.page(sender.response["Location"]).words()
    token = last_letter().split("/submission/")[1].split("/")[0]
    other = Sender(token)
    assert ANSWERS["community"]["name"] in other.page(other.at("community/")).form().values["name"]


def test_asking_for_a_link_looks_the_same_for_known_and_unknown_addresses():
    Sender().sent()
    answers = []
    for address in ("grace.canary@example.ie", "nobody@example.org"):
        visitor = Sender()
        visitor.post("/submit/link/", email=address)
        answers.append((visitor.response.status_code, visitor.response["Location"], visitor.response.content))
        visitor.page(visitor.response["Location"])
        answers[-1] += (len(visitor.response.content),)
    assert answers[0] == answers[1]
    assert Email.objects.count() == 2


def test_lookalikes_are_shown_before_sending_with_three_answers():
    there = factories.published(name=ANSWERS["community"]["name"], host="IE")
    sender = Sender().begin().fill_all()
    page = sender.page(sender.at("check/"))
    assert "Is it in the catalogue already?" in page.words()
    assert there.get_absolute_url() in page.links()
    page = sender.send()
    assert page.all("title")[0].text.startswith("Error: ")
    assert Email.objects.count() == 0
    sender.send(**{"same-0": "anyway"})
    assert sender.response["Location"] == sender.at("sent/")
    assert sender.submission.lookalike_answer == "anyway"


def test_update_that_one_instead_turns_into_a_change_that_is_checked_again():
    there = factories.published(name=ANSWERS["community"]["name"], host="IE", acronym="HSI")
    sender = Sender().begin().fill_all()
    sender.send(**{"same-0": "update"})
    page = sender.page(sender.response["Location"])
    assert "Your answers are now a change of the published entry" in page.words()
    assert "What would change" in page.words()
    assert "HSI" not in page.words(), "what stays is not shown as changed"
    sender.send()
    assert (sender.submission.state, sender.submission.community) == (State.UNCONFIRMED, there)


def test_suggesting_a_change_begins_filled_in_and_shows_only_what_differs():
    there = factories.published(acronym="XYZ", how_to_join="Write to us.")
    sender = Sender()
    page = sender.page(f"/submit/change/{there.slug}/")
    assert there.entry["summary"] in page.words()
    assert Submission.objects.count() == 0
    sender.begin(f"/submit/change/{there.slug}/")
    assert sender.page(sender.at("community/")).form().values["name"] == [there.name]
    assert "Nothing differs from the published entry yet" in sender.page(sender.at("check/")).words()
    sender.post(sender.at("joining/?from=check"), how_to_join="Come along.")
    sender.fill("you")
    page = sender.page(sender.at("check/"))
    assert [element.text for element in page.all("del")] == ["Write to us."]
    assert [element.text for element in page.all("ins")] == ["Come along."]
    sender.send()
    sender.post(sender.confirming_link())
    assert sender.submission.state == State.PENDING
    there.refresh_from_db()
    assert there.entry["how_to_join"] == "Write to us.", "nothing changes until OPSI has read it"


def test_a_change_whose_entry_moved_on_says_so():
    there = factories.published()
    sender = Sender().begin(f"/submit/change/{there.slug}/")
    factories.changed(there, how_to_join="Meanwhile.")
    assert "was changed since you began" in sender.page(sender.at("check/")).words()


def test_a_change_of_an_address_of_old_leads_to_the_present_one_and_of_none_is_not_found():
    there = factories.published()
    old = there.slug
    publishing.move(there, "present-name")
    response = Client().get(f"/submit/change/{old}/")
    assert (response.status_code, response["Location"]) == (303, "/submit/change/present-name/")
    assert Client().get("/submit/change/no-such-community/").status_code == 404


def test_a_question_of_opsi_is_answered_at_the_very_field():
    sender = Sender().confirmed()
    submission = sender.submission
    moderation.ask(
        submission,
        version=submission.version,
        user=a_moderator(),
        words="One more thing.",
        about_fields={"summary": "Who are they?"},
    )
    page = sender.page(sender.at())
    assert "One more thing." in page.words()
    assert sender.at("community/") + "?from=check#id_summary" in page.links()
    assert "Who are they?" in sender.page(sender.at("community/")).words()
    sender.post(sender.at("community/?from=check"), summary="Officials who look ahead.")
    sender.post(sender.at("check/"), words="They are officials.")
    assert sender.response["Location"] == sender.at()
    assert sender.submission.state == State.PENDING
    assert sender.submission.entry["summary"] == "Officials who look ahead."
    assert "They are officials." in sender.page(sender.at()).words()


def test_the_address_is_closed_once_it_is_confirmed():
    sender = Sender().confirmed()
    submission = sender.submission
    moderation.ask(submission, version=submission.version, user=a_moderator(), words="Who?")
    sender.page(sender.at("you/"))
    assert sender.response["Location"] == sender.at()


def test_a_refusal_is_told_only_when_it_can_no_longer_be_undone():
    sender = Sender().confirmed()
    submission = sender.submission
    moderation.decline(submission, version=submission.version, user=a_moderator(), reason="duplicate")
    assert "Waiting for OPSI" in sender.page(sender.at()).words()
    assert "Declined" not in sender.page(sender.at()).words()
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        page = sender.page(sender.at())
        assert "Declined" in page.words()
        assert "The community is in the catalogue already." in page.words()


def test_spam_and_notes_among_staff_are_not_told():
    sender = Sender().confirmed()
    submission = sender.submission
    moderation.spam(submission, version=submission.version, user=a_moderator(), note="A well-known spammer")
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        words = sender.page(sender.at()).words()
    assert "spam" not in words.lower()


def test_withdrawing_is_asked_once_more_and_then_done():
    sender = Sender().confirmed()
    sender.page(sender.at("withdraw/"))
    assert sender.submission.state == State.PENDING
    sender.post(sender.at("withdraw/"))
    assert sender.submission.state == State.WITHDRAWN
    assert "You have withdrawn it" in sender.page(sender.at()).words()


def test_what_was_typed_too_late_is_shown_for_copying():
    sender = Sender().begin().fill_all()
    form = sender.page(sender.at("community/")).form()
    sender.send()
    response = sender.client.post(sender.at("community/"), {**form.values, "name": "Typed too late"})
    assert response.status_code == 409
    assert "Typed too late" in Page(response.text).words()
    assert sender.submission.name == ANSWERS["community"]["name"]


@pytest.mark.parametrize("path", PRIVATE_PAGES)
def test_altered_links_open_nothing(path):
    sender = Sender().begin()
    for token in (sender.token[:-1], sender.token + "x", sender.token.swapcase(), "0", "é", "%00", "a" * 3000):
        response = Client().get(f"/submission/{token}/{path}")
        assert response.status_code in (400, 404), (token, path)
        assert "This link opens nothing" in response.text or response.status_code == 400 or path == "nothing/"


def test_a_link_of_one_submission_opens_no_other_and_a_confirming_one_only_confirms():
    sender = Sender().sent()
    token = sender.confirming_link().split("/")[2]
    for path in ("", "community/", "check/", "later/", "sent/", "withdraw/"):
        assert Client().get(f"/submission/{token}/{path}").status_code == 404
    assert Client().get(sender.at("confirm/")).status_code == 404


@pytest.mark.parametrize("path", PRIVATE_PAGES)
def test_private_pages_are_kept_by_nobody_and_told_to_nobody(path):
    sender = Sender().sent()
    response = sender.client.get(sender.at(path))
    if path == "nothing/":
        assert response.status_code == 404
        return
    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "same-origin"
    assert "noindex" in response["X-Robots-Tag"]


@pytest.mark.parametrize("path", ["/submit/", "/submit/link/"])
def test_forms_without_the_token_against_forgery_are_refused(path):
    assert Client(enforce_csrf_checks=True).post(path, {"email": "a@example.org"}).status_code == 403
    assert Submission.objects.count() == 0


def test_the_field_that_nobody_sees_stops_a_script_politely_and_keeps_what_was_typed():
    sender = Sender()
    page = sender.post("/submit/", website_2="https://spam.example")
    assert "perhaps by your browser" in page.words()
    assert Submission.objects.count() == 0
    sender.begin()
    page = sender.fill("community", website_2="x")
    assert (sender.response.status_code, sender.submission.name) == (422, "")
    assert page.form().values["name"] == [ANSWERS["community"]["name"]]
    assert page.form().values["website_2"] == [""]
    sender.fill_all()
    page = sender.send(website_2="x")
    assert (sender.response.status_code, Email.objects.count()) == (422, 0)


def test_a_script_is_asked_to_wait_and_a_person_of_twenty_seconds_is_not(settings):
    settings.RATE_LIMITS = 1
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        sender = Sender().begin().fill_all()
        page = sender.send()
    assert (sender.response.status_code, Email.objects.count()) == (429, 0)
    assert "Wait a few seconds and send it again" in page.words()
    with time_machine.travel(now + timedelta(seconds=20), tick=False):
        sender.send()
    assert sender.response.status_code == 303


def test_limits_are_said_in_words_and_nothing_is_lost(settings):
    settings.RATE_LIMITS = 0.05  # three drafts an hour
    for _ in range(3):
        Sender().begin()
    visitor = Sender()
    page = visitor.post("/submit/")
    assert visitor.response.status_code == 429
    assert int(visitor.response["Retry-After"]) > 0
    assert "Nothing that you saved is lost" in page.words()


@pytest.mark.parametrize(
    "changes",
    [
        {"name": None, "summary": None, "scale": None, "seen": None, "from": None},
        {"name": ["a", "b"] * 100, "scale": ["national"] * 200},
        {"scale": "galactic", "kind": ["x"], "seen": "zz" * 5000},
        {"name": "x" * 200_000, "summary": "y" * 200_000},
        {"summary": "\u202e\u200b\ufffd\u0301" * 50, "name": "\U0001f600" * 300},
        {"version": "1" * 40, "from": "//evil.example", "later": None, "more": "nothing"},
        {"name[]": "x", "answers": "{}", "state": "approved", "kind ": "x", "community": "1", "base_revision": "9"},
    ],
)
def test_strange_input_is_answered_with_the_form_and_never_an_error(changes):
    sender = Sender().begin()
    page = sender.fill("community", **changes)
    assert sender.response.status_code in (200, 303, 409)
    if sender.response.status_code != 303:
        assert page.form().values["seen"]
    submission = sender.submission
    assert (submission.state, submission.community, submission.kind) == (State.DRAFT, None, "new")


def test_a_long_answer_is_kept_and_its_length_is_said():
    sender = Sender().begin()
    page = sender.fill("community", summary="z" * 200_000)
    assert "Shorten the description to 500 characters or fewer. You typed 200000." in page.words()
    assert sender.submission.answers["summary"] == "z" * 200_000
    page = sender.page(sender.at("check/"))
    assert "z" * 1000 not in page.words()


def test_a_nul_character_is_refused_and_nothing_is_written():
    sender = Sender().begin()
    sender.fill("community")
    sender.fill("community", name="a\0b")
    assert sender.response.status_code == 400
    assert sender.submission.name == ANSWERS["community"]["name"]


def test_skipping_to_the_end_sends_nothing():
    sender = Sender().begin()
    page = sender.send(sender_email="a@example.org", consent_publish="on", state="pending")
    assert "It has not been sent yet" in page.words()
    assert (sender.submission.state, Email.objects.count()) == (State.DRAFT, 0)


def test_the_page_asks_in_the_language_of_its_address():
    sender = Sender().begin("/fr/submit/")
    assert sender.response["Location"].startswith("/fr/submission/")
    assert sender.submission.language == "fr"


def test_a_report_or_another_kind_has_no_form():
    submission = a_report()
    sender = Sender(links.issue(submission, Purpose.RESUME).token)
    assert sender.client.get(sender.at("community/")).status_code == 404
    assert sender.client.get(sender.at("check/"))["Location"] == sender.at()
    assert sender.client.get(sender.at()).status_code == 200


def test_nothing_private_is_in_the_log(caplog):
    sender = Sender().confirmed()
    sender.page(sender.at("nothing/"))
    assert "canary" not in caplog.text


def test_pages_ask_the_database_a_constant_number_of_times(django_assert_max_num_queries):
    sender = Sender().begin().fill_all()
    for path in ("community/", "value/", "check/"):
        with django_assert_max_num_queries(11):
            sender.client.get(sender.at(path))
