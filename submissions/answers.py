"""From answers to the entry they propose, and back; and an answer in words. Reads no form and writes nothing."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from communities import cities, languages, readable
from communities import entry as entries
from communities.entry import Entry
from communities.schema import blank_value

from . import questionnaire
from .fields import DO_NOT_KNOW, NO, YES
from .forms import Choices
from .questionnaire import UNKNOWN, Answers, Kind, Question
from .questionnaire.shape import FROM_CALL

Values = Mapping[str, Any]


def entry_of(values: Values, answers: Answers, base: Entry) -> Entry:
    """The entry that these answers propose: `base` (blank, or the live entry of a change) with what they state.

    `values` holds the sound answers, by question; `answers` all as typed, for the conditions and “I don't know”, which
    leaves the base as it is. A question that these answers no longer ask is emptied where the base's own would ask it.
    """
    proposed = dict(base)
    base_answers = answers_of(base)
    for question in questionnaire.questions():
        if not question.is_of_entry:
            continue
        if not question.asked_if(answers):
            if question.asked_if(base_answers):
                proposed[question.key] = blank_value(question.key)
        elif question.key in values and not is_unknown(answers.get(question.key)):
            proposed[question.key] = _of_rows(question, values[question.key])
    _settle_countries(proposed, base, values)
    _settle_language(proposed, base)
    _withhold(proposed, withheld_of(answers, base))
    proposed = entries.normalise(proposed)
    _place_city(proposed, base, on_map=bool(answers.get("consent_map")))
    return entries.normalise(proposed)


def answers_of(entry: Entry) -> dict[str, Any]:
    """The answers that would propose this entry, as the form keeps them."""
    given = {
        question.key: _answer_of(question, entry[question.key])
        for question in questionnaire.questions()
        if question.is_of_entry
    }
    if entries.size_of({**entry, "size": None}):  # it follows from a number, and goes with that one
        given["size"] = ""
    given["countries"] = [{"country": code} for code in entry["countries"] if code != entry["host"]]
    return given


def withheld_of(answers: Answers, base: Entry) -> list[str]:
    """The fields that these answers keep out of the catalogue, read as typed: one wrong tick must not undo the others.

    Answers that do not say leave it as the base has it.
    """
    if "withheld" not in answers:
        return list(base["withheld"])
    offered = {*questionnaire.WITHHOLDABLE, *base["withheld"]}
    return sorted(offered.intersection(answers["withheld"]))


def private_of(values: Values, proposed: Entry) -> dict[str, Any]:
    """The answers that are not published, by question, without who sent them and what they consent to.

    Those to what `proposed` withholds bear the entry's keys, and have its form.
    """
    asked = {key: values.get(key) for key in questionnaire.PRIVATE_LABELS}
    hidden = entries.kept_back(proposed["withheld"])
    kept = {q.key: _of_rows(q, values[q.key]) for q in questionnaire.questions() if q.key in hidden and q.key in values}
    of_call = {key: value for key, value in values.items() if key.startswith(FROM_CALL)}
    return {key: value for key, value in {**asked, **kept, **of_call}.items() if value not in (None, "", [])}


def is_unknown(answer: Any) -> bool:
    """Whether this is “I don't know”, and nothing beside it."""
    return answer in (UNKNOWN, [UNKNOWN])


def in_words(question: Question, entry: Entry, values: Values, answers: Answers, choices: Choices) -> list[str]:
    """An answer as it is read, in lines; none where nothing is stated."""
    if is_unknown(answers.get(question.key)):
        return [str(DO_NOT_KNOW)]
    if question.is_of_entry:
        return proposed_in_words(question.key, entry, values, choices)
    value = values.get(question.key)
    if question.kind == Kind.TICK:
        return _told(question, value, choices)
    return [] if value in (None, "") else _told(question, value, choices)


def _told(question: Question, value: Any, choices: Choices) -> list[str]:
    """An answer that is not of the entry, in lines."""
    if question.kind in (Kind.TICK, Kind.YES_NO):
        return [_("Yes") if value else _("No")]
    if question.kind in (Kind.ONE, Kind.MANY):
        return [choices.label(question.key, slug) for slug in (value if isinstance(value, list) else [value])]
    if question.kind == Kind.LANGUAGE:
        return [languages.name(value)]
    return [str(question.options.get(item, item)) for item in (value if isinstance(value, list) else [value])]


def proposed_in_words(key: str, proposed: Entry, values: Values, choices: Choices) -> list[str]:
    """A field of a proposed entry as its sender reads it; of one that is withheld, what OPSI keeps of it."""
    if key not in entries.kept_back(proposed["withheld"]):
        return field_in_words(key, proposed, choices)
    kept = private_of(values, proposed)
    if key in kept:
        return [*field_in_words(key, kept, choices), _("Kept by OPSI, not published")]
    return [_("Not published")] if key in proposed["withheld"] else []


def field_in_words(key: str, entry: Entry, choices: Choices) -> list[str]:
    """A field of an entry as it is read, in lines; none where nothing is stated."""
    value = entry[key]
    items = [[item] for item in value] if isinstance(value, list) else [value]
    return [words for item in items if (words := readable.words(key, item, choices.by_slug))]


def _of_rows(question: Question, value: Any) -> Any:
    """A list of one column is a list of plain values in the entry."""
    if question.kind == Kind.ROWS and len(question.columns) == 1:
        return [row[question.columns[0].key] for row in value]
    return value


def _rows_of(question: Question, value: list[Any]) -> list[dict[str, str]]:
    if len(question.columns) == 1:
        return [{question.columns[0].key: item} for item in value]
    return [dict(item) for item in value]


def _answer_of(question: Question, value: Any) -> Any:
    if question.kind == Kind.ROWS:
        return _rows_of(question, value)
    if question.kind in (Kind.MANY, Kind.TICKS):
        return list(value)
    if value is None:
        return ""
    return {True: YES, False: NO}[value] if question.kind == Kind.YES_NO else str(value)


def _withhold(proposed: Entry, withheld: list[str]) -> None:
    proposed["withheld"] = withheld
    for key in withheld:
        proposed[key] = blank_value(key)


def _settle_countries(proposed: Entry, base: Entry, values: Values) -> None:
    """The host is among the countries. One that is no longer host leaves them, unless it was chosen."""
    chosen = {row["country"] for row in values.get("countries", ())} if "countries" in values else None
    others = chosen if chosen is not None else set(base["countries"]) - {base["host"]}
    proposed["countries"] = sorted(others | ({proposed["host"]} - {None}))


def _settle_language(proposed: Entry, base: Entry) -> None:
    proposed["written_in"] = proposed["written_in"] or base["written_in"]
    if proposed["written_in"] == "en":
        proposed["summary_english"] = ""


def _place_city(proposed: Entry, base: Entry, *, on_map: bool) -> None:
    """A dot on the map for the city, if it is known and its sender agrees; an unchanged city stays where it is."""
    if all(proposed[key] == base[key] for key in ("city", "host")):
        return
    city = cities.find(proposed["city"], proposed["host"]) if on_map and proposed["city"] else None
    proposed["latitude"] = city.latitude if city else None
    proposed["longitude"] = city.longitude if city else None
