"""Where an address is mentioned in what others wrote, staff typed and was logged: finding it, and taking it out.

Of a short text, such as a cell of a table, all of it goes, for a name stands beside the address there; of a longer one
the address alone; a letter that has left goes whole. What is published is found and left: it goes through the one
door, by somebody's hand.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import models
from django.db.models import Q
from django.db.models.functions import Cast
from post_office.models import Email

from .. import outbox, records, searching
from ..models import Decision, Submission, Words
from .addresses import Spellings

TAKEN_OUT = "…"
SHORT = 200  # characters
SCRUBBED = ("submissions", "post_office", "admin")
LOOKED_AT = (*SCRUBBED, "communities", "axes", "auth", "account", "socialaccount")
TEXTS = (models.CharField, models.TextField, models.JSONField)


@dataclass(frozen=True)
class Place:
    """A row that mentions it, and in which columns."""

    row: models.Model
    columns: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.row._meta.label} {self.row.pk}: {', '.join(self.columns)}"


def found(who: Spellings, apps_looked_at: tuple[str, ...] = LOOKED_AT) -> Iterator[Place]:
    """Every row of these apps that mentions it."""
    for model in apps.get_models():
        columns = [one.name for one in model._meta.local_fields if isinstance(one, TEXTS) and not one.choices]
        if model._meta.app_label not in apps_looked_at or not columns:
            continue
        texts = {f"text_of_{name}": Cast(name, models.TextField()) for name in columns}
        maybe = Q(pk=None)
        for name in texts:
            maybe |= who.may_be_in(name)
        for row in model._base_manager.annotate(**texts).filter(maybe).defer(*_vectors(model)).order_by("pk"):
            where = tuple(name for name in columns if _is_in(getattr(row, name), who))
            if where:
                yield Place(row, where)


def take_out(who: Spellings) -> int:
    """Take it out of everything that is not published. Gives back of how many rows."""
    count = 0
    for place in found(who, SCRUBBED):
        row, model = place.row, type(place.row)
        if isinstance(row, Words):
            records.redact(Decision.objects.get(pk=row.decision_id))
        elif isinstance(row, Email) and row.status not in outbox.WAITING:
            row.delete()
        else:
            left = {name: _without(getattr(row, name), who) for name in place.columns}
            model._base_manager.filter(pk=row.pk).update(**left)
        if isinstance(row, Submission):
            searching.index(Submission.objects.get(pk=row.pk))
        count += 1
    return count + _signed_in_as(who)


def _signed_in_as(who: Spellings) -> int:
    """Attempts to sign in by it, and sessions in which a page named it."""
    count = 0
    for model in (AccessAttempt, AccessFailureLog, AccessLog):
        rows = model.objects.filter(who.may_be_in("username"))
        count += rows.filter(pk__in=[row.pk for row in rows if who.is_in(row.username)]).delete()[0]
    for session in Session.objects.all():
        if _is_in(session.get_decoded(), who):
            session.delete()
            count += 1
    return count


def _is_in(value: Any, who: Spellings) -> bool:
    if isinstance(value, dict):
        return any(_is_in(one, who) for pair in value.items() for one in pair)
    if isinstance(value, list | tuple):
        return any(_is_in(one, who) for one in value)
    return isinstance(value, str) and who.is_in(value)


def _without(value: Any, who: Spellings) -> Any:
    if isinstance(value, dict):
        return {_without(key, who): _without(one, who) for key, one in value.items()}
    if isinstance(value, list):
        return [_without(one, who) for one in value]
    if not isinstance(value, str) or not who.is_in(value):
        return value
    return TAKEN_OUT if len(value) <= SHORT else who.pattern.sub(TAKEN_OUT, value)


def _vectors(model: type[models.Model]) -> list[str]:
    return [field.name for field in model._meta.local_fields if type(field).__name__ == "SearchVectorField"]
