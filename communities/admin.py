"""Staff's pages of the catalogue: revisions, and entries, which change through the one door and nowhere else."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from . import (
    collection_admin,  # noqa: F401 - Django looks for the admin here
    countries,
    index,
    kept_admin,  # noqa: F401 - and here
    lesson_admin,  # noqa: F401 - and here
    lexicon,
    publishing,
    readable,
    session_admin,  # noqa: F401 - and here
    term_admin,  # noqa: F401 - and here
    versions,
)
from . import entry as entries
from .entry_form import EntryForm
from .models import Community, Revision, Role
from .refusals import CannotReturn, InvalidEntry, PublishingError, StaleBase
from .search import Search

TEMPLATES = "admin/communities/community"
LONGEST_REASON = 300
CHANGE, WITHDRAW, MERGE = (f"communities.{what}_community" for what in ("change", "withdraw", "merge"))


class PublishedFilter(admin.SimpleListFilter):
    """Published, or withdrawn."""

    title = gettext_lazy("standing")
    parameter_name = "standing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("published", _("Published")), ("withdrawn", _("Withdrawn"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        stands = {"published": True, "withdrawn": False}.get(self.value() or "")
        return queryset if stands is None else queryset.filter(withdrawn_at__isnull=stands)


class CommunityAdmin(admin.ModelAdmin):
    """Entries. Saving one publishes it; nothing is saved or deleted around `publishing.py`.

    Registered by `submissions`, whose people and papers go along when entries are merged.
    """

    list_display = ("name", "acronym", "country", "scale", "listed", "updated", "confirmed", "published")
    list_filter = (PublishedFilter, "scale", "kind", "maturity")
    list_select_related = ("scale",)
    list_per_page = 50
    ordering = ("name_sort", "id")
    search_fields = ("name",)
    search_help_text = gettext_lazy("Any word of the entry")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Community]:
        return super().get_queryset(request).defer("entry", "search", "search_names")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Community], search_term: str
    ) -> tuple[QuerySet[Community], bool]:
        if not search_term.strip():
            return queryset, False
        catalogue = index.current()
        return Search(search_term, catalogue.written_in, lexicon.of(catalogue)).matching(queryset), False

    @admin.display(description=gettext_lazy("country"), ordering="host")
    def country(self, community: Community) -> str:
        return countries.name(community.host) if community.host else _("Not stated")

    @admin.display(description=gettext_lazy("listed since"), ordering="listed_at")
    def listed(self, community: Community) -> str:
        return _short(community.listed_at)

    @admin.display(description=gettext_lazy("last changed"), ordering="updated_at")
    def updated(self, community: Community) -> str:
        return _short(community.updated_at)

    @admin.display(description=gettext_lazy("confirmed by its convener"), ordering="confirmed_on")
    def confirmed(self, community: Community) -> str:
        return _short(community.confirmed_on) if community.confirmed_on else _("Not yet")

    @admin.display(description=gettext_lazy("published"), boolean=True)
    def published(self, community: Community) -> bool:
        return community.is_published

    def has_delete_permission(self, request: HttpRequest, obj: Community | None = None) -> bool:
        return False

    def save_model(self, *args: Any, **options: Any) -> None:
        raise PermissionDenied

    def delete_model(self, *args: Any, **options: Any) -> None:
        raise PermissionDenied

    def get_urls(self) -> list[URLPattern]:
        acts = {
            "withdraw": self.withdraw_view,
            "revert": self.revert_view,
            "move": self.move_view,
        }
        return [
            path(
                f"<int:pk>/{name}/",
                self.admin_site.admin_view(require_POST(view)),
                name=f"communities_community_{name}",
            )
            for name, view in acts.items()
        ] + super().get_urls()

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = self._form(request, entries.blank())
        problems: list[str] = []
        if request.method == "POST" and form.is_valid():
            try:
                made = publishing.publish(form.proposal, role=Role.STAFF, reason=reason_of(request))
                self._done(request, made.community, _("Published: %(name)s") % {"name": made.community})
                return self._to(made.community)
            except PublishingError as refusal:
                problems = _messages(refusal)
        return self._page(request, None, form, problems)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        community = self._one(request, object_id)
        if request.method != "POST":
            return self._page(request, community, self._form(None, entries.upgrade(community.entry)))
        if not self.has_change_permission(request, community):
            raise PermissionDenied
        form = self._form(request, entries.upgrade(community.entry))
        problems: list[str] = []
        if form.is_valid():
            try:
                return self._publish(request, community, form)
            except StaleBase as refusal:
                # The page again as things stand now, with what publishing it after all would change.
                overwrites = readable.changes(entries.upgrade(refusal.community.entry), form.proposal, form.terms)
                return self._page(request, refusal.community, form, [str(refusal)], overwrites=overwrites, status=409)
            except PublishingError as refusal:
                problems = _messages(refusal)
        return self._page(request, community, form, problems)

    def withdraw_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        done = _("Withdrawn: no public page shows it any more.")
        return self._act(request, pk, done, publishing.withdraw, right=WITHDRAW)

    def revert_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        def revert(community: Community, **how: Any) -> None:
            how["reason"] = how["reason"] or _("Version %(number)d, published again") % {"number": number}
            if publishing.revert(community, to=number, **how).number == community.revision_number:
                raise CannotReturn(_("Version %(number)d says what is published now.") % {"number": number})

        number = number_of(request, "to")
        return self._act(request, pk, _("Version %(number)d is published again.") % {"number": number}, revert)

    def move_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        def move(community: Community, **_how: Any) -> None:
            publishing.move(community, request.POST.get("slug", "").strip())

        return self._act(request, pk, _("Moved. The old address leads to the new one."), move)

    def _publish(self, request: HttpRequest, community: Community, form: EntryForm) -> HttpResponse:
        before = community.revision_number
        revision = publishing.publish(
            form.proposal, community=community, base=_base(request), role=Role.STAFF, reason=reason_of(request)
        )
        if revision.number == before:
            messages.info(request, _("Nothing was different, so nothing was published."))
        else:
            self._done(request, community, _("Published as revision %(number)d.") % {"number": revision.number})
        return self._to(community)

    def _act(
        self, request: HttpRequest, pk: int, done: str, act: Callable[..., Any], right: str = CHANGE
    ) -> HttpResponse:
        community = self._one(request, pk)
        if not request.user.has_perm(right):
            raise PermissionDenied
        try:
            act(community, role=Role.STAFF, reason=reason_of(request), base=_base(request))
            self._done(request, community, done)
        except PublishingError as refusal:
            messages.error(request, str(refusal))
        return self._to(community)

    def _done(self, request: HttpRequest, community: Community, done: str) -> None:
        """Say so, and keep who did it: a revision names a role, and the log of the desk the person."""
        messages.success(request, done)
        self.log_change(request, community, done)

    def _one(self, request: HttpRequest, pk: Any) -> Community:
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        text = str(pk)
        number = int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
        return get_object_or_404(Community.objects.defer("search", "search_names"), pk=number)

    def _to(self, community: Community) -> HttpResponseRedirect:
        return HttpResponseRedirect(reverse("admin:communities_community_change", args=[community.pk]))

    def _form(self, request: HttpRequest | None, entry: entries.Entry) -> EntryForm:
        data = request.POST if request is not None and request.method == "POST" else None
        return EntryForm(data, entry=entry, terms=index.terms())

    def _page(
        self,
        request: HttpRequest,
        community: Community | None,
        form: EntryForm,
        problems: Sequence[str] = (),
        *,
        overwrites: Sequence[dict[str, str]] = (),
        status: int = 200,
    ) -> HttpResponse:
        can_change = self.has_change_permission(request, community) if community else True
        context = {
            **self.admin_site.each_context(request),
            "title": str(community) if community else _("Publish a new community"),
            "opts": self.opts,
            "community": community,
            "form": form,
            "problems": problems,
            "overwrites": overwrites,
            "base": community.revision_number if community else "",
            "can_change": can_change,
            "can_withdraw": request.user.has_perm(MERGE if community and community.merged_into_id else WITHDRAW),
            "named_by": Community.objects.published().filter(links_out__to_community=community).distinct(),
            "can_merge": request.user.has_perm(MERGE),
            "stated": [] if can_change else readable.changes(entries.blank(), form.entry, form.terms),
            "versions": versions.of(community, form.terms) if community else [],
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, f"{TEMPLATES}/entry.html", context, status=status)


class ReadOnlyAdmin(admin.ModelAdmin):
    """Rows that are looked at and never touched."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Revision)
class RevisionAdmin(ReadOnlyAdmin):
    """Every publication, for ever."""

    list_display = ("community", "number", "action", "role", "reason", "at")
    list_filter = ("action", "role")
    list_select_related = ("community",)
    list_per_page = 50
    search_fields = ("community__name",)
    ordering = ("-at", "-pk")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Revision]:
        return super().get_queryset(request).defer("community__entry", "community__search")


def _short(day: date) -> str:
    return date_format(day, "j M Y")


def reason_of(request: HttpRequest) -> str:
    return request.POST.get("reason", "").strip()[:LONGEST_REASON]


def _base(request: HttpRequest) -> int:
    """The revision that the page showed."""
    return number_of(request, "base")


def number_of(request: HttpRequest, name: str) -> int:
    """A revision's number as sent; 0, which no revision has, where it is missing."""
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _messages(refusal: PublishingError) -> list[str]:
    return [problem.message for problem in refusal.problems] if isinstance(refusal, InvalidEntry) else [str(refusal)]
