"""Sessions in the admin: read, called off, withdrawn and restored, through their own door."""

from collections.abc import Callable

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import sessions
from .models import Session
from .refusals import PublishingError


@admin.register(Session)
class SessionAdmin(admin.ModelAdmin):
    """Every session that was ever announced."""

    list_display = ("about", "community", "starts_at", "zone", "called_off_at", "withdrawn_at")
    list_filter = ("called_off_at", "withdrawn_at")
    list_select_related = ("community",)
    list_per_page = 50
    search_fields = ("about", "place", "community__name")
    actions = ("call_off", "withdraw", "restore")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Session | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Session | None = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Session]:
        return super().get_queryset(request).defer("community__entry", "community__search")

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("communities.withdraw_community")

    @admin.action(description=gettext_lazy("Call off"), permissions=["publish"])
    def call_off(self, request: HttpRequest, chosen: QuerySet[Session]) -> None:
        _each(request, chosen, sessions.call_off, _("Called off"))

    @admin.action(description=gettext_lazy("Withdraw"), permissions=["publish"])
    def withdraw(self, request: HttpRequest, chosen: QuerySet[Session]) -> None:
        _each(request, chosen, sessions.withdraw, _("Withdrawn"))

    @admin.action(description=gettext_lazy("Restore"), permissions=["publish"])
    def restore(self, request: HttpRequest, chosen: QuerySet[Session]) -> None:
        _each(request, chosen, sessions.restore, _("Restored"))


def _each(request: HttpRequest, chosen: QuerySet[Session], act: Callable[[Session], None], done: str) -> None:
    for session in chosen:
        try:
            act(session)
            messages.success(request, f"{done}: {session}")
        except PublishingError as refusal:
            messages.error(request, f"{session}: {refusal}")
