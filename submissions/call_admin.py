"""The admin of calls for entries: making one, looking at it before it is public, and how it is getting on."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from communities import call as catalogue_calls
from communities import call_views, index, tables
from communities.call_models import Call

from . import call_progress, moderation, paper, questionnaire
from .call_form import NUMBERS, PARTS, CallOnDesk
from .calls import SLUG

TEMPLATES = "admin/communities/call"
WORDS = ("title", "slug", "words", "title_fr", "words_fr")
WHEN = ("zone", "opens_at", "closes_at")
AFTER = ("summary", "summary_fr")


@admin.register(Call)
class CallAdmin(admin.ModelAdmin):
    """Calls. One that the public has seen keeps its address and questions, and is taken back rather than deleted."""

    form = CallOnDesk
    list_display = ("title", "opens_at", "closes_at", "published")
    search_fields = ("title", "title_fr")

    def get_fieldsets(self, request: HttpRequest, obj: Call | None = None) -> Any:
        first_blank = len(obj.questions if obj else []) + 1
        asked: list[Any] = [
            (
                _("Question %(number)d of its own") % {"number": number},
                {"fields": PARTS[number - 1], "classes": ["collapse"] if number > first_blank else []},
            )
            for number in NUMBERS
        ]
        if obj and obj.public_since:
            asked = [(_("Its own questions"), {"fields": ("asked",)})]
        return [
            (None, {"fields": WORDS}),
            (_("When"), {"fields": WHEN}),
            (_("Of whom"), {"fields": ("countries",)}),
            *asked,
            (_("Once it is over"), {"fields": AFTER}),
            (_("Its page"), {"fields": ("published", "page")}),
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Call | None = None) -> tuple[str, ...]:
        if obj and obj.public_since:
            return ("slug", "page", "asked", *(name for parts in PARTS for name in parts))
        return ("page",)

    def get_prepopulated_fields(self, request: HttpRequest, obj: Call | None = None) -> dict[str, Any]:
        return {} if "slug" in self.get_readonly_fields(request, obj) else {"slug": ("title",)}

    def has_delete_permission(self, request: HttpRequest, obj: Call | None = None) -> bool:
        return super().has_delete_permission(request, obj) and not (obj and obj.public_since)

    def get_urls(self) -> list[URLPattern]:
        pages = {"preview": self.preview_view, "progress": self.progress_view, "progress.csv": self.progress_file}
        return [
            path(
                f"<int:pk>/{name}{'' if '.' in name else '/'}",
                self.admin_site.admin_view(view),
                name=f"communities_call_{name.replace('.', '_')}",
            )
            for name, view in pages.items()
        ] + super().get_urls()

    def save_model(self, request: HttpRequest, obj: Call, form: Any, change: bool) -> None:
        if obj.public_since is None:
            obj.question_set = questionnaire.VERSION
        super().save_model(request, obj, form, change)
        transaction.on_commit(index.look_again)

    # Its pages --------------------------------------------------------------------------------------

    def preview_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The page as the public reads it, or would; and its own questions as they are asked."""
        call = get_object_or_404(Call, pk=pk)
        if not self.has_view_permission(request, call):
            raise PermissionDenied
        catalogue = index.current()
        read = call_views.read(catalogue_calls.previewed(call, catalogue.everyone), catalogue)
        asked = [part for part in paper.sections(call) if part[0].slug == SLUG]
        return TemplateResponse(request, f"{TEMPLATES}/preview.html", {**read, "sections": asked, "robots": "noindex"})

    def progress_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """How it is getting on."""
        call, privately = self._watched(request, pk)
        request.current_app = self.admin_site.name
        context = {
            **self.admin_site.each_context(request),
            "title": _("How it is getting on: %(title)s") % {"title": call},
            "opts": self.opts,
            "call": call,
            "progress": call_progress.of(call, privately=privately),
            "least": call_progress.LEAST,
            "privately": privately,
            "may_change": self.has_view_permission(request, call),
        }
        return TemplateResponse(request, f"{TEMPLATES}/progress.html", context)

    def progress_file(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The same figures as CSV."""
        call, privately = self._watched(request, pk)
        rows = call_progress.rows(call, call_progress.of(call, privately=privately))
        return tables.attached(f"call-{call.slug}.csv", rows)

    def _watched(self, request: HttpRequest, pk: int) -> tuple[Call, bool]:
        """The call, and whether its watcher may read answers; those who do watch calls that they cannot change."""
        sees = moderation.may_read_answers(request.user)
        call = get_object_or_404(Call, pk=pk)
        if not sees and not self.has_view_permission(request, call):
            raise PermissionDenied
        return call, sees

    @admin.display(description=gettext_lazy("its page"))
    def page(self, call: Call) -> str:
        if not call.pk:
            return _("Save it to see its page before it is published.")
        preview = reverse("admin:communities_call_preview", args=[call.pk])
        progress = reverse("admin:communities_call_progress", args=[call.pk])
        address = call.get_absolute_url()
        shown, words = (address, address) if call.published else (preview, _("Preview"))
        links = '<a href="{}">{}</a> · <a href="{}">{}</a>'
        return format_html(links, shown, words, progress, _("How it is getting on"))

    @admin.display(description=gettext_lazy("its own questions"))
    def asked(self, call: Call) -> str:
        """What it asks beside the questionnaire, which stays as it was when it became public."""
        return "; ".join(f"{one.text} ({one.who.label})" for one in call.extras) or _("None")
