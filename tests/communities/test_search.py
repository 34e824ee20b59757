"""Finding by words: names, other names, accents, unfinished words, several languages, and near names."""

import pytest

from communities import finding, index, lexicon
from communities.folding import fold
from communities.models import Community
from communities.search import Search
from tests.factories import changed, published

pytestmark = pytest.mark.django_db


def searched(words, written_in=()):
    return Search(words, written_in, lexicon.of(index.current()))


def hits_of(words, written_in=()):
    return finding.find(searched(words, written_in), index.current().everyone)


def found(words, written_in=()):
    search = searched(words, written_in)
    hits = finding.find(search, index.current().everyone)
    communities = Community.objects.filter(pk__in=hits.ids)
    if hits.near:
        names = dict(communities.values_list("pk", "name"))
        return [names[pk] for pk in hits.nearest]
    return [community.name for community in search.by_relevance(communities)]


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Réseau  d’Échange", "reseau d echange"),
        ("Straße & Œuvre", "strasse oeuvre"),
        ("snake_case/e-gov", "snake case e gov"),
        ("İstanbul ILIK", "istanbul ilik"),
        ("ŁÓDŹ Đorđe", "lodz dorde"),
        ("हिन्दी समुदाय", "हिनदी समुदाय"),
        ("がか", "がか"),
        ("٣ ideas", "٣ ideas"),
        ("!?* \u200b", ""),
    ],
)
def test_fold_keeps_letters_and_digits_of_every_script(text, folded):
    assert fold(text) == folded
    assert fold(folded) == folded


@pytest.mark.parametrize(
    "words",
    [
        "Réseau des prospectivistes",
        "reseau des prospectivistes",
        "RÉSEAU",
        "RPE",
        "rpe",
        "Foresight Circle",
        "prospectivis",
    ],
)
def test_found_by_name_acronym_other_name_without_accents_and_unfinished(words):
    published(
        name="Réseau des prospectivistes", acronym="RPE", aliases=[{"name": "Foresight Circle", "language": "en"}]
    )
    published(name="Something else", kind="other", purpose=["advising"])  # whose words are not "réseau" in French

    assert found(words) == ["Réseau des prospectivistes"]


def test_only_the_last_word_may_be_unfinished():
    published(name="Innovation community")

    assert found("innovation comm") == ["Innovation community"]
    assert found("inn community") == []


def test_every_word_must_occur_somewhere_in_the_entry():
    published(name="Futures network", summary="They scan the horizon.", host="IE", topic=["foresight"])

    assert found("horizon futures") == ["Futures network"]
    assert found("ireland foresight") == ["Futures network"]
    assert found("irlande") == ["Futures network"]
    assert found("horizon zebra") == []


def test_stemmed_as_the_entry_is_written():
    published(name="Cercle", summary="Des évaluations continuelles.", written_in="fr")
    published(name="Circle", summary="Evaluating services.")

    assert found("évaluation continuelle", ["fr"]) == ["Cercle"]
    assert found("evaluates service") == ["Circle"]


def test_words_without_meaning_of_their_own_are_found_as_typed():
    published(name="The Who of Policy")
    published(name="Anything")

    assert found("the who") == ["The Who of Policy"]


def test_whole_name_stands_first_then_a_names_beginning_then_the_text():
    published(name="Older data group", summary="Data, data and more data on data.", topic=["data"])
    published(name="Alias holder", aliases=[{"name": "Data"}])
    published(name="Data exchange of the north")
    published(name="Data")

    assert found("data") == ["Data", "Alias holder", "Data exchange of the north", "Older data group"]


def test_long_word_is_found_inside_a_compound_of_a_name_and_a_short_one_is_not():
    published(name="Innovationsnetzwerk", summary="Ein Netz.", written_in="de")
    published(name="Smart cities")

    assert found("netzwerk") == ["Innovationsnetzwerk"]
    assert found("art") == []


def test_name_in_a_script_without_spaces_is_found_by_any_part():
    published(name="政策未来コミュニティ")

    assert found("未来") == ["政策未来コミュニティ"]


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("forsight", "Foresight Circle"),
        ("foresigth circel", "Foresight Circle"),
        ("KM4Dv", "KM4Dev"),
        ("comunity of practise", "Community of Practice"),
    ],
)
def test_near_names_where_nothing_has_the_words_as_typed(words, name):
    for known in ("Foresight Circle", "KM4Dev", "Community of Practice", "Zebra"):
        published(name=known, summary="A group.")

    assert hits_of(words).near
    assert found(words) == [name]


@pytest.mark.parametrize("words", ["banana", "xylophone society", "qqqq", "!!!", "z%q\\'", "'):* & |z", "ab"])
def test_other_words_find_nothing_and_break_nothing(words):
    published(name="Foresight Circle", summary="Officials.")

    hits = hits_of(words)

    assert (set(hits.ids), hits.near) == (set(), False)


def test_near_names_are_not_asked_for_where_words_match():
    published(name="Foresight Circle")
    published(name="Foresigth Club")

    assert found("foresight") == ["Foresight Circle"]


def test_withdrawn_or_former_words_find_nothing():
    community = published(name="Foresight Circle", summary="Officials.")
    changed(community, name="Other name")

    assert found("foresight circle") == []


def test_search_is_one_query_or_two_or_three_whatever_the_catalogue(django_assert_num_queries):
    for _turn in range(3):
        published(name="Foresight Circle")

    catalogue = index.current()
    known = lexicon.of(catalogue)

    with django_assert_num_queries(1):
        finding.find(Search("foresight", known=known), catalogue.everyone)
    with django_assert_num_queries(2):
        finding.find(Search("forsight", known=known), catalogue.everyone)
    with django_assert_num_queries(3):
        finding.find(Search("forsight -zebra", known=known), catalogue.everyone)


def test_longest_words_and_most_words_are_bounded():
    published(name="Foresight")

    assert hits_of("foresight " * 20_000).ids
    assert not hits_of("x" * 200_000).ids
