"""The pages of answered questions: all of them, by words and topic, and one. What is found stands in `answered.py`."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from . import answered, facets, index, staff_words
from .answered import Answered
from .asked import LONGEST_QUERY
from .index import Index
from .models import Community, Reply


def every(request: HttpRequest) -> HttpResponse:
    """What was asked and answered, the newest first."""
    catalogue = index.current()
    words, topic = request.GET.get("q", "")[:LONGEST_QUERY].strip(), request.GET.get("topic", "")
    topics = _topics(catalogue)
    known = topic if topic in topics else ""
    found = answered.matching(catalogue.replies, words, known)
    page, notice = facets.Page.asked(request.GET.get("page"), len(found))
    notices = [notice] if notice else []
    if topic != known:
        notices.append(_("No answered question is about the topic that was asked for. These are about any."))
    context = {
        "q": words,
        "topic": known,
        "topics": [(slug, catalogue.terms["topic"][slug].shown) for slug in topics],
        "asked_any": bool(catalogue.replies),
        "found": [_shown(catalogue, one) for one in found[page.slice]],
        "total": len(found),
        "notices": notices,
        "ways": _ways(words),
        "robots": "noindex" if words or known or notices else "",
        **facets.links(page, lambda number: _address(words, known, number)),
    }
    return render(request, "communities/questions.html", context)


def one(request: HttpRequest, number: int) -> HttpResponse:
    """One question, the reply to it, and which communities that comes from."""
    catalogue = index.current()
    kept = catalogue.replies.get(number)
    if kept is None:
        gone = Reply.objects.filter(pk=number).exclude(withdrawn_at=None).values_list("withdrawn_at", flat=True).first()
        if gone is None:
            raise Http404
        # Not a word of it: what is withdrawn may have been withdrawn for what it says.
        return render(request, "communities/question_gone.html", {"withdrawn": gone}, status=410)
    reply = Reply.objects.get(pk=number)
    context = {
        "reply": reply,
        "answer": staff_words.as_html(reply.reply),
        "entries": _entries(kept),
        "facts": [words for name in ("topic", "purpose", "maturity") for words in _terms(catalogue, kept, name)],
        "terms": catalogue.terms,
        "silent": catalogue.silent,
        "list_url": reverse("communities:questions"),
        "cite_url": address_of(number),
    }
    return render(request, "communities/question.html", context)


def address_of(number: int) -> str:
    """The absolute address of a reply, the same in every language."""
    with translation.override(settings.LANGUAGE_CODE):
        return f"{settings.SITE_URL}{reverse('communities:question', args=[number])}"


def found_by(catalogue: Index, words: str) -> dict[str, Any] | None:
    """For a search among communities: how many answered questions have its words, and where they stand."""
    if not words or not catalogue.replies:
        return None
    count = len(answered.matching(catalogue.replies, words))
    return {"count": count, "url": _address(words, "", 1)} if count else None


def _topics(catalogue: Index) -> list[str]:
    """The topics that any reply is about, in the vocabulary's order."""
    used = {slug for one in catalogue.replies.values() for name, slug in one.terms if name == "topic"}
    return [slug for slug in catalogue.terms["topic"] if slug in used]


def _terms(catalogue: Index, kept: Answered, name: str) -> list[dict[str, str]]:
    """The terms of one vocabulary that a reply is about, each with the communities that have it."""
    listed = reverse("communities:list")
    return [
        {"text": term.shown, "url": facets.address(listed, f"{name}={slug}")}
        for slug, term in catalogue.terms[name].items()
        if (name, slug) in kept.terms
    ]


def _entries(kept: Answered) -> list[Any]:
    stored = Community.objects.published().entries_of(kept.cites)
    return [stored[pk] for pk in kept.cites if pk in stored]


def _shown(catalogue: Index, kept: Answered) -> dict[str, Any]:
    return {"reply": kept, "topics": [term["text"] for term in _terms(catalogue, kept, "topic")]}


def _address(words: str, topic: str, number: int) -> str:
    query = QueryDict(mutable=True)
    for name, value in (("q", words), ("topic", topic), ("page", str(number) if number > 1 else "")):
        if value:
            query[name] = value
    return facets.address(reverse("communities:questions"), query.urlencode())


def _ways(words: str) -> list[dict[str, str]]:
    ways = [{"url": reverse("submissions:question"), "text": _("Ask a question")}]
    if words:
        found = QueryDict(mutable=True)
        found["q"] = words
        listed = facets.address(reverse("communities:list"), found.urlencode())
        ways.append({"url": listed, "text": _("Search the communities for these words")})
    before = _("Who has done this before, in a government like mine?")
    return [*ways, {"url": reverse("communities:precedents"), "text": before}]
