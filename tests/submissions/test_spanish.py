"""The questions in Spanish: nothing missing, nothing left over, and the same paper as in English."""

import pytest

from communities import labels, vocabularies
from communities.models import Term
from submissions import paper, questionnaire, spanish
from submissions.forms import VOCABULARY
from submissions.questionnaire import Kind
from tests.page import Page
from tests.submissions.test_questions_on_paper import paragraphs


def test_every_question_with_its_help_and_example_is_there_and_no_other():
    said = spanish.read()["questions"]
    assert set(said) == {question.key for question in questionnaire.questions()}
    for question in questionnaire.questions():
        text, help_text, example = [*said[question.key], "", ""][:3]
        assert text
        assert bool(help_text) == bool(str(question.help)), question.key
        assert bool(example) == bool(str(question.example)), question.key


def test_every_section_is_there_with_its_introduction():
    said = spanish.read()["sections"]
    assert set(said) == {one.slug for one in questionnaire.SECTIONS}
    assert {slug for slug, words in said.items() if len(words) > 1} == {
        one.slug for one in questionnaire.SECTIONS if str(one.intro)
    }


def test_every_term_that_is_asked_for_is_there_with_its_definition():
    known = vocabularies.read()
    asked = {VOCABULARY.get(one.key, one.key) for one in questionnaire.questions()}
    assert set(spanish.read()["terms"]) == asked & set(known)
    for key in sorted(asked & set(known)):
        terms = known[key].terms
        said = spanish.read()["terms"][key]
        assert list(said) == [slug for slug, _label, _definition in terms], key
        for slug, _label, definition in terms:
            assert said[slug][0]
            assert bool(said[slug][1]) == bool(definition), (key, slug)


def test_every_option_column_condition_and_audience_is_there():
    said = spanish.read()
    listed = {
        question.key: set(question.options)
        for question in questionnaire.questions()
        if question.kind in (Kind.LISTED, Kind.TICKS)
    }
    options = {name: set(known) for name, known in said["options"].items()}
    assert options == {**listed, "relation": set(labels.RELATIONS), "rating": {"1", "2", "3", "4", "5"}}
    rows = {one.key: {column.key for column in one.columns} for one in questionnaire.questions() if one.columns}
    assert {key: set(known) for key, known in said["columns"].items()} == rows
    assert set(said["only_if"]) == {condition.__name__ for condition, words in paper.ONLY_IF.items() if words}
    assert set(said["who"]) == {who.value for who in questionnaire.Who}


@pytest.mark.django_db
@pytest.mark.parametrize("prefix", ["", "/fr"])
def test_page_is_in_spanish_and_holds_every_question_in_order(client, prefix):
    page = Page(client.get(f"{prefix}/submit/questions/es/").text)
    headings = [heading.text.removeprefix("☐ ").strip() for heading in page.all("h3")]
    assert headings == [spanish.read()["questions"][one.key][0] for one in questionnaire.questions()]
    words = page.words()
    for said in ("Hay que contestar", "En lanzamiento", "Solo si ha llegado a su fin", "No lo sé", "Ejemplo: FFCoI"):
        assert said in words
    body = words[words.index("Todas las preguntas, para leer") :]
    for question in questionnaire.questions():
        assert str(question.text) not in body
    for term in Term.objects.filter(vocabulary="method"):
        assert term.label not in body
    assert 'lang="es"' in client.get(f"{prefix}/submit/questions/es/").text


@pytest.mark.django_db
def test_document_says_the_same_in_spanish(client):
    response = client.get("/submit/questions.es.odt")
    assert response["Content-Disposition"] == 'attachment; filename="preguntas-sobre-una-comunidad.odt"'
    said = paragraphs(response.content)
    assert said[0] == "Todas las preguntas, para leer o imprimir"
    for words in spanish.read()["questions"].values():
        assert words[0] in {one.removeprefix("☐ ") for one in said}
    assert not {"Optional", "Must be answered", "Published"} & set(said)


@pytest.mark.django_db
def test_pages_about_the_questions_lead_there(client):
    for path in ("/submit/", "/submit/questions/", "/fr/submit/"):
        assert any(link.endswith("/submit/questions/es/") for link in Page(client.get(path).text).links())


@pytest.mark.django_db
def test_term_that_staff_added_has_its_own_label(client):
    Term.objects.create(vocabulary="topic", slug="oceans", label="Oceans", order=99, source="staff")
    assert "Oceans" in Page(client.get("/submit/questions/es/").text).words()
