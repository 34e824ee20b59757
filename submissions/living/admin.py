"""Waves of invitations in the admin: choosing whom, seeing the letter before it goes, sending, what came of each."""

from collections import Counter
from dataclasses import dataclass
from typing import Any, cast
from uuid import uuid4

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from communities.admin import ReadOnlyAdmin

from ..models import KeptPulse, Wave
from . import inviting
from .inviting import Candidate, Outcome

TEMPLATES = "admin/submissions/wave"
# The columns of the list: what invitations have come to. Those on their way to something are one more.
ENDS = [one for one in Outcome if not one.is_under_way]


class InviteForm(forms.Form):
    """Whom to invite, and in which language. The key makes one wave of the same form sent twice."""

    chosen = forms.MultipleChoiceField(
        error_messages={"required": gettext_lazy("Tick at least one community.")},
    )
    language = forms.ChoiceField(choices=settings.LANGUAGES, label=gettext_lazy("Language of the letters"))
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data: Any, candidates: list[Candidate]) -> None:
        super().__init__(data, initial={"key": uuid4(), "language": settings.LANGUAGE_CODE})
        self.candidates = candidates
        self.fields["chosen"].choices = [(str(one.community.pk), one.address) for one in candidates]  # type: ignore[attr-defined]

    def clean_chosen(self) -> list[Candidate]:
        ticked = set(self.cleaned_data["chosen"])
        if len(ticked) > settings.INVITED_AT_ONCE:
            raise forms.ValidationError(
                _("Tick at most %(most)d. Send the others in another wave.") % {"most": settings.INVITED_AT_ONCE}
            )
        return [one for one in self.candidates if str(one.community.pk) in ticked]


@dataclass(frozen=True)
class Line:
    """One invitation, and what came of it."""

    invitation: Any
    outcome: Any


@admin.register(Wave)
class WaveAdmin(ReadOnlyAdmin):
    """Waves, each with its results. A new one is chosen, looked at, and then sent; nothing is changed afterwards."""

    list_display = ("sent_at", "sent_by", "invited", *(f"of_{one.value}" for one in ENDS), "under_way")
    list_select_related = ("sent_by",)
    list_per_page = 20

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Wave | None = None) -> bool:
        return request.user.has_perm("submissions.invite")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("submissions.invite")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Wave]:
        with_all = ("invitations__community", "invitations__submission", "invitations__letters__email")
        return super().get_queryset(request).prefetch_related(*with_all)

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Choose, look at the letter, send."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        candidates = inviting.candidates()
        form = InviteForm(request.POST or None, candidates)
        looked_at: list[Candidate] = []
        if request.method == "POST" and form.is_valid():
            looked_at = form.cleaned_data["chosen"]
            if "send" in request.POST:
                return self._send(request, form)
        language = form.cleaned_data["language"] if looked_at else ""
        context = {
            "form": form,
            "candidates": candidates,
            "ticked": request.POST.getlist("chosen"),
            "looked_at": looked_at,
            "letter": inviting.preview(looked_at[0], language) if looked_at else "",
            "letter_language": language,
            "most": settings.INVITED_AT_ONCE,
            "reminded_after": settings.INVITATION_REMINDED_AFTER.days,
        }
        return self._render(request, "invite", _("Invite conveners"), context)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The invitations of a wave, and what came of each."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        wave = self.get_object(request, object_id)
        if wave is None:
            raise Http404
        lines = [Line(one, inviting.outcome(one)) for one in inviting.invitations(wave)]
        counted = Counter(line.outcome for line in lines)
        totals = [(one.label, counted[one]) for one in Outcome if counted[one]]
        return self._render(request, "wave", str(wave), {"wave": wave, "lines": lines, "totals": totals})

    def _send(self, request: HttpRequest, form: InviteForm) -> HttpResponse:
        given = form.cleaned_data
        chosen = [one.community.pk for one in given["chosen"]]
        user = cast("User", request.user)
        wave = inviting.send(chosen, user=user, key=given["key"], language=given["language"])
        count = wave.invitations.count()
        messages.success(
            request, ngettext("%d invitation is on its way.", "%d invitations are on their way.", count) % count
        )
        return redirect("admin:submissions_wave_change", wave.pk)

    def _render(self, request: HttpRequest, name: str, title: str, context: dict[str, Any]) -> HttpResponse:
        request.current_app = self.admin_site.name
        shared = {**self.admin_site.each_context(request), "title": title, "opts": self.opts}
        return TemplateResponse(request, f"{TEMPLATES}/{name}.html", {**shared, **context})

    @admin.display(description=gettext_lazy("invited"))
    def invited(self, wave: Wave) -> int:
        return len(wave.invitations.all())

    @admin.display(description=gettext_lazy("under way"))
    def under_way(self, wave: Wave) -> int:
        return sum(inviting.outcome(one).is_under_way for one in wave.invitations.all())


@admin.register(KeptPulse)
class KeptPulseAdmin(ReadOnlyAdmin):
    """The numbers that conveners gave for OPSI only. What they agreed to publish stands on the entries’ pages."""

    list_display = ("community", "year", "participants", "participation", "benefits")
    list_select_related = ("community",)
    list_filter = ("year",)
    search_fields = ("community__name",)


def _column(outcome: Outcome) -> Any:
    @admin.display(description=outcome.label)
    def number(model_admin: WaveAdmin, wave: Wave) -> int:
        return sum(found == outcome for found in map(inviting.outcome, wave.invitations.all()))

    return number


for _one in ENDS:
    setattr(WaveAdmin, f"of_{_one.value}", _column(_one))
