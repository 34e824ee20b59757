"""The outbox in the admin: what was sent, waits for another try or was given up, and why; and what comes back."""

from typing import Any

import post_office.admin  # noqa: F401 - registers pages of its own, which are replaced below
from django.contrib import admin, messages
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from post_office.models import STATUS, Attachment, Email, EmailTemplate, Log

from communities.admin import ReadOnlyAdmin

from . import bounces, outbox
from .models import SentBack

for _model in (Attachment, Email, EmailTemplate, Log):
    admin.site.unregister(_model)


class Becoming(admin.SimpleListFilter):
    """By what becomes of a letter, in words; post_office's own are for programs."""

    title, parameter_name = gettext_lazy("what becomes of it"), "becomes"
    KINDS = {
        "waits": (gettext_lazy("Waits to leave"), (STATUS.queued,)),
        "again": (gettext_lazy("Will be tried again"), (STATUS.requeued,)),
        "sent": (gettext_lazy("Sent"), (STATUS.sent,)),
        "failed": (gettext_lazy("Given up"), (STATUS.failed,)),
    }

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(name, words) for name, (words, _states) in self.KINDS.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Email]) -> QuerySet[Email]:
        known = self.KINDS.get(self.value() or "")
        return queryset.filter(status__in=known[1]) if known else queryset


@admin.register(Email)
class OutboxAdmin(ReadOnlyAdmin):
    """The outbox. Not the texts: they hold private links."""

    list_display = ("created", "to", "subject", "becomes", "next_try", "stands_in_the_way")
    list_filter = (Becoming,)
    list_per_page = 50
    ordering = ("-pk",)
    search_fields = ("to",)
    fields = (
        *("to", "subject", "becomes", "number_of_retries", "next_try", "stands_in_the_way"),
        *("created", "last_updated"),
    )
    readonly_fields = ("becomes", "next_try", "stands_in_the_way")
    actions = ("try_again",)
    change_form_template = "admin/change_form.html"  # post_office's own wants its own views

    def get_queryset(self, request: HttpRequest) -> QuerySet[Email]:
        said = Log.objects.filter(email=OuterRef("pk")).order_by("-pk").values("message")
        return super().get_queryset(request).annotate(trouble=Subquery(said[:1])).defer("message", "html_message")

    def has_resend_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("post_office.change_email")

    @admin.display(description=gettext_lazy("what becomes of it"), ordering="status")
    def becomes(self, letter: Email) -> str:
        return next((str(words) for words, states in Becoming.KINDS.values() if letter.status in states), "")

    @admin.display(description=gettext_lazy("leaves or is tried again"), ordering="scheduled_time")
    def next_try(self, letter: Email) -> Any:
        if letter.status not in outbox.WAITING:
            return _("Not any more")
        at = letter.scheduled_time
        return at if at and at > timezone.now() else _("As soon as may be")

    @admin.display(description=gettext_lazy("what stood in the way"))
    def stands_in_the_way(self, letter: Email) -> str:
        return str(getattr(letter, "trouble", "") or _("Nothing"))

    @admin.action(description=gettext_lazy("Try again now"), permissions=["resend"])
    def try_again(self, request: HttpRequest, chosen: QuerySet[Email]) -> None:
        stuck = Email.objects.filter(
            pk__in=list(chosen.values_list("pk", flat=True)), status__in=(STATUS.failed, STATUS.requeued)
        )
        count = stuck.update(status=STATUS.queued, scheduled_time=None, number_of_retries=None)
        messages.success(request, ngettext("%d letter waits.", "%d letters wait.", count) % count)


@admin.register(SentBack)
class SentBackAdmin(ReadOnlyAdmin):
    """Addresses whose letters come back. Somebody may know a better one; or the address works again."""

    list_display = ("address", "times", "last_at", "said", "still_sent")
    search_fields = ("address",)
    actions = ("works_again",)

    def has_mend_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("submissions.change_sentback")

    @admin.display(description=gettext_lazy("what is sent there"))
    def still_sent(self, known: SentBack) -> str:
        if bounces.is_given_up(known):
            return _("Only what its owner asks for")
        return _("All letters still")

    @admin.action(description=gettext_lazy("It works again"), permissions=["mend"])
    def works_again(self, request: HttpRequest, chosen: QuerySet[SentBack]) -> None:
        mended = sum(bounces.works_again(known.address) for known in chosen)
        said = ngettext("Letters go to %d address again.", "Letters go to %d addresses again.", mended)
        messages.success(request, said % mended)
