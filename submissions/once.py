"""What is sent twice within an hour, from one network and in the same words, is stored once."""

import json
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from communities.models import Community

from .models import Kind, Submission

WITHIN = timedelta(hours=1)
KINDS = (Kind.REPORT, Kind.CLAIM, Kind.LESSON, Kind.QUESTION, Kind.INTRODUCTION, Kind.SESSION)


def about(community: Community, kind: Kind, network: str, **said: Any) -> Submission:
    """A row about a listed entry as it is now, not stored yet, with what it is known again by."""
    row = Submission(
        kind=kind,
        community=community,
        base_revision=community.revision_number,
        name=community.name,
        host=community.host or "",
        **{"entry": community.entry, **said},
    )
    mark(row, network)
    return row


def mark(row: Submission, network: str) -> None:
    """Give a row what it is known again by, without giving the network away."""
    words = {key: " ".join(str(said).split()) for key, said in sorted({**row.answers, **row.private_answers}.items())}
    who = [row.sender_email, row.sender_name, row.sender_role]
    meant = json.dumps([network, row.kind, row.community_id, who, words])
    row.fingerprint = salted_hmac("submissions.once", meant, algorithm="sha256").hexdigest()


def known(row: Submission) -> Submission | None:
    """The stored row that says the same. What is older than the hour can come again, and its mark is blanked."""
    old = Submission.objects.filter(kind__in=KINDS, created_at__lte=timezone.now() - WITHIN)
    old.exclude(fingerprint="").update(fingerprint="")
    return Submission.objects.filter(fingerprint=row.fingerprint).first()


def store(row: Submission) -> Submission:
    """Store it, or give back the same that came at the same moment and was first."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        first = known(row)
        if first is None:
            raise
        return first
    return row
