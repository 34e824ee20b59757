"""The published replies as the public finds them: by words, topic and the communities they cite. The index keeps them.

No queries but the one that reads them; their texts stay in the database.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.urls import reverse
from pyroaring import BitMap

from . import mergers
from .folding import fold
from .models import Reply, ReplyCommunity


@dataclass(frozen=True)
class Answered:
    """What is kept of a reply: `cites` are the ids of published communities, in its order."""

    pk: int
    question: str
    language: str
    words: str
    terms: frozenset[tuple[str, str]]
    cites: tuple[int, ...]
    published_at: datetime
    changed_at: datetime

    @property
    def url(self) -> str:
        return reverse("communities:question", args=[self.pk])


def read(public: BitMap) -> dict[int, Answered]:
    """Every published reply by its number, the newest first. One query; two where a community cited is gone.

    What was withdrawn is cited no more; what was merged leads on to the entry that has it now.
    """
    of_reply = {"reply": OuterRef("pk")}
    through = Reply.terms.through.objects.filter(**of_reply).order_by("term_id")
    rows = list(
        Reply.objects.published()
        .annotate(
            cites=ArraySubquery(ReplyCommunity.objects.filter(**of_reply).order_by("position").values("community_id")),
            vocabularies=ArraySubquery(through.values("term__vocabulary")),
            slugs=ArraySubquery(through.values("term__slug")),
        )
        .values_list(
            "pk", "question", "language", "words", "published_at", "changed_at", "cites", "vocabularies", "slugs"
        )
    )
    merged = mergers.read() if any(pk not in public for row in rows for pk in row[6]) else {}
    return {
        pk: Answered(
            pk,
            question,
            language,
            words,
            frozenset(zip(vocabularies, slugs, strict=True)),
            _cited(cites, merged, public),
            published,
            changed,
        )
        for pk, question, language, words, published, changed, cites, vocabularies, slugs in rows
    }


def matching(replies: Mapping[int, Answered], words: str, topic: str = "") -> list[Answered]:
    """Those in which every word begins a word, and that are about a topic if one is given; the newest first."""
    wanted = [f" {word}" for word in fold(words).split()]
    if words.strip() and not wanted:
        return []
    return [
        one
        for one in replies.values()
        if all(word in one.words for word in wanted) and (not topic or ("topic", topic) in one.terms)
    ]


def citing(replies: Mapping[int, Answered], community: int) -> list[Answered]:
    """Those that cite a community, the newest first."""
    return [one for one in replies.values() if community in one.cites]


def _cited(cites: Iterable[int], merged: mergers.Merged, public: BitMap) -> tuple[int, ...]:
    now = (mergers.now(pk, merged) for pk in cites)
    return tuple(dict.fromkeys(pk for pk in now if pk in public))
