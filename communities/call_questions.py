"""The extra questions of a call, as the call keeps them: a list of plain objects, checked by one JSON Schema.

The questionnaire asks them (see `submissions/calls.py`). Their answers are never part of an entry.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from jsonschema import Draft202012Validator

MOST = 6  # beside those of the questionnaire, which take about ten minutes
TEXT, HELP, OPTION, MOST_OPTIONS = 200, 400, 120, 20


class Kind(models.TextChoices):
    """How an extra question is answered."""

    LINE = "line", _("In a line")
    TEXT = "text", _("In a few sentences")
    ONE = "one", _("By choosing one")
    MANY = "many", _("By choosing any number")
    YES_NO = "yes-no", _("By yes or no")


class Who(models.TextChoices):
    """Who gets to see an answer; nobody ever publishes a single one."""

    AGGREGATE = "aggregate", _("Aggregate only")
    OPSI = "opsi", _("OPSI only")


CHOSEN = (Kind.ONE, Kind.MANY)


def _text(most: int, least: int = 0) -> dict[str, Any]:
    return {"type": "string", "minLength": least, "maxLength": most}


SCHEMA: dict[str, Any] = {
    "type": "array",
    "maxItems": MOST,
    "items": {
        "type": "object",
        "additionalProperties": False,
        "required": ["key", "kind", "who", "required", "text", "text_fr", "help", "help_fr", "options"],
        "properties": {
            "key": {"type": "string", "pattern": "^[a-z][a-z0-9-]{0,29}$"},
            "kind": {"enum": Kind.values},
            "who": {"enum": Who.values},
            "required": {"type": "boolean"},
            "text": _text(TEXT, least=1),
            "text_fr": _text(TEXT),
            "help": _text(HELP),
            "help_fr": _text(HELP),
            "options": {
                "type": "array",
                "maxItems": MOST_OPTIONS,
                "items": {
                    "type": "object",
                    "additionalProperties": False,
                    "required": ["text", "text_fr"],
                    "properties": {"text": _text(OPTION, least=1), "text_fr": _text(OPTION)},
                },
            },
        },
        "if": {"properties": {"kind": {"enum": list(CHOSEN)}}},
        "then": {"properties": {"options": {"minItems": 2}}},
        "else": {"properties": {"options": {"maxItems": 0}}},
    },
}


@dataclass(frozen=True)
class Extra:
    """One extra question, in the reader's language; an option is known by its number, from "1" on."""

    key: str
    kind: Kind
    who: Who
    is_required: bool
    text: str
    help: str
    options: Mapping[str, str]


def check(stored: Any) -> None:
    """Refuse what is no sound list of questions. Raises ValidationError."""
    for error in Draft202012Validator(SCHEMA).iter_errors(stored):
        raise ValidationError(_("The extra questions cannot be used: %(why)s") % {"why": error.message[:200]})
    keys = [one["key"] for one in stored]
    if len(set(keys)) < len(keys):
        raise ValidationError(_("Two of the extra questions have the same key."))


def read(stored: list[dict[str, Any]]) -> list[Extra]:
    """The questions in the reader's language, in English where they are not translated."""
    return [
        Extra(
            key=one["key"],
            kind=Kind(one["kind"]),
            who=Who(one["who"]),
            is_required=one["required"],
            text=_in_language(one, "text"),
            help=_in_language(one, "help"),
            options={str(place): _in_language(option, "text") for place, option in enumerate(one["options"], start=1)},
        )
        for one in stored
    ]


def is_in_french(one: Mapping[str, Any]) -> bool:
    """Whether nothing of a question is in English only."""
    is_helped = bool(one["help_fr"]) or not one["help"]
    return bool(one["text_fr"]) and is_helped and all(option["text_fr"] for option in one["options"])


def _in_language(of: Mapping[str, str], name: str) -> str:
    return (of[f"{name}_fr"] if get_language() == "fr" else "") or of[name]
