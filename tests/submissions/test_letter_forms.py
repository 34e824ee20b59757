"""Every letter's two forms: HTML and plain text say the same, lead to the same places, and trust nobody's words."""

import re
from email import message_from_bytes, policy

import pytest
from post_office.models import Email

from submissions import letters, moderation, rendering
from tests import factories
from tests.page import Page
from tests.submissions.every_letter import WORDS, letters_to_read
from tests.submissions.submitted import a_change, a_draft, a_moderator, in_state, pending

pytestmark = pytest.mark.django_db

MOST_BYTES = 20_000
ADDRESS = re.compile(r"https?://[^\s<]+")
NEVER = {"img", "script", "link", "iframe", "object", "form", "input", "svg", "video", "base"}
HOSTILE = '<a href="https://evil.example/">Click</a> & <script>alert(1)</script> https://evil.example/x'


def words(html: str) -> list[str]:
    """What somebody reads who sees the letter: without what is hidden, with single spaces."""
    page = Page(html)
    hidden = {element.text for element in page.all("div") if "hidden" in element.attributes}
    return [word for word in _without(page.words(), hidden).split() if word]


def _without(text: str, parts: set[str]) -> str:
    for part in parts:
        text = text.replace(" ".join(part.split()), "", 1)
    return text


def plain_words(text: str) -> list[str]:
    return text.replace("\n-- \n", "\n").split()


def body(letter: Email, kind: str) -> str:
    """A part of the letter as it arrives."""
    arrived = message_from_bytes(letter.prepare_email_message().message().as_bytes(), policy=policy.default)
    assert arrived.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in arrived.iter_parts()] == ["text/plain", "text/html"]
    return arrived.get_body((kind,)).get_content()


@pytest.mark.parametrize("language", ["en", "fr"])
def test_both_forms_of_every_letter_say_the_same_and_lead_to_the_same_places(language):
    for name, letter in letters_to_read(language).items():
        text, html = body(letter, "plain"), body(letter, "html")
        assert words(html) == plain_words(text), name
        assert set(Page(html).links()) == set(ADDRESS.findall(text)), name
        assert re.search(r"^http://testserver(/fr)?/(submission|submit/entry)/\S{20,}$", text, re.MULTILINE), name


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_letter_is_sound_small_and_loads_nothing(language):
    for name, letter in letters_to_read(language).items():
        page = Page(letter.html_message)
        assert page.mistakes == [], name
        assert [element["lang"] for element in page.all("html", "div") if element["lang"]] == [language] * 2, name
        assert {element["dir"] for element in page.all("html", "div")} == {"ltr", ""}, name
        assert len(page.all("h1")) == 1, name
        assert page.all("title")[0].text == letter.subject, name
        assert not NEVER & {element.tag for element in page.elements}, name
        assert not re.search(r"url\(|@import|@font-face|\ssrc=|\son\w+=", letter.html_message), name
        assert len(letter.html_message.encode()) < MOST_BYTES, name


def test_every_letter_previews_one_short_sentence_without_link_or_code():
    for name, letter in letters_to_read("en").items():
        (preview,) = [element for element in Page(letter.html_message).all("div") if "hidden" in element.attributes]
        assert 20 < len(preview.text) < 90, name
        assert "http" not in preview.text, name
        assert not re.search(r"[A-Z2-9]{8}", preview.text), name


def test_every_letter_says_how_long_its_link_lives_why_it_came_and_whom_to_write_to():
    for name, letter in letters_to_read("en").items():
        assert re.search(r"good for (\d+ days|as long as)", letter.message), name
        assert "You get this letter because" in letter.message, name
        assert "https://oecd-opsi.org/" in letter.message, name
        assert "http://testserver/privacy/" in letter.message, name


def test_code_stands_alone_in_both_forms():
    letter = letters_to_read("en")["confirm address"]
    (code,) = [element.text for element in Page(letter.html_message).all("p") if element["class"] == "code"]
    assert code in letter.message.splitlines()
    assert re.fullmatch(r"[A-Z2-9]{8}", code)


