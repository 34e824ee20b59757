"""Who looks after an entry, or did."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Steward(models.Model):
    """Who answers for a community towards OPSI; ends by hand-over, objection, erasure or silence."""

    community = models.ForeignKey("communities.Community", on_delete=models.PROTECT, related_name="stewards")
    name = models.CharField(_("name"), max_length=200, blank=True)
    email = models.EmailField(_("address"))
    role = models.CharField(_("role"), max_length=12, blank=True)
    language = models.CharField(_("language of letters"), max_length=5, default="en")
    may_be_asked = models.BooleanField(_("agrees to be asked by peers, through OPSI"), default=False)
    private_answers = models.JSONField(_("answers for OPSI only"), default=dict, blank=True)
    # What they agreed to, and since when, for as long as it holds: what they sent is kept for less long.
    consents = models.JSONField(_("consents"), default=list, blank=True)
    since = models.DateTimeField(_("since"), default=timezone.now)
    # The entry that they looked after until it was merged; the record goes back with it.
    came_from = models.ForeignKey(
        "communities.Community", on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    ended_by = models.CharField(
        _("ended by"),
        max_length=10,
        blank=True,
        choices=[
            ("hand-over", _("hand-over")),
            ("objection", _("objection")),
            ("erasure", _("erasure")),
            ("silence", _("silence")),
            ("delisted", _("the entry’s end in the catalogue")),
        ],
    )
    # Of one who objected and whose address is gone: a keyed digest, by which their no is known.
    mailbox = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        verbose_name = _("steward")
        verbose_name_plural = _("stewards")
        constraints = [
            models.UniqueConstraint(
                fields=("community", "email"), condition=Q(ended_at=None), name="steward_of_a_community_once"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by="") | (Q(ended_at__isnull=False) & ~Q(ended_by="")),
                name="steward_ended_says_how",
            ),
            models.CheckConstraint(
                condition=Q(came_from=None) | ~Q(came_from=F("community")), name="steward_came_from_another"
            ),
            models.CheckConstraint(
                condition=~Q(ended_by="erasure")
                | Q(name="", email="", role="", private_answers={}, consents=[], may_be_asked=False),
                name="steward_erased_holds_nobody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} ({self.community_id})"
