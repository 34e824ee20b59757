"""When a form was opened, kept in the form itself, signed: by it a program is told from a person."""

from datetime import UTC, datetime

from django.core import signing
from django.http import HttpRequest
from django.utils import timezone

SIGNER = signing.Signer(salt="submissions.opening")


def opened_at(request: HttpRequest) -> datetime:
    """When the page was opened; now, for what this site did not sign."""
    try:
        return datetime.fromtimestamp(SIGNER.unsign_object(request.POST.get("opened", "")), UTC)
    except (signing.BadSignature, ValueError):
        return timezone.now()


def signed(opened: datetime) -> str:
    """What the form sends back."""
    return SIGNER.sign_object(opened.timestamp())
