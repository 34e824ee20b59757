"""Websites that do not answer, in the admin: a queue that staff look into, and nothing more."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy, ngettext

from communities.admin import ReadOnlyAdmin

from .models import WebsiteLook
from .websites import checking


@admin.register(WebsiteLook)
class WebsiteAdmin(ReadOnlyAdmin):
    """The longest failing first. What was dealt with in an entry goes when its website is asked again."""

    list_display = ("entry", "url", "why", "failing_since", "asked_at")
    list_display_links = None
    list_select_related = ("community",)
    search_fields = ("url", "community__name")
    ordering = ("failing_since", "pk")
    actions = ("quieten",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[WebsiteLook]:
        return checking.troubles().defer("community__search", "community__entry")

    def has_mend_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("submissions.change_websitelook")

    @admin.display(description=gettext_lazy("community"), ordering="community__name")
    def entry(self, look: WebsiteLook) -> Any:
        address = reverse("admin:communities_community_change", args=[look.community_id])
        return format_html('<a href="{}">{}</a>', address, look.community.name)

    @admin.action(description=gettext_lazy("We know: say no more for half a year"), permissions=["mend"])
    def quieten(self, request: HttpRequest, chosen: QuerySet[WebsiteLook]) -> None:
        number = checking.quieten(WebsiteLook.objects.filter(pk__in=list(chosen.values_list("pk", flat=True))))
        said = ngettext(
            "Nothing is said of %d website for half a year.", "Nothing is said of %d websites for half a year.", number
        )
        messages.success(request, said % number)
