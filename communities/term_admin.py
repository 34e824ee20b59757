"""The admin of the vocabularies: wording terms, retiring them, and merging one into another. No slug ever dies."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import publishing, term_use
from .models import Role, Term
from .refusals import PublishingError

MERGE = "communities.merge_term"
NAMED = 20  # entries that the page names; of the others it says how many
MERGE_THEM = "merge"


class Another(forms.Form):
    """Which term takes the place of one, and why."""

    into = forms.ModelChoiceField(
        Term.objects.none(), label=gettext_lazy("Which term takes its place"), empty_label=gettext_lazy("Choose")
    )
    reason = forms.CharField(
        label=gettext_lazy("Why, in words that the public may read"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Without any, the history says which term took the place of which."),
    )

    def __init__(self, term: Term, *args: Any) -> None:
        super().__init__(*args)
        others = Term.objects.active().filter(vocabulary=term.vocabulary).exclude(pk=term.pk)
        self.fields["into"].queryset = others  # type: ignore[attr-defined]


@admin.register(Term)
class TermAdmin(admin.ModelAdmin):
    """The vocabularies. A term keeps its slug, and is retired or merged rather than deleted."""

    list_display = ("label", "vocabulary", "slug", "order", "active", "replaced_by")
    list_filter = ("vocabulary", "active")
    list_select_related = ("replaced_by",)
    list_per_page = 100
    search_fields = ("label", "label_fr", "slug", "definition")
    change_form_template = "admin/communities/term/change_form.html"

    def get_readonly_fields(self, request: HttpRequest, obj: Term | None = None) -> tuple[str, ...]:
        return ("vocabulary", "slug", "replaced_by") if obj else ("replaced_by",)

    def has_delete_permission(self, request: HttpRequest, obj: Term | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Term, form: Any, change: bool) -> None:
        """One that may be chosen again stands for itself; entries keep the term that took its place."""
        if obj.active:
            obj.replaced_by = None
        super().save_model(request, obj, form, change)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Term]:
        return super().get_queryset(request).select_related("replaced_by")

    def get_urls(self) -> list[URLPattern]:
        merge = self.admin_site.admin_view(self.merge_view)
        return [path("<int:pk>/merge/", merge, name="communities_term_merge"), *super().get_urls()]

    def merge_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Choose the other; a page that says what will change where; then all of it at once."""
        term = get_object_or_404(Term.objects.select_related("replaced_by"), pk=pk)
        if not request.user.has_perm(MERGE):
            raise PermissionDenied
        form = Another(term, request.POST or None)
        if request.method != "POST" or not form.is_valid():
            return self._page(request, term, form)
        if request.POST.get("step") != MERGE_THEM:
            return self._page(request, term, form, into=form.cleaned_data["into"])
        into, typed = form.cleaned_data["into"], form.cleaned_data["reason"]
        reason = typed or _("The term “%(old)s” became “%(new)s”.") % {"old": term.label, "new": into.label}
        seen = request.POST.get("used_by", "")
        used_by = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else -1
        try:
            made = publishing.replace_term(term, into=into, role=Role.STAFF, reason=reason, used_by=used_by)
        except PublishingError as refusal:
            return self._page(request, term, form, into=into, problem=str(refusal), status=409)
        done = _("“%(old)s” is merged into “%(new)s”. Entries changed: %(count)d.")
        done %= {"old": term, "new": into, "count": len(made)}
        self.log_change(request, term, done)
        messages.success(request, done)
        return redirect("admin:communities_term_change", term.pk)

    def _page(
        self,
        request: HttpRequest,
        term: Term,
        form: Another,
        *,
        into: Term | None = None,
        problem: str = "",
        status: int = 200,
    ) -> HttpResponse:
        request.current_app = self.admin_site.name
        use = term_use.of(term)
        named = term_use.entries(term).order_by("name_sort", "id").values_list("pk", "name")[:NAMED]
        context = {
            **self.admin_site.each_context(request),
            "title": _("Merge the term “%(label)s”") % {"label": term},
            "opts": self.opts,
            "term": term,
            "form": form,
            "into": into,
            "problem": problem,
            "use": use,
            "named": named,
            "more": use.entries - len(named),
        }
        return TemplateResponse(request, "admin/communities/term/merge.html", context, status=status)
