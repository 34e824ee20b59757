"""The page of figures about the catalogue, and each of its charts as a file."""

import csv
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from . import bridges, charts, coverage, crosswalk, index, insights, open_data, priorities, tables, upkeep
from . import entry as entries
from .entry import Entry
from .filters import title
from .kept_models import Searched, TermMatch
from .models import Community

COLUMNS = ("value", "communities", "of", "percent")


def page(request: HttpRequest) -> HttpResponse:
    catalogue, today = index.current(), timezone.now().date()
    searches = list(Searched.objects.all())
    whole = upkeep.of(catalogue.rows, today)
    levels, levels_on = priorities.published()
    context: dict[str, Any] = {
        "priorities": levels,
        "priorities_on": levels_on,
        "sections": insights.sections(catalogue),
        "aims": bridges.shared_aims(catalogue),
        "bridges": bridges.bridges(catalogue.everyone),
        "upkeep": whole,
        "dormant": len(catalogue.having(("dormant", index.YES))),
        "waiting": _entry(whole.waiting[0]) if len(whole.waiting) == 1 else None,
        "by_country": upkeep.by_country(catalogue, today),
        "coverage": coverage.of_world(catalogue, searches),
        "covered": [(title(name), coverage.of_values(catalogue, searches, name)) for name in coverage.OF],
    }
    return render(request, "communities/insights.html", context)


def vocabularies_beside_each_other(request: HttpRequest) -> HttpResponse:
    context = {"tables": crosswalk.tables(index.current(), TermMatch.objects.all())}
    return render(request, "communities/crosswalk.html", context)


@open_data.for_every_site
def file(request: HttpRequest, name: str) -> HttpResponse:
    """One chart's figures as CSV, all its values; cells are empty where a figure is too small to show."""
    if name not in insights.NAMES:
        raise Http404
    chart = insights.figure(index.current(), name, most=None).chart
    date = timezone.now().date().isoformat()
    headers = {"Content-Disposition": f'attachment; filename="{name}-{date}.csv"'}
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8", headers=headers)
    writer = csv.writer(response)
    writer.writerow(COLUMNS)
    writer.writerows(_lines(chart))
    return response


def _lines(chart: charts.Bars | charts.Line) -> list[tuple[Any, ...]]:
    if isinstance(chart, charts.Line):
        return [(point.year, point.count, chart.n, None) for point in chart.points]
    return [(tables.inert(bar.label), bar.count, chart.n, bar.share) for bar in chart.bars]


def _entry(pk: int) -> Entry | None:
    found = Community.objects.published().filter(pk=pk).values_list("entry", flat=True).first()
    return entries.upgrade(found) if found else None
