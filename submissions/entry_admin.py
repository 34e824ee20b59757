"""Entries on the desk, with what takes looking at submissions as well: merging two, and parting them again."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from communities import locator
from communities.addresses import communities_now, entry_address
from communities.admin import MERGE, TEMPLATES, WITHDRAW, CommunityAdmin, number_of, reason_of
from communities.models import Community
from communities.refusals import PublishingError, StaleBase

from . import lookalikes, merging
from .merge_pages import Merging

MOST_OFFERED = 2_000  # names; an address can be pasted as well
LOOK, PREVIEW, MERGE_THEM = "look", "preview", "merge"


@admin.register(Community)
class EntryAdmin(CommunityAdmin):
    """Entries. Two that are one community are merged in three pages: which, field by field, and what will happen."""

    def get_urls(self) -> list[URLPattern]:
        restore = self.admin_site.admin_view(require_POST(self.restore_view))
        merge = self.admin_site.admin_view(self.merge_view)
        return [
            path("<int:pk>/restore/", restore, name="communities_community_restore"),
            path("<int:pk>/merge/", merge, name="communities_community_merge"),
            *super().get_urls(),
        ]

    def restore_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        if self._one(request, pk).merged_into_id is None:
            return self._act(request, pk, _("Published again, as it was."), merging.restore, right=WITHDRAW)
        done = _("It stands by itself again, and so does the entry that it was merged into.")
        return self._act(request, pk, done, merging.restore, right=MERGE)

    def merge_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Choose the other, then what is taken of which; a preview, and a page that says all that will happen."""
        community = self._one(request, pk)
        if not request.user.has_perm(MERGE):
            raise PermissionDenied
        if not community.is_published:
            messages.error(request, _("This entry is withdrawn. Restore it before merging it."))
            return self._to(community)
        typed = request.POST.get("with") or request.GET.get("with", "")
        other, problem = _other(community, typed)
        if other is None:
            return self._choose(request, community, typed, problem)
        given = request.POST if request.method == "POST" else None
        page, step = Merging(community, other, given), request.POST.get("step", "")
        if step == PREVIEW:
            return self._preview(request, page)
        if step == MERGE_THEM:
            return self._merge(request, page)
        if step == LOOK and not page.problems:
            return self._show(request, page, "merge_confirm")
        problems = [one.message for one in page.problems] if step == LOOK else []
        return self._show(request, page, "merge", problems)

    def _merge(self, request: HttpRequest, page: Merging) -> HttpResponse:
        kept, gone = page.kept, page.gone
        try:
            revision = merging.merge(
                gone,
                into=kept,
                proposed=page.made,
                base=number_of(request, f"base-{gone.pk}"),
                into_base=number_of(request, f"base-{kept.pk}"),
                reason=reason_of(request),
            )
        except StaleBase as refusal:
            said = _("“%(name)s” was changed while you looked at it. Here are both as they are now.")
            first, second = (Community.objects.get(pk=one.pk) for one in (page.first, page.second))
            now = Merging(first, second, request.POST)
            return self._show(request, now, "merge", [said % {"name": refusal.community}], status=409)
        except PublishingError as refusal:
            return self._show(request, page, "merge", [str(refusal)])
        done = _("“%(gone)s” is merged into “%(kept)s”, revision %(number)d.")
        done %= {"gone": gone, "kept": kept, "number": revision.number}
        for one in (gone, kept):
            self.log_change(request, one, done)
        messages.success(request, done)
        if report := number_of(request, "report"):
            return redirect("admin:submissions_submission_change", report)
        return self._to(kept)

    def _choose(self, request: HttpRequest, community: Community, typed: str, problem: str) -> HttpResponse:
        offered = Community.objects.published().exclude(pk=community.pk).order_by("name_sort", "id")
        context = {
            "community": community,
            "typed": typed,
            "problem": problem,
            "alike": lookalikes.of(community.entry, exclude=community.slug),
            "offered": offered.values_list("slug", "name")[:MOST_OFFERED],
        }
        return self._render(request, "merge_choose", _("Merge: %(name)s") % {"name": community}, context)

    def _show(
        self, request: HttpRequest, page: Merging, template: str, problems: list[str] | None = None, status: int = 200
    ) -> HttpResponse:
        context = {
            "page": page,
            "community": page.first,
            "problems": problems or [],
            "report": request.POST.get("report") or request.GET.get("report", ""),
            "reason": request.POST.get("reason", ""),
        }
        title = _("Merge “%(first)s” and “%(second)s”") % {"first": page.first, "second": page.second}
        return self._render(request, template, title, context, status)

    def _preview(self, request: HttpRequest, page: Merging) -> HttpResponse:
        """The public page of the entry that is made of the two."""
        entry = page.as_published()
        context = {
            "entry": entry,
            "terms": page.terms,
            "locator": locator.locator(entry["host"], entry["latitude"], entry["longitude"]),
            "revision_count": entry["revision"],
            "cite_url": entry_address(entry["slug"]),
            "robots": "noindex",
        }
        return TemplateResponse(request, f"{TEMPLATES}/merge_preview.html", context)

    def _render(
        self, request: HttpRequest, template: str, title: str, context: dict[str, Any], status: int = 200
    ) -> HttpResponse:
        frame = self.admin_site.each_context(request)
        request.current_app = self.admin_site.name
        context = {**frame, "title": title, "opts": self.opts, **context}
        return TemplateResponse(request, f"{TEMPLATES}/{template}.html", context, status=status)


def _other(community: Community, typed: str) -> tuple[Community | None, str]:
    """The published entry that was named by its address, or what is wrong with what was typed."""
    # From /fr/communities/one/?q=x, with or without the site before it, to "one".
    slug = typed.partition("?")[0].strip().strip("/").rpartition("/")[2]
    if not slug:
        return None, ""
    other = communities_now([slug]).get(slug)
    if other is None or not other.is_published:
        return None, _("There is no published entry at this address.")
    if other.pk == community.pk:
        return None, _("That is the same entry. Choose another.")
    return other, ""
