"""Where a term is used besides in entries, and putting another in its place there. The door of entries calls this."""

from dataclasses import dataclass

from django.db.models import Q

from . import vocabularies
from .kept_models import Searched, TermMatch
from .models import Community, CommunityQuerySet, Lesson, LessonPurpose, Reply, Term


@dataclass(frozen=True)
class Use:
    """How many entries, lessons and answered questions have a term; withdrawn ones are not among them."""

    entries: int
    lessons: int
    replies: int


def of(term: Term) -> Use:
    return Use(
        entries(term).count(),
        Lesson.objects.published().filter(Q(maturity=term) | Q(ingredient=term) | Q(purposes=term)).distinct().count(),
        Reply.objects.published().filter(terms=term).count(),
    )


def entries(term: Term) -> CommunityQuerySet:
    """The published communities that have it."""
    published = Community.objects.published()
    if term.vocabulary in vocabularies.choose_one():
        return published.filter(**{term.vocabulary: term})
    return published.filter(communityterm__term=term)


def replace(term: Term, into: Term) -> None:
    """Put `into` in its place wherever something other than an entry has it; what has both keeps one."""
    Lesson.objects.filter(maturity=term).update(maturity=into)
    both = LessonPurpose.objects.filter(term=into).values("lesson")
    LessonPurpose.objects.filter(term=term).exclude(lesson__in=both).update(term=into)
    LessonPurpose.objects.filter(term=term).delete()
    for reply in Reply.objects.filter(terms=term):
        reply.terms.add(into)
        reply.terms.remove(term)
    Searched.objects.filter(purpose=term).update(purpose=into)
    Searched.objects.filter(scale=term).update(scale=into)
    for match in TermMatch.objects.filter(term=term):
        if not TermMatch.objects.filter(term=into, scheme=match.scheme, word=match.word).exists():
            TermMatch.objects.filter(pk=match.pk).update(term=into)
    TermMatch.objects.filter(term=term).delete()