def test_words_of_strangers_are_escaped_and_never_become_links():
    submission = pending(entry={"name": HOSTILE})
    moderation.ask(
        submission, version=submission.version, user=a_moderator(), words=HOSTILE, about_fields={"city": HOSTILE}
    )
    for name in ("received", "changes_requested"):
        letter = submission.letters.get(name=name).email
        page = Page(letter.html_message)
        assert page.mistakes == []
        assert not [link for link in page.links() if "evil" in link]
        assert not page.all("script")
        assert HOSTILE in page.words()
        assert HOSTILE in letter.message


def test_words_of_moderators_are_quoted_with_their_paragraphs():
    letter = letters_to_read("en")["question"]
    first, second = WORDS.split("\n\n")
    assert f"    {first}\n\n    {second}\n\n    City: Which one?" in letter.message
    quoted = Page(letter.html_message).all("blockquote")
    assert len(quoted) == 1
    assert [word for word in (first, second, "Is it 1998 or 2008?") if word not in quoted[0].text] == []


def test_letters_without_words_have_no_empty_quotation():
    submission = in_state("approved")
    letter = submission.letters.get(name="approved").email
    assert "<blockquote" not in letter.html_message
    assert "OPSI writes to you" not in letter.message


def test_letter_to_a_draft_goes_on_and_to_what_is_decided_shows_how_it_stands():
    found = letters_to_read("en")
    assert "Go on with your answers\nhttp" in found["link to a draft"].message
    assert "See how it stands\nhttp" in found["link to what is decided"].message


def test_a_long_name_leaves_the_subject_readable():
    submission = pending(entry={"name": "Very " * 39 + "long"})
    subject = submission.letters.get(name="received").email.subject
    assert subject.startswith("We have received your submission: Very Very")
    assert subject.endswith("…")
    assert len(subject) < 120


def test_link_lives_in_both_forms_and_nowhere_else_in_the_outbox():
    submission = a_draft()
    letters.resume(submission)
    letter = Email.objects.get()
    token = re.search(r"/submission/([^/]+)/", letter.message).group(1)
    holding = [field.name for field in Email._meta.fields if token in str(getattr(letter, field.name))]
    assert holding == ["message", "html_message"]
    assert token not in str(list(submission.letter_links.values()))


def test_letters_in_another_script_run_the_other_way(settings):
    settings.LANGUAGES = [*settings.LANGUAGES, ("ar", "Arabic")]
    from django.utils import translation

    with translation.override("ar"):
        forms = rendering.render("emails/resume.html", {"subject": "x", "submission": a_draft(), "days": 30})
    assert {e["dir"] for e in Page(forms.html).all("html", "div") if e["dir"]} == {"rtl"}


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One</p>\n\n<p> two\n three </p>", "One\n\ntwo three\n"),
        ("<p>One<br>\ntwo</p>", "One\ntwo\n"),
        (
            "<blockquote><p>One</p><p>two<br>three</p></blockquote><p>four</p>",
            "    One\n\n    two\n    three\n\nfour\n",
        ),
        ("<head><meta charset=x><title>No</title></head><div hidden>no <b>no</b></div><p>Yes</p>", "Yes\n"),
        ("<p>One</p><hr><p>two</p>", "One\n\n-- \ntwo\n"),
        ("<p>A &amp; B &lt;b&gt;</p><p> </p>", "A & B <b>\n"),
    ],
)
def test_text_is_read_off_html(html, text):
    assert rendering.read(html) == text


def test_name_of_the_published_community_is_the_one_that_is_named():
    community = factories.published(name="Right <to> left")
    submission = pending(a_change(community))
    moderation.approve(submission, version=submission.version, user=a_moderator())
    letter = submission.letters.get(name="approved").email
    assert "“Right <to> left”" in letter.message
    assert "“<bdi>Right &lt;to&gt; left</bdi>”" in letter.html_message
