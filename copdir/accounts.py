"""Staff accounts: made by staff, so sign-up is closed by either way; and what their letters know besides."""

from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.http import HttpRequest

SECONDS_OF_A_DAY = 86_400


class ClosedAccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """A letter that also says for how many days its link is good."""
        confirms = template_prefix.startswith("account/email/email_confirmation")
        reset_days = settings.PASSWORD_RESET_TIMEOUT // SECONDS_OF_A_DAY
        days = app_settings.EMAIL_CONFIRMATION_EXPIRE_DAYS if confirms else reset_days
        super().send_mail(template_prefix, email, {"days": days, **context})


class ClosedSocialAccountAdapter(DefaultSocialAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest, sociallogin: object) -> bool:
        return False
