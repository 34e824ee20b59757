"""The vocabularies in both languages: complete in the data files, in the rows, and in what finds an entry."""

from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.utils import translation

from communities import migrations, vocabularies
from communities.models import Community, Term
from tests.factories import published

[PATH] = Path(migrations.__file__).parent.glob("*_vocabularies_in_french.py")
migration = import_module(f"communities.migrations.{PATH.stem}")


@pytest.mark.parametrize("known", vocabularies.read().values(), ids=vocabularies.read())
def test_every_term_is_in_french(known):
    assert list(known.in_french) == list(known.slugs)
    assert all(label for label, _definition in known.in_french.values())
    # What needs no more words in English needs none in French.
    defined = {slug: bool(definition) for slug, _label, definition in known.terms}
    assert {slug: bool(definition) for slug, (_label, definition) in known.in_french.items()} == defined


@pytest.mark.parametrize("known", vocabularies.read().values(), ids=vocabularies.read())
def test_french_labels_tell_terms_apart(known):
    labels = [label for label, _definition in known.in_french.values()]
    assert len(set(labels)) == len(labels)


@pytest.mark.parametrize("known", vocabularies.read().values(), ids=vocabularies.read())
def test_questions_are_in_the_language_of_the_reader(known):
    with translation.override("fr"):
        assert known.asked == known.question_fr
    with translation.override("en"):
        assert known.asked == known.question
    assert known.question_fr.endswith("\N{NO-BREAK SPACE}?")
    assert known.question_fr != known.question


@pytest.mark.django_db
def test_rows_have_the_words_of_the_file():
    for term in Term.objects.all():
        words = vocabularies.read()[term.vocabulary].in_french[term.slug]
        assert (term.label_fr, term.definition_fr) == words
        with translation.override("fr"):
            assert (term.shown, term.explained) == words


@pytest.mark.django_db
def test_words_of_staff_stay():
    terms = Term.objects.filter(vocabulary="purpose")
    terms.filter(slug="advising").update(label_fr="Avis", definition_fr="")
    Term.objects.create(vocabulary="purpose", slug="of-staff", label="Of staff")
    migration.fill(apps, None)
    advising = terms.get(slug="advising")
    assert advising.label_fr == "Avis"
    assert advising.definition_fr == vocabularies.read()["purpose"].in_french["advising"][1]
    assert terms.get(slug="of-staff").label_fr == ""


@pytest.mark.django_db
def test_entries_of_before_are_found_by_french_words(client):
    community = published(name="Harbour", topic=["procurement"])
    Community.objects.update(search=None)
    assert "Harbour" not in client.get("/fr/communities/", {"q": "marchés publics"}).content.decode()
    migration.write_vectors_anew(apps, None)
    page = client.get("/fr/communities/", {"q": "marchés publics"}).content.decode()
    assert community.get_absolute_url() in page
    assert "<mark>March" in page
