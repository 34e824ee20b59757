"""The door for replies: the only code that publishes, withdraws or restores one. It knows of nobody who asked."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from . import index
from .folding import fold
from .models import Community, Reply, ReplyCommunity, Term
from .refusals import NotPublished, PublishingError


@dataclass(frozen=True)
class Draft:
    """What a reply is to say. `terms` are (vocabulary, slug), `cites` the ids of communities in their order."""

    question: str
    reply: str
    context: str = ""
    language: str = "en"
    country: str = ""
    terms: Sequence[tuple[str, str]] = field(default_factory=tuple)
    cites: Sequence[int] = field(default_factory=tuple)


def publish(draft: Draft, *, reply: Reply | None = None, at: datetime | None = None) -> Reply:
    """Publish a reply, or publish one again at its own address, with these words. Raises PublishingError."""
    at = at or timezone.now()
    with transaction.atomic():
        cited = _cited(draft)
        row = Reply.objects.select_for_update().get(pk=reply.pk) if reply else Reply(published_at=at)
        row.question, row.context, row.reply = draft.question, draft.context, draft.reply
        row.language, row.country = draft.language, draft.country
        row.words = f" {fold(' '.join([draft.question, draft.context, draft.reply, *(one.name for one in cited)]))}"
        row.changed_at, row.withdrawn_at = at, None
        row.save()
        row.terms.set(_terms(draft))
        row.cited.all().delete()
        ReplyCommunity.objects.bulk_create(
            ReplyCommunity(reply=row, community=one, position=place) for place, one in enumerate(cited, start=1)
        )
        transaction.on_commit(index.look_again)
    return row


def withdraw(reply: Reply, *, at: datetime | None = None) -> None:
    """Take a reply off every public page; its address says so without a word of it. Raises NotPublished."""
    _mark(reply, at or timezone.now(), _("This reply has been withdrawn already."))


def restore(reply: Reply) -> None:
    """Publish a withdrawn reply as it was. Raises NotPublished."""
    _mark(reply, None, _("This reply is published already."))


def _mark(reply: Reply, withdrawn_at: datetime | None, refusal: str) -> None:
    with transaction.atomic():
        row = Reply.objects.select_for_update().get(pk=reply.pk)
        if bool(row.withdrawn_at) == bool(withdrawn_at):
            raise NotPublished(refusal)
        row.withdrawn_at = withdrawn_at
        row.save(update_fields=["withdrawn_at"])
        transaction.on_commit(index.look_again)
    reply.withdrawn_at = withdrawn_at


def _cited(draft: Draft) -> list[Community]:
    found = Community.objects.published().in_bulk(draft.cites)
    if not draft.cites or len(found) != len(set(draft.cites)):
        raise PublishingError(_("A reply cites at least one community, and only published ones."))
    return [found[pk] for pk in dict.fromkeys(draft.cites)]


def _terms(draft: Draft) -> list[Term]:
    wanted = Q(pk=None)
    for vocabulary, slug in draft.terms:
        wanted |= Q(vocabulary=vocabulary, slug=slug)
    return list(Term.objects.filter(wanted))
