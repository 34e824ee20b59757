"""Figures in the admin: how deciding goes, in place of a list of decisions; and the answers that only OPSI sees."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from communities import tables
from communities.admin import ReadOnlyAdmin

from . import digest, moderation, roles
from .desk import me
from .figures import deciding, unpublished
from .models import Decision

TEMPLATES = "admin/submissions/decision"


@admin.register(Decision)
class DecisionAdmin(ReadOnlyAdmin):
    """Decisions as figures. Each by itself stands with its submission, and with the person who took it."""

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is None and (moderation.may_moderate(request.user) or self.may_analyse(request))

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def may_analyse(self, request: HttpRequest) -> bool:
        return request.user.has_perm(roles.ANALYSE)

    def get_urls(self) -> list[URLPattern]:
        """These pages and no others: there is none of a single decision."""
        pages = {
            "": (self.changelist_view, "changelist"),
            "figures.csv": (self.figures_file, "figures_csv"),
            "answers/": (self.answers_view, "answers"),
            "answers.csv": (self.answers_file, "answers_csv"),
            "digest/": (require_POST(self.digest_view), "digest"),
        }
        return [
            path(where, self.admin_site.admin_view(view), name=f"submissions_decision_{name}")
            for where, (view, name) in pages.items()
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """How deciding goes, in one of a few periods."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        period = _period(request)
        context = {
            "figures": deciding.of(period),
            "periods": [(name, title, name == period) for name, (title, _days) in deciding.PERIODS.items()],
            "period": period,
            "may_analyse": self.may_analyse(request),
            "gets_digest": digest.is_wanted(me(request)) if moderation.may_moderate(request.user) else None,
        }
        return self._page(request, "figures", _("How deciding goes"), context)

    def figures_file(self, request: HttpRequest) -> HttpResponse:
        """The same as CSV."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        period = _period(request)
        return tables.attached(f"deciding-{period}.csv", deciding.rows(deciding.of(period)))

    def digest_view(self, request: HttpRequest) -> HttpResponse:
        """Send me the weekly letter, or no more."""
        if not moderation.may_moderate(request.user):
            raise PermissionDenied
        wanted = request.POST.get("wanted") == "yes"
        digest.want(me(request), wanted=wanted)
        said = _("You get the weekly letter from now on.") if wanted else _("You get the weekly letter no more.")
        messages.success(request, said)
        return HttpResponseRedirect(reverse("admin:submissions_decision_changelist"))

    def answers_view(self, request: HttpRequest) -> HttpResponse:
        """What conveners answered for OPSI only."""
        if not self.may_analyse(request):
            raise PermissionDenied
        return self._page(request, "answers", _("Answers for OPSI only"), {"asked": unpublished.asked()})

    def answers_file(self, request: HttpRequest) -> HttpResponse:
        """The same as CSV."""
        if not self.may_analyse(request):
            raise PermissionDenied
        return tables.attached("answers-for-opsi-only.csv", unpublished.rows(unpublished.asked()))

    def _page(self, request: HttpRequest, name: str, title: str, context: dict[str, Any]) -> HttpResponse:
        request.current_app = self.admin_site.name
        frame = {**self.admin_site.each_context(request), "title": title, "opts": self.opts}
        return TemplateResponse(request, f"{TEMPLATES}/{name}.html", {**frame, **context})


def _period(request: HttpRequest) -> str:
    """The period that is asked for; the usual one where the address names none that there is."""
    asked = request.GET.get("period", "")
    return asked if asked in deciding.PERIODS else deciding.USUAL
