"""What stands beside a submission for whoever decides: who says so, what else they sent, marks, criteria, notes."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from . import approval, criteria, holding, risks
from .desk_models import Hold, Note
from .difference import Row
from .models import Kind, Origin, State, Steward, Submission
from .review import Review

MOST_SHOWN = 5
# Anybody has an address there, so its domain proves nothing.
FREE_MAIL = {
    "gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "yahoo.com", "icloud.com", "proton.me",
    "protonmail.com", "gmx.net", "gmx.de", "web.de", "orange.fr", "laposte.net", "mail.ru", "qq.com", "163.com",
}  # fmt: skip


@dataclass(frozen=True)
class Marked:
    """What is said of one row: whether its fields are always looked at with care, and what to look at now."""

    is_high: bool
    marks: list[str]


class Evidence:
    """Of one page of the desk."""

    def __init__(self, page: Review) -> None:
        self.page, self.submission = page, page.submission

    @cached_property
    def hold(self) -> Hold | None:
        """Who else is looking at it."""
        return holding.of_another(self.submission, self.page.user)

    @cached_property
    def notes(self) -> list[Note]:
        return list(Note.objects.filter(submission=self.submission).select_related("user"))

    # Who says so ------------------------------------------------------------------------------------

    @cached_property
    def is_on_record(self) -> bool:
        """Whether the sender's confirmed address is that of somebody who looks after the entry."""
        one = self.submission
        if not one.sender_email or one.awaits_confirmation or one.community_id is None:
            return False
        return Steward.objects.filter(
            community=one.community_id, email__iexact=one.sender_email, ended_at=None
        ).exists()

    @property
    def convener_says(self) -> str:
        """Whether its convener agrees, as far as is known."""
        one = self.submission
        if one.origin == Origin.IMPORT:
            return _("Not asked: it comes from a file.")
        if not approval.consented(one, "publish"):
            return _("Nobody agreed to its publication.")
        if one.sender_role == "convener":
            return _("Yes: its convener sent it and agrees to its publication.")
        if self.is_on_record:
            return _("Its sender is on OPSI’s record for it and agrees.")
        return _("Not known: its sender agrees, and is not its convener.")

    @property
    def domains(self) -> str:
        """The domain of the sender's address against that of the community's website."""
        domain = self.page.domain.lower()
        website = (self.page.live if self.page.is_of_listed else self.page.proposed)["website"]
        host = website.partition("://")[2].partition("/")[0].lower().removeprefix("www.")
        if self.page.is_own_domain:
            return _("%(domain)s is the community’s own domain.") % {"domain": domain}
        if domain in FREE_MAIL:
            return _("%(domain)s is a free mail service: it says nothing about who this is.") % {"domain": domain}
        if not host:
            return _("%(domain)s; there is no website to compare it with.") % {"domain": domain}
        return _("%(domain)s is not the website’s domain, %(host)s.") % {"domain": domain, "host": host}

    @cached_property
    def sent_besides(self) -> list[Submission]:
        """What else came from this address, the latest first."""
        address = self.submission.sender_email
        if not address:
            return []
        others = Submission.objects.filter(sender_email__iexact=address).exclude(pk=self.submission.pk)
        others = others.exclude(state=State.DRAFT).defer("search", "answers", "entry")
        return list(others.order_by("-created_at")[:MOST_SHOWN])

    # What it says -----------------------------------------------------------------------------------

    @cached_property
    def marked(self) -> dict[str, Marked]:
        """By the key of each row that is decided upon."""
        page = self.page
        if not self.submission.can_be_asked:
            return {}
        said = self.submission.answers if page.is_lesson else page.proposed
        language = self.submission.language if page.is_lesson else risks.language_of(said, self.submission.language)
        live = page.live if page.is_change else {}
        return {row.key: self._marked(row, said, live, language) for row in page.rows}

    def _marked(self, row: Row, said: Any, live: Any, language: str) -> Marked:
        return Marked(risks.is_high(row.fields), risks.of_fields(row.fields, said, live, language))

    @property
    def is_low_risk(self) -> bool:
        """Whether somebody on record changes only fields of low risk, and nothing in them is marked."""
        if not (self.page.is_change and self.is_on_record and self.page.rows):
            return False
        calm = all(not one.is_high and not one.marks for one in self.marked.values())
        return calm and not any(row.flags or row.moved_since for row in self.page.rows)

    @cached_property
    def criteria(self) -> list[criteria.Criterion]:
        """OPSI's criteria, for what would be a page of its own or change one."""
        if self.submission.kind not in (Kind.NEW, Kind.CHANGE):
            return []
        return criteria.of(self.page.proposed, self.page.terms)
