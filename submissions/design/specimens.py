"""What each page of the living page is drawn from: plain data in the shapes that components take, made of specimens."""

import datetime
from typing import Any

from django import forms
from django.templatetags.static import static
from django.urls import reverse

from communities import charts, entry, labels, locator, priorities, renderings, vocabularies, worldmap
from communities.facets import Facet, Page, Value
from communities.lesson_shelf import Tally, Told
from communities.models import Collection, CollectionEntry, Community, Lesson, Session, Term
from communities.placement import Placed
from communities.reasons import Marker
from communities.search import Search
from communities.session_shelf import Announced
from communities.templatetags.catalogue import Fact
from communities.ways_on import Way, Ways

from ..fields import DO_NOT_KNOW, AnswerField, ManyField, OneField, TextField, WebField, YearField, worded
from ..questionnaire import UNKNOWN
from . import palette
from .words import Words

Context = dict[str, Any]
TYPE = ("hero", "h1", "h2", "lede", "row", "body", "small")
SPACE = range(1, 9)
ICONS = ("cross", "calendar", "warning", "download")
DAY = datetime.date(2026, 9, 29)
NOWHERE = "#main"


def terms(words: Words) -> dict[str, dict[str, Term]]:
    """The vocabularies as the project's data file has them, without a database."""
    return {
        name: {
            slug: Term(vocabulary=name, slug=slug, label=words.terms.get(slug, label), definition=definition)
            for slug, label, definition in vocabulary.terms
        }
        for name, vocabulary in vocabularies.read().items()
    }


def entries(words: Words) -> list[entry.Entry]:
    """Entries from the fullest to the barest."""
    common = {"written_in": words.language, "summary": words.paragraph, "slug": "specimen", "scale": "national"}
    purposes = ["advising", "knowledge-sharing", "network-building"]
    return [
        {**entry.blank(), **common, **given}
        for given in (
            {
                "name": words.name,
                "acronym": words.acronym,
                "host": words.countries[0],
                "kind": "network",
                "purpose": purposes,
                "maturity": "consolidating",
                "confirmed": "2026-05-03",
            },
            {
                "name": words.long,
                "host": words.countries[1],
                "kind": "community-of-practice",
                "purpose": purposes[:1],
                "maturity": "closed",
            },
            {"name": words.short, "summary": words.sentence, "scale": None},
            {
                "name": words.other,
                "scale": "international",
                "summary_english": "A specimen of a summary in English, beside one in another language.",
            },
        )
    ]


def lessons(words: Words, known: dict[str, dict[str, Term]]) -> list[Told]:
    """Lessons from the longest to the barest."""
    stages, about = list(known["maturity"].values()), list(known["ingredient"].values())
    community = Community(slug="specimen", name=words.name)
    common = {"written_in": words.language, "published_at": DAY}
    given: tuple[Context, ...] = (
        {"did": words.paragraph, "happened": words.paragraph * 2, "again": "differently", "ingredient": about[0]},
        {"did": words.sentence, "happened": words.sentence, "again": "yes", "effort": "days"},
        {"did": words.short, "happened": words.short, "again": "no"},
    )
    return [
        Told(Lesson(pk=number, maturity=stages[number], **common, **said), [], community, words.language)
        for number, said in enumerate(given)
    ]


def sessions(words: Words) -> list[Announced]:
    """Sessions at a place, on the web, and called off."""
    community = Community(slug="specimen", name=words.name)
    given: tuple[Context, ...] = (
        {"about": words.sentence, "place": words.long, "link": NOWHERE, "zone": "Europe/Helsinki"},
        {"about": words.short, "link": NOWHERE, "zone": "UTC"},
        {"about": words.long, "place": words.short, "zone": "Asia/Kolkata", "called_off_at": DAY},
    )
    starts, ends = (datetime.datetime(2026, 9, 29, hour, tzinfo=datetime.UTC) for hour in (12, 14))
    common = {"language": words.language, "starts_at": starts, "ends_at": ends}
    return [
        Announced(Session(pk=number, **common, **said), community, words.language) for number, said in enumerate(given)
    ]


def ground(words: Words) -> Context:
    """What everything stands on."""
    return {
        "type": TYPE,
        "space": SPACE,
        "colours": palette.colours(),
        "icons": ICONS,
        "trail": [(NOWHERE, words.link)],
    }


