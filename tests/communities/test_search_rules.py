"""What holds of every search, whatever is typed: words narrow, what is left out stays out, nothing breaks."""

import random
import unicodedata

from django.http import QueryDict
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from pyroaring import BitMap

from communities import asked, finding, index, lexicon, publishing, ways_on
from communities.filters import CommunityFilter
from communities.folding import aligned, fold, folded_names
from communities.models import Community
from communities.reasons import Marker
from communities.search import Search
from tests.factories import an_entry

WORDS = ("harbour", "services", "evaluating", "théâtre", "datos", "zukunft", "mapping", "signals")
FEW_EXAMPLES = settings(max_examples=40, deadline=None)

words = st.sampled_from(WORDS)
several = st.lists(words, min_size=1, max_size=3)
pieces = st.lists(
    st.sampled_from(["-", '"', "“", "NOT ", " ", "'", "\\", ":*", "|", "&", "!", "(", "<->", *WORDS]), max_size=12
)
anything = st.text(max_size=40) | pieces.map("".join) | st.text(alphabet="-\"“” NOTa\\':&|!()<>*", max_size=330)
ODD = ['"' * 400, "NOT " * 100, '-"a b" -"' + "c " * 300, "\0harbour", "ा ्", "'\\' <-> 'a':*", "- ! NOT"]


def some(chance, most):
    return " ".join(chance.choices(WORDS, k=chance.randint(1, most)))


class EverySearch(TestCase):
    """Over one catalogue in which a few words stand in many combinations."""

    @classmethod
    def setUpTestData(cls):
        chance = random.Random(4)  # noqa: S311 - repeatable on purpose, nothing secret
        publishing.publish_many(
            [
                an_entry(
                    name=f"{some(chance, 3)} {number}",
                    summary=some(chance, 4),
                    scope=some(chance, 2),
                    written_in=chance.choice(["en", "fr", "es", "de"]),
                )
                for number in range(60)
            ],
            role="sources",
        )
        cls.catalogue = index.current()
        cls.known = lexicon.of(cls.catalogue)
        cls.texts = {
            community.pk: " 0 ".join(
                fold(text) for text in (community.name, community.entry["summary"], community.entry["scope"])
            )
            for community in Community.objects.all()
        }

    def search(self, text):
        return Search(text, ["en", "fr", "es", "de"], self.known)

    def matched(self, text):
        search = self.search(text)
        found = set(search.ids(self.catalogue.everyone))
        assert found == set(search.matching(Community.objects.published()).values_list("pk", flat=True))
        return found

    @FEW_EXAMPLES
    @given(several, words)
    def test_another_word_never_adds_results(self, typed, another):
        assert self.matched(" ".join([*typed, another])) <= self.matched(" ".join(typed))

    @FEW_EXAMPLES
    @given(several, words, st.sampled_from(["-", "NOT ", "NOT -"]))
    def test_what_is_left_out_is_in_no_result_and_nothing_else_is_missing(self, typed, left_out, sign):
        with_all, found = self.matched(" ".join(typed)), self.matched(f"{' '.join(typed)} {sign}{left_out}")
        assert found <= with_all
        assert not [pk for pk in found if fold(left_out) in self.texts[pk].split()]
        assert found == with_all - self.matched(f'{" ".join(typed)} "{left_out}"') - self.matched(
            f"{left_out} {left_out}"
        )

    @FEW_EXAMPLES
    @given(words)
    def test_leaving_out_alone_finds_all_the_others(self, left_out):
        assert self.matched(f"-{left_out}") == set(self.texts) - self.matched(f"{left_out} {left_out}")

    @FEW_EXAMPLES
    @given(st.lists(words, min_size=1, max_size=2))
    def test_phrase_stands_as_quoted_in_every_result_and_is_found_by_its_words_too(self, typed):
        phrase = " ".join(typed)
        found = self.matched(f'"{phrase}"')
        assert found <= self.matched(phrase)
        assert found == {pk for pk, text in self.texts.items() if f" {fold(phrase)} " in f" {text} "}

    @FEW_EXAMPLES
    @given(several)
    def test_near_names_have_nothing_that_is_to_be_left_out(self, typed):
        mistyped = " ".join(word[1:2] + word[:1] + word[2:] for word in typed)
        hits = finding.find(self.search(f"{mistyped} -signals"), self.catalogue.everyone)
        assert not [pk for pk in hits.ids if "signals" in self.texts[pk].split()]

    @FEW_EXAMPLES
    @given(anything)
    def test_any_text_selects_counts_and_shows_ways_on(self, text):
        query = QueryDict(mutable=True)
        query.update({"q": text, "country": "IE"})
        chosen = CommunityFilter(query, self.catalogue)
        assert len(chosen.ids) == len(chosen.qs)
        assert all(way.count for group in ways_on.ways_on(chosen, "/") for way in group.ways)
        assert getattr(ways_on.did_you_mean(chosen, "/"), "count", 1) > 0

    def test_odd_texts_are_answered_by_every_rendering(self):
        for text in ODD:
            for address in ("/communities/", "/communities/map/"):
                assert self.client.get(address, {"q": text}).status_code == (400 if "\0" in text else 200)
            for address in ("/communities/export.json", "/communities/feed/", "/api/communities/"):
                assert self.client.get(address, {"q": text}).status_code in (200, 400)

    @FEW_EXAMPLES
    @given(several, st.booleans())
    def test_ranking_leaves_nothing_out_and_is_the_same_twice(self, typed, ranked):
        search = self.search(" ".join(typed))
        order = [c.pk for c in search.by_relevance(search.matching(Community.objects.all()), ranked=ranked)]
        assert set(order) == self.matched(" ".join(typed))
        assert order == [c.pk for c in search.by_relevance(search.matching(Community.objects.all()), ranked=ranked)]
        by_name = dict(Community.objects.order_by("name_sort", "id").values_list("pk", "name_sort"))
        assert ranked or order == [pk for tier in search.tiers(BitMap(order)) for pk in by_name if pk in tier]


@settings(max_examples=200, deadline=None)
@given(st.text())
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)
    assert fold(text.upper()) == fold(fold(text).upper()) or not text.isascii()


@settings(max_examples=200, deadline=None)
@given(st.text())
def test_folded_letters_are_known_by_their_places(text):
    composed, folded, places = aligned(text)
    assert composed == (text if text.isascii() else unicodedata.normalize("NFC", text))
    assert len(places if places is not None else composed) == len(folded)


@settings(max_examples=200, deadline=None)
@given(anything, st.text(max_size=80) | several.map(" ".join))
def test_marking_changes_no_letter(typed, text):
    search = Search(typed)
    if search.asked.folded:
        marked = Marker(search).pieces(text)
        assert "".join(piece for piece, _is_marked in marked) == aligned(text)[0]


@settings(max_examples=200, deadline=None)
@given(anything)
def test_whatever_is_typed_is_read(text):
    read = asked.read(text)
    assert bool(read) == bool(read.folded or read.without)
    assert all(fold(word) == word for word in (*read.words, *read.phrases, *read.without))
    assert len(folded_names(an_entry(name=text[:200] or "x"))) >= 1
