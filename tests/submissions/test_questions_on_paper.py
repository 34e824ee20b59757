"""All questions to print, and as a document to fill in: nothing left out, the same in both, safe to open."""

import io
import zipfile
from xml.etree import ElementTree

import pytest
from django.utils import translation

from communities.models import Term
from submissions import opendocument, paper, questionnaire
from submissions.opendocument import Line, Style
from tests.page import Page

TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


def paragraphs(held: bytes) -> list[str]:
    """The texts of a document, as a word processor reads them."""
    archive = zipfile.ZipFile(io.BytesIO(held))
    root = ElementTree.fromstring(archive.read("content.xml"))  # noqa: S314 - our own file
    return [_said(one) for one in root.iter() if one.tag in (f"{TEXT}p", f"{TEXT}h")]


def _said(element) -> str:
    signs = {f"{TEXT}line-break": "\n", f"{TEXT}tab": "\t"}
    said = element.text or ""
    for child in element:
        said += " " * int(child.get(f"{TEXT}c", "1")) if child.tag == f"{TEXT}s" else signs[child.tag]
        said += child.tail or ""
    return said


def test_every_condition_of_a_question_has_words():
    conditions = {question.asked_if for question in questionnaire.questions()}
    assert conditions == set(paper.ONLY_IF)


@pytest.mark.django_db
@pytest.mark.parametrize("prefix", ["", "/fr"])
def test_page_has_every_question_in_order_with_all_that_is_said_of_it(client, prefix):
    page = Page(client.get(f"{prefix}/submit/questions/").text)
    headings = [heading.text.removeprefix("☐ ").strip() for heading in page.all("h3")]
    with translation.override(prefix.strip("/") or "en"):
        assert headings == [str(question.text) for question in questionnaire.questions()]
        words = page.words()
        for question in questionnaire.questions():
            assert " ".join(str(question.help).split()) in words
        assert Term.objects.get(vocabulary="maturity", slug="launching").shown in words


@pytest.mark.django_db
def test_page_says_who_sees_an_answer_and_whether_it_must_be_given(client):
    words = Page(client.get("/submit/questions/").text).words()
    assert "What is it called? Published Must be answered" in words
    assert "Your name OPSI only Optional" in words
    assert "In which country? Published Must be answered · Only if it reaches no further than one country" in words
    assert "OPSI may ask me about a case study OPSI only Optional" in words


@pytest.mark.django_db
def test_before_one_starts_the_questions_can_be_read(client):
    links = Page(client.get("/submit/").text).links()
    assert "/submit/questions/" in links
    assert "/submit/questions.odt" in Page(client.get("/submit/questions/").text).links()


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/submit/questions/", "/submit/questions.odt", "/fr/submit/questions.odt"])
def test_questions_are_the_same_for_everybody_until_something_changes(client, address):
    first = client.get(address)
    assert "public" in first["Cache-Control"]
    assert not first.cookies
    assert client.get(address, headers={"if-none-match": first["ETag"]}).status_code == 304
    assert client.post(address).status_code in (403, 405)


@pytest.mark.django_db
def test_document_has_what_the_page_has_and_room_for_answers(client):
    response = client.get("/submit/questions.odt")
    assert response["Content-Type"] == "application/vnd.oasis.opendocument.text"
    assert 'filename="questions-about-a-community.odt"' in response["Content-Disposition"]
    texts = paragraphs(response.content)
    for question in questionnaire.questions():
        assert str(question.text) in texts or f"☐ {question.text}" in texts
    assert any(text.startswith("☐ National") for text in texts)
    assert "\n\n\n\n" in texts


@pytest.mark.django_db
def test_document_in_french_is_in_french(client):
    archive = zipfile.ZipFile(io.BytesIO(client.get("/fr/submit/questions.odt").content))
    assert 'fo:language="fr"' in archive.read("styles.xml").decode()


@pytest.mark.django_db
def test_one_query_for_one_term_and_for_many(index_anew, django_assert_num_queries):
    with django_assert_num_queries(1):
        paper.sections()
    Term.objects.create(vocabulary="topic", slug="one-more", label="One more", order=99)
    with django_assert_num_queries(1):
        paper.sections()


def test_document_says_first_and_plainly_what_it_is():
    held = opendocument.document("Title", [], language="en")
    assert held[30:].startswith(b"mimetypeapplication/vnd.oasis.opendocument.text")
    archive = zipfile.ZipFile(io.BytesIO(held))
    assert archive.infolist()[0].compress_type == zipfile.ZIP_STORED
    assert archive.testzip() is None
    for name in archive.namelist()[1:]:
        ElementTree.fromstring(archive.read(name))  # noqa: S314 - our own file
    manifest = archive.read("META-INF/manifest.xml").decode()
    assert all(f'full-path="{name}"' in manifest for name in archive.namelist()[2:])


def test_equal_lines_give_equal_bytes():
    lines = [Line(Style.TEXT, "the same")]
    assert opendocument.document("T", lines, language="en") == opendocument.document("T", lines, language="en")


@pytest.mark.parametrize(
    "text",
    [
        "<text:p>&amp;</text:p> ]]> <script>",
        '=HYPERLINK("https://example.org")',
        "  two spaces,  between and after  ",
        "lines\n\nand\ttabs",
        "موظفون يتعلمون معا",
        "先見の明 🦄 👩🏽‍💻",
        "é e\u0301 \u200f \u00a0",
    ],
)
def test_text_stands_in_it_letter_for_letter(text):
    assert paragraphs(opendocument.document("T", [Line(Style.ANSWER, text)], language="en")) == ["T", text]


def test_what_xml_cannot_hold_is_left_out():
    assert paragraphs(opendocument.document("\x00T", [Line(Style.ANSWER, "a\x0bb\uffff")], language="en")) == [
        "T",
        "ab",
    ]


@pytest.mark.parametrize(("text", "is_so"), [("1 موظف", True), ("A موظف", False), ("עברית", True), ("123", False)])
def test_text_from_the_right_is_set_from_the_right(text, is_so):
    held = opendocument.document("T", [Line(Style.ANSWER, text)], language="en")
    content = zipfile.ZipFile(io.BytesIO(held)).read("content.xml").decode()
    assert ('text:style-name="Answer_rtl"' in content) == is_so
