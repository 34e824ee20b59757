"""Everything on record about an address, as one file that a person can read.

It begins as the file that people fetch behind their own link. What follows it is for OPSI to look through before it is
handed over: staff's notes and what others wrote may be about more people than the one who asks.
"""

import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from post_office.models import Email

from .. import personal
from ..models import Note, SentBack
from . import addresses, mentions
from .erasing import accounts_of, any_of


def held(address: str) -> dict[str, Any]:
    """All of it. Raises NotAnAddress."""
    who = addresses.of(address)
    spellings = who.on_record()
    theirs = personal.with_mistyped(any_of("sender_email", spellings))
    bounced = SentBack.objects.filter(any_of("address", spellings)).order_by("pk")
    accounts = ("username", "first_name", "last_name", "email", "is_active", "date_joined", "last_login")
    return {
        "address": f"{who.local}@{who.domain}",
        "spellings": spellings,
        **personal.held_of(theirs, spellings),
        "letters": list(
            Email.objects.filter(any_of("to", spellings))
            .order_by("pk")
            .values("to", "subject", "created", "scheduled_time", "last_updated")
        ),
        "letters_that_came_back": list(bounced.values("address", "times", "first_at", "last_at", "status", "said")),
        "to_be_looked_through": {
            "notes_among_staff": [
                {"about": str(note.submission), "at": note.at, "note": note.text}
                for note in Note.objects.filter(submission__in=theirs).select_related("submission")
            ],
            "notes_with_decisions": [
                {"about": str(one), "at": decision.at, "note": decision.words.note}
                for one in theirs
                for decision in one.decisions.select_related("words")
                if getattr(decision, "words", None) and decision.words.note
            ],
            "staff_accounts": [{name: getattr(one, name) for name in accounts} for one in accounts_of(who)],
            "mentioned_in": [
                {"where": str(place), "what": {name: getattr(place.row, name) for name in place.columns}}
                for place in mentions.found(who)
                if not _is_told_of(place, {one.pk for one in theirs})
            ],
        },
    }


def as_file(address: str) -> str:
    """The same as JSON."""
    return json.dumps(held(address), cls=DjangoJSONEncoder, indent=1, ensure_ascii=False)


def _is_told_of(place: mentions.Place, theirs: set[int]) -> bool:
    """Whether it stands further up in the file."""
    label = place.row._meta.label
    if label == "submissions.Submission":
        return place.row.pk in theirs
    own = ("Steward", "Alert", "Invitation", "SentBack")
    return label in {f"submissions.{name}" for name in own} or label in ("post_office.Email", "auth.User")
