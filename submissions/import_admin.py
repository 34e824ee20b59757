"""Import on the desk: bring a file, say what its columns and words mean, look at its rows, put them into the queue."""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from communities import tables
from communities.admin import ReadOnlyAdmin

from . import moderation
from .desk import me
from .importing import become, mapping, receiving, uploads
from .importing.judging import Verdict
from .importing.table import MOST_BYTES, MOST_RECORDS, CannotRead
from .models import Import, ImportRow, Step

TEMPLATES = "admin/submissions/import"
A_PAGE = 50
# How long one press of a button may work; what is left is carried on by the next press, or by the mail loop.
PRESS = 8.0
# What the rows can be narrowed to.
SHOWN: dict[str, tuple[Any, Q]] = {
    "all": (gettext_lazy("All"), Q()),
    "accepted": (gettext_lazy("For the queue"), Q(verdict=Verdict.ACCEPTED, left_out=False)),
    "held": (gettext_lazy("Held, with a question"), Q(verdict=Verdict.HELD, left_out=False)),
    "alike": (gettext_lazy("With possible duplicates"), ~Q(lookalikes=[])),
    "refused": (gettext_lazy("Refused"), Q(verdict=Verdict.REFUSED)),
    "skipped": (gettext_lazy("Skipped"), Q(verdict=Verdict.SKIPPED)),
    "left-out": (gettext_lazy("Left out by you"), Q(left_out=True)),
}


