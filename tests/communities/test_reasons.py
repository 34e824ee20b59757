"""Why an entry was found: words marked over accents, endings and joints; the places out of sight, in their language."""

import pytest

from communities.models import Term
from communities.reasons import Marker
from communities.search import Search
from tests.factories import an_entry, published
from tests.page import Page


def marked(typed, text, also=()):
    pieces = Marker(Search(typed), also).pieces(text)
    return "".join(f"[{piece}]" if is_marked else piece for piece, is_marked in pieces)


@pytest.mark.parametrize(
    ("typed", "text", "shown"),
    [
        ("reseau", "Le Réseau d’échange", "Le [Réseau] d’échange"),
        ("évaluation", "Evaluating, evaluated; des évaluations.", "[Evaluating], [evaluated]; des [évaluations]."),
        ("policies", "A policy for each service", "A [policy] for each service"),
        ("labs", "Lab and LABS", "[Lab] and [LABS]"),
        ("fore", "Foresight before", "[Foresight] before"),
        ("netzwerk", "Innovationsnetzwerk", "Innovations[netzwerk]"),
        ("未来", "政策未来コミュニティ", "政策[未来]コミュニティ"),
        ('"open data"', "open data, open the data", "[open data], open the data"),
        ('"open data"', "Open-data reopen data", "[Open-data] reopen data"),
        ("community of practice", "Communities of practice", "[Communities] of [practice]"),
        ("straße", "In der STRASSE", "In der [STRASSE]"),
        ("data -open", "open data", "open [data]"),
        ("<b>", "a <b> b", "a <[b]> [b]"),
    ],
)
def test_words_are_marked_as_they_are_found(typed, text, shown):
    assert marked(typed, text) == shown


def test_words_written_as_one_or_apart_are_marked_too():
    assert marked("gov camp", "UKGovcamp", also=["ukgovcamp"]) == "[UKGovcamp]"
    assert marked("servicedesign", "A service design club", also=["service design"]) == "A [service design] club"


@pytest.mark.django_db
def test_reasons_name_what_a_row_does_not_show_once_for_each_word():
    terms = Term.objects.by_vocabulary()
    entry = an_entry(
        name="Cercle",
        summary="Des agents publics.",
        written_in="fr",
        aliases=[{"name": "Foresight Circle", "language": "en", "kind": ""}],
        scope="Ils " + "et encore " * 30 + "explorent les signaux faibles " + "puis encore " * 30,
        host="IE",
        topic=["foresight"],
    )

    def reasons(typed):
        made = Marker(Search(typed)).reasons(entry, terms)
        return [
            (one.label, "".join(f"[{text}]" if is_marked else text for text, is_marked in one.pieces), one.language)
            for one in made
        ]

    assert reasons("cercle publics") == []
    assert reasons("circle") == [("Other name", "Foresight [Circle]", "en")]
    assert reasons("ireland") == []
    assert reasons("irlande") == [("Country", "[Irlande]", "fr")]
    label, text, language = reasons("signal agents")[0]
    assert (label, language) == ("Scope and remit", "fr")
    assert (text[:2], text[-2:]) == ("… ", " …")
    assert "explorent les [signaux] faibles" in text
    assert len(text) < 160


@pytest.mark.django_db
def test_marks_are_escaped_and_in_the_language_of_the_entry(client):
    published(name="<i>Ring</i> & club", summary="شبكة", written_in="ar", scope="<script>ring</script> موظفون")
    page = client.get("/communities/", {"q": "موظفون"})

    assert '<q lang="ar" dir="rtl">&lt;script&gt;ring&lt;/script&gt; <mark>موظفون</mark></q>' in page.text
    ring = client.get("/communities/", {"q": "ring"}).text
    assert "&lt;i&gt;<mark>Ring</mark>&lt;/i&gt; &amp; club" in ring
    assert Page(page.text).mistakes == []
