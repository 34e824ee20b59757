"""Replies: questions that conveners answered through OPSI, as one text, with the communities it came from. Public."""

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from . import countries

QUESTION, CONTEXT, REPLY = 200, 1_500, 8_000  # characters


class ReplyQuerySet(models.QuerySet["Reply"]):
    def published(self) -> Self:
        """What the public can read."""
        return self.filter(withdrawn_at=None)


class Reply(models.Model):
    """A question as moderated, and the consolidated reply to it. Its number is its address for good.

    Nothing here says who asked or who answered: only which communities the reply comes from.
    """

    question = models.CharField(_("question"), max_length=QUESTION)
    context = models.TextField(_("what it is about"), max_length=CONTEXT, blank=True)
    reply = models.TextField(_("reply"), max_length=REPLY)
    language = models.CharField(_("language"), max_length=5, default="en")
    country = models.CharField(
        _("country it was asked from"), max_length=2, blank=True, choices=countries.all_countries
    )
    # Topics, purposes and the stage of life that it is about.
    terms: Any = models.ManyToManyField("Term", related_name="replies", verbose_name=_("terms"))
    words = models.TextField(editable=False)  # all that it says, folded, to be searched
    published_at = models.DateTimeField(_("published"), default=timezone.now)
    changed_at = models.DateTimeField(_("last changed"), default=timezone.now)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    objects = ReplyQuerySet.as_manager()

    class Meta:
        ordering = ("-published_at", "-id")
        verbose_name = _("answered question")
        verbose_name_plural = _("answered questions")
        constraints = [
            models.CheckConstraint(condition=~Q(question=""), name="reply_has_its_question"),
            models.CheckConstraint(condition=~Q(reply=""), name="reply_says_something"),
            models.CheckConstraint(condition=Q(language__in=("en", "fr")), name="reply_in_a_language_of_the_site"),
        ]

    def __str__(self) -> str:
        return self.question

    def get_absolute_url(self) -> str:
        return reverse("communities:question", args=[self.pk])


class ReplyCommunity(models.Model):
    """A community that a reply cites, with its convener's consent, and its place among them."""

    reply = models.ForeignKey(Reply, on_delete=models.CASCADE, related_name="cited")
    community = models.ForeignKey(
        "Community", on_delete=models.PROTECT, related_name="cited_in", verbose_name=_("community")
    )
    position = models.PositiveSmallIntegerField(_("place"))

    class Meta:
        ordering = ("reply", "position")
        verbose_name = _("community that a reply cites")
        verbose_name_plural = _("communities that replies cite")
        constraints = [
            models.UniqueConstraint(fields=("reply", "community"), name="reply_cites_a_community_once"),
            models.UniqueConstraint(fields=("reply", "position"), name="reply_has_a_place_once"),
        ]

    def __str__(self) -> str:
        return f"{self.reply_id}, {self.position}: {self.community_id}"