@admin.register(Import)
class ImportAdmin(ReadOnlyAdmin):
    """Imports in hand and done. Each has one address, which shows the step at which it stands."""

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return moderation.may_moderate(request.user)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def get_urls(self) -> list[URLPattern]:
        """These pages and no others."""
        pages: dict[str, tuple[Callable[..., HttpResponse], str]] = {
            "": (self.changelist_view, "changelist"),
            "<int:pk>/": (self.one_view, "change"),
            "<int:pk>/discard/": (require_POST(self.discard_view), "discard"),
            "<int:pk>/report.csv": (self.report_file, "report"),
        }
        return [
            path(where, self.admin_site.admin_view(view), name=f"submissions_import_{name}")
            for where, (view, name) in pages.items()
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Bring a file; and the files that were brought."""
        self._must_moderate(request)
        problem = ""
        if request.method == "POST":
            try:
                return self._to(self._received(request))
            except CannotRead as refusal:
                problem = str(refusal)
        context = {
            "imports": Import.objects.select_related("uploaded_by").defer("tables", "remarks", "meant"),
            "problem": problem,
            "most": MOST_BYTES // 1_000_000,
            "records": f"{MOST_RECORDS:,}",
            "given": request.POST,
        }
        return self._page(request, "list", _("Import"), context)

    def one_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The step at which an import stands; and what is done to take it to the next."""
        self._must_moderate(request)
        source = get_object_or_404(Import.objects.defer("tables"), pk=pk)
        if request.method == "POST":
            return self._do(request, source)
        return self._shown(request, source)

    def discard_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take an import away before anything of it is in the queue."""
        self._must_moderate(request)
        with transaction.atomic():
            steps = (Step.MAPPING, Step.CHECKING, Step.CHECKED)
            source = Import.objects.select_for_update().filter(pk=pk, step__in=steps).first()
            if source is None:
                messages.error(request, _("It can no longer be thrown away: its rows are in the queue."))
                return HttpResponseRedirect(reverse("admin:submissions_import_changelist"))
            source.delete()
        messages.success(request, _("Thrown away. Nothing of it was put into the queue."))
        return HttpResponseRedirect(reverse("admin:submissions_import_changelist"))

    def report_file(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What became of each row, as CSV."""
        self._must_moderate(request)
        source = get_object_or_404(Import.objects.defer("tables"), pk=pk)
        return tables.attached(f"import-{source.pk}.csv", become.rows(source))

    # What is pressed ------------------------------------------------------------------------------

    def _received(self, request: HttpRequest) -> Import:
        if receiving.was_too_large(request):
            raise uploads.TooLarge
        file = request.FILES.get("file")
        if file is None:
            raise CannotRead(_("Choose a file first: a CSV or XLSX table."))
        given = {name: request.POST.get(name, "").strip()[:200] for name in ("header", "sheet")}
        return uploads.receive(file, me(request), **given)

    def _do(self, request: HttpRequest, source: Import) -> HttpResponse:
        """Whoever presses a button of a step that is over, for somebody was quicker, sees where it stands now."""
        steps: dict[str, Callable[[HttpRequest, Import], bool]] = {
            "look": self._map,
            "start": self._map,
            "back": lambda _request, source: uploads.start_over(source),
            "save": self._leave_out,
            "queue": self._leave_out,
            "carry-on": lambda _request, _source: True,
        }
        act = next((act for name, act in steps.items() if name in request.POST), None)
        if act is None:
            return self._to(source)
        if not act(request, source):
            messages.info(request, _("Somebody was quicker: this is where it stands now."))
            return self._to(source)
        if {"start", "queue", "carry-on"} & request.POST.keys():
            uploads.carry_on(source, PRESS)
        page = request.POST.get("then", "")
        return self._to(source, f"?{page}" if "save" in request.POST and page else "")

    def _map(self, request: HttpRequest, source: Import) -> bool:
        """Take over what columns and words mean; and, where nothing stands in the way, begin with the rows."""
        with transaction.atomic():
            row = Import.objects.select_for_update().filter(pk=source.pk, step=Step.MAPPING).first()
            if row is None:
                return False
            mapping.said(row, request.POST.dict())
            if "start" in request.POST and not any(mapping.problems(row)):
                row.step, row.done = Step.CHECKING, 0
            row.save(update_fields=["named", "meant", "step", "done"])
        return True

    def _leave_out(self, request: HttpRequest, source: Import) -> bool:
        """Note which of the rows that the page showed are left out; and put the others into the queue."""
        shown, out = (_numbers(request.POST.getlist(name)) for name in ("shown", "out"))
        with transaction.atomic():
            row = Import.objects.select_for_update().defer("tables").filter(pk=source.pk, step=Step.CHECKED).first()
            if row is None:
                return False
            row.rows.filter(number__in=shown & out).update(left_out=True)
            row.rows.filter(number__in=shown - out).update(left_out=False)
            if "queue" in request.POST:
                row.step, row.done = Step.QUEUEING, 0
                row.save(update_fields=["step", "done"])
        return True

    # What is shown --------------------------------------------------------------------------------

    def _shown(self, request: HttpRequest, source: Import) -> HttpResponse:
        if source.step == Step.MAPPING:
            context = {
                "columns": mapping.columns_of(source),
                "fields": mapping.fields(),
                "words": mapping.words_of(source),
                "problems": list(mapping.problems(source)),
            }
            return self._page(request, "mapping", str(source), {"source": source, **context})
        if source.step in (Step.CHECKING, Step.QUEUEING):
            return self._page(request, "progress", str(source), {"source": source})
        found = {name: Count("pk", filter=condition) for name, (_title, condition) in SHOWN.items() if name != "all"}
        counts = source.rows.aggregate(all=Count("pk"), **{name.replace("-", "_"): one for name, one in found.items()})
        asked = request.GET.get("show", "")
        asked = asked if asked in SHOWN else "all"
        narrowed = [(name, title, counts[name.replace("-", "_")], name == asked) for name, (title, _q) in SHOWN.items()]
        page = Paginator(_rows(source, asked), A_PAGE).get_page(request.GET.get("page"))
        context = {
            "source": source,
            "page": page,
            "rows": become.shown(source, page.object_list),
            "narrowed": narrowed,
            "asked": asked,
            "for_queue": counts["accepted"] + counts["held"],
            "query": f"show={asked}&page={page.number}",
        }
        return self._page(request, "rows", str(source), context)

    def _page(self, request: HttpRequest, name: str, title: str, context: dict[str, Any]) -> HttpResponse:
        request.current_app = self.admin_site.name
        frame = {**self.admin_site.each_context(request), "title": title, "opts": self.opts}
        return TemplateResponse(request, f"{TEMPLATES}/{name}.html", {**frame, **context})

    def _must_moderate(self, request: HttpRequest) -> None:
        if not self.has_view_permission(request):
            raise PermissionDenied

    def _to(self, source: Import, query: str = "") -> HttpResponseRedirect:
        return HttpResponseRedirect(reverse("admin:submissions_import_change", args=[source.pk]) + query)


def _rows(source: Import, asked: str) -> QuerySet[ImportRow]:
    return source.rows.filter(SHOWN[asked][1]).order_by("number")


def _numbers(given: Iterable[str]) -> set[int]:
    return {int(one) for one in given if one.isascii() and one.isdigit() and len(one) < 9}