def of_entries(words: Words) -> Context:
    """An entry and its parts."""
    known = terms(words)
    one = list(known["purpose"].values())
    return {
        "terms": known,
        "entries": entries(words),
        "stages": list(known["maturity"].values()),
        "definitions": one[:2],
        "facts": [
            Fact(words.label, one[:1], False),
            Fact(words.label, one[:3], False),
            Fact(words.label, [], True),
        ],
        "tally": [
            {"label": words.name, "count": 40, "url": NOWHERE},
            {"label": words.long, "count": 8, "url": NOWHERE},
            {"label": words.short, "count": 0, "url": NOWHERE},
        ],
        "events": events(words),
        "rows": differences(words),
        "offers": [
            {"entry": one, "reasons": [words.sentence.rstrip(".")], "add_url": NOWHERE, "ask_url": NOWHERE}
            for one in entries(words)[:2]
        ],
        "told": [*lessons(words, known)],
        "announced": sessions(words),
        "tally_of_lessons": Tally(12, 9, 2),
        "collections": [
            {"collection": Collection(title=title, slug="specimen"), "count": count, "start": start}
            for title, count, start in ((words.name, 5, words.paragraph), (words.long, 1, words.sentence))
        ],
        "badge": {
            "path": static("favicon.svg"),
            "alt": words.name,
            "width": 48,
            "height": 48,
            "code": words.long,
        },
        "noted": CollectionEntry(note=words.sentence),
        "release": {
            "date": "2026-09-29",
            "communities": 186,
            "confirmed": 40,
            "since": "2026-08-31",
            "added": 12,
            "changed": 3,
            "withdrawn": 1,
            "files": [{"name": "communities.csv", "url": NOWHERE, "bytes": 181_000, "sha256": "0f" * 32}],
            "cite": words.sentence,
        },
    }


def events(words: Words) -> list[Context]:
    """A life, and the record of it."""
    return [
        {"date": "2012", "title": words.name, "text": words.sentence},
        {"date": "2016-05", "title": words.long, "text": words.paragraph},
        {"date": "2026-05-03", "title": words.link, "url": NOWHERE, "kind": "record"},
        {"date": "2026-09-29", "title": words.short, "kind": "record", "is_now": True},
    ]


def differences(words: Words) -> list[Context]:
    """A text changed in places, one exchanged, one put in and one taken out."""
    said = words.paragraph.split()
    start, middle, end = (f"{' '.join(part)} " for part in (said[:5], said[5:9], said[9:]))
    return [
        {
            "title": words.label,
            "before": [{"text": start}, {"text": middle, "mark": "del"}, {"text": end}],
            "after": [{"text": start}, {"text": f"{words.short} ", "mark": "ins"}, {"text": end}],
        },
        {
            "title": words.label,
            "before": [{"text": words.name, "mark": "del"}],
            "after": [{"text": words.other, "mark": "ins"}],
        },
        {"title": words.label, "before": [], "after": [{"text": words.long, "mark": "ins"}]},
        {"title": words.label, "before": [{"text": words.short, "mark": "del"}], "after": []},
    ]


def of_finding(words: Words) -> Context:
    """Searching, filtering, turning pages, taking away."""
    listed = Page(total=468, number=9)
    return {
        "q": words.name,
        "facets": facets(words),
        "filters_chosen": 2,
        "chips": [
            {"name": words.label, "value": words.short, "url": NOWHERE},
            {"name": words.label, "value": words.long, "url": NOWHERE},
        ],
        "clear_url": NOWHERE,
        "notices": [words.sentence, words.paragraph],
        "total": 468,
        "listed": 1200,
        "pages": [
            {"number": number, "url": NOWHERE, "current": number == 9} if number else None
            for number in listed.numbers()
        ],
        "previous_url": NOWHERE,
        "next_url": NOWHERE,
        "start": listed.start,
        "end": listed.end,
        "terms": terms(words),
        "entries": [{**one, "aliases": [{"name": words.name, "language": ""}]} for one in entries(words)[::3]],
        "marker": Marker(Search(words.name)),
        "did_you_mean": Way(words.name, 12, NOWHERE),
        "ways_on": [Ways(words.label, [Way(words.short, 1, NOWHERE), Way(words.long, 40, NOWHERE)])],
        "exports": [{"label": label, "url": NOWHERE, "type": "text/csv"} for label in ("CSV", "Excel", "JSON")],
        "feed_url": NOWHERE,
        "until": DAY,
    }


def facets(words: Words) -> list[Facet]:
    """Filters open and shut, with a choice and without, short and long."""
    few = [
        Value("a", words.name, 24, False),
        Value("b", words.long, 3, True),
        Value("c", words.short, 0, False),
    ]
    many = [Value(str(number), f"{words.other} {number}", 40 - number, number == 1) for number in range(1, 31)]
    return [
        Facet("first", words.label, 1, True, few, []),
        Facet("second", words.sentence, 0, False, few[:1], []),
        Facet("third", words.other, 1, True, many[:8], many[8:]),
    ]


def of_map(words: Words) -> Context:
    """A world with some communities in it."""
    counts = {"FR": 1, "US": 3, "BR": 6, "CA": 12, "IN": 25, "MT": 2, "JO": 1}
    places = [Placed(iso2, "national", None, "", None, None) for iso2, count in counts.items() for _one in range(count)]
    places += [Placed("FI", "national", None, words.short, 60.17, 24.94)]
    places += [Placed("FI", "national", None, words.name, 60.21, 24.66)]
    places += [Placed(None, "international", None, "", None, None)] * 4
    places += [Placed(None, "regional", region, "", None, None) for region in (*labels.REGIONS, None)]
    return {
        "map": worldmap.draw(places),
        "region": worldmap.draw(places, "europe"),
        "parts": [
            {"label": label, "url": NOWHERE, "current": label == words.name}
            for label in (words.short, words.name, words.long)
        ],
        "frame_url": NOWHERE,
        "frame_code": renderings.frame_code("https://example.org/?embed=1&q=a", words.name, "map"),
        "abroad": entries(words)[3:],
        "selection": "",
        "locator": locator.locator("FI", 60.17, 24.94),
        "small": locator.locator("MT"),
        "name": words.name,
    }


def of_figures(words: Words) -> Context:
    """Charts and the comparison."""
    counts = [(words.name, 84, NOWHERE), (words.long, 66, NOWHERE), (words.other, 14, NOWHERE), (words.short, 0, "")]
    return {
        "many": charts.bars(counts, 152),
        "one": charts.bars(counts[:1], 152),
        "hidden": charts.bars([*counts[:3], (words.label, 3, NOWHERE)], 168, each_once=True),
        "years": charts.line({2014 + year: count for year, count in enumerate((6, 9, 12, 31, 44, 3, 2, 38, 52, 41))}),
        "single": charts.line({2024: 12}),
        "levels": [
            priorities.Levels(title, tuple(priorities.level(words.label, value, words.short) for value in values))
            for title, values in ((words.name, (5, 2.5)), (words.long, (1, None)))
        ],
        "columns": columns(words),
        "groups": groups(words, 4),
        "two": groups(words, 2),
    }


def columns(words: Words) -> list[Context]:
    """Four communities, from a long name to a short one."""
    return [
        {"name": name, "lang": words.language, "url": NOWHERE, "remove_url": NOWHERE}
        for name in (words.name, words.long, words.short, words.other)
    ]


def groups(words: Words, width: int) -> list[Context]:
    """Questions on which so many communities differ, agree or say nothing."""
    short = (words.acronym, words.short, words.short, words.other)[:width]

    def row(label: str, status: str, *texts: str) -> Context:
        cells = [
            {"parts": text.split("|") if text else [], "of": of, "lang": words.language}
            for text, of in zip(texts, short, strict=False)
        ]
        return {"label": label, "status": status, "cells": cells}

    rows = [
        row(words.label, "differs", f"{words.short}|{words.other}", words.long, "", words.sentence),
        row(words.other, "same", *[words.name] * 4),
        row(words.name, "partly", words.short, *[""] * 3),
    ]
    rows[2]["cells"][1]["withheld"] = True
    return [{"title": words.name, "rows": rows}, {"title": words.other, "rows": rows}]


class SpecimenForm(forms.Form):
    """One of each kind of question."""

    use_required_attribute = False
    bound_field_class = AnswerField
    says_who_sees = True
    name = TextField(limit=60, help_text="A hint says what kind of answer helps.")
    summary = TextField(limit=200, one_line=False, widget=forms.Textarea({"rows": 4}))
    website = WebField(limit=200, help_text="An address on the web.")
    year = YearField(widget=forms.TextInput({"inputmode": "numeric"}))
    country = OneField(choices=[("", "Choose one"), ("FI", "Finland"), ("FR", "France")], widget=forms.Select)
    kind = OneField(
        choices=[("a", "Short"), ("b", "A longer answer"), (UNKNOWN, DO_NOT_KNOW)], widget=forms.RadioSelect
    )
    few = ManyField(choices=[("a", "Short"), ("b", "A longer answer")], widget=forms.CheckboxSelectMultiple)
    many = ManyField(
        choices=[(str(number), f"Answer {number}") for number in range(1, 13)], widget=forms.CheckboxSelectMultiple
    )
    agreed = forms.BooleanField(label="I agree to this specimen", help_text="It can be taken back at any time.")


def a_form(words: Words, prefix: str, data: Context | None, only: tuple[str, ...] = ()) -> SpecimenForm:
    """A form with fields of its own names; `only` leaves the others out."""
    form = SpecimenForm(data, auto_id=f"{prefix}_%s")
    for name in list(form.fields):
        if only and name not in only:
            del form.fields[name]
    kind = form.fields["kind"]
    if isinstance(kind, OneField):
        kind.definitions = {"a": words.sentence, "b": words.paragraph}
    for field in form.fields.values():
        field.label = field.label or words.label
        worded(field, "A message says what to do.")
    return form


def of_forms(words: Words) -> Context:
    """Questions before anything went wrong, and after one thing did."""
    return {
        "form": a_form(words, "new", None),
        "answered": a_form(words, "one", {"name": words.name}, only=("name", "kind")),
        "back_url": reverse("design:index"),
        "values": [words.name, words.other],
    }


def of_mistakes(words: Words) -> Context:
    """Questions after everything went wrong."""
    wrong = {"name": words.long, "website": "no address", "year": "1066"}
    return {"form": a_form(words, "bad", wrong)}


def of_nothing(words: Words) -> Context:
    """What components show where there is nothing to show."""
    return {
        "map": worldmap.draw([]),
        "chart": charts.bars([(words.name, 3, NOWHERE)], 3),
        "line": charts.line({}),
        "ways": [{"url": NOWHERE, "text": words.link}, {"url": NOWHERE, "text": words.long}],
    }
