"""Staff accounts: made by staff, so sign-up is closed by either way; and what their letters know besides."""

from typing import Any
from urllib.parse import urlsplit

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

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

    def get_reset_password_from_key_url(self, key: str) -> str:
        return _at_this_site(super().get_reset_password_from_key_url(key))

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: object) -> str:
        return _at_this_site(super().get_email_confirmation_url(request, emailconfirmation))


class ClosedSocialAccountAdapter(DefaultSocialAccountAdapter):
    """Signing in through one's organisation: for members of staff who are there already."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: object) -> bool:
        return False

    def authenticate_by_email(self, sociallogin: SocialLogin) -> tuple[AbstractBaseUser, str] | None:
        """Whose address it is: verified over there, and confirmed here by its letter."""
        verified = [one.email.lower() for one in sociallogin.email_addresses if one.verified]
        here = EmailAddress.objects.filter(email__in=verified, verified=True).select_related("user")
        address = here.filter(user__is_active=True, user__is_staff=True).order_by("pk").first()
        return (address.user, address.email) if address else None


class SecondStepAdapter(DefaultMFAAdapter):
    """A code is good for its half minute and no longer, so being too late is no rare mistake."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _(
            "Type the newest code that your app shows. This one is not right, or its half minute is over."
        ),
    }


def _at_this_site(url: str) -> str:
    """The address at the site's own host, whatever host the request named."""
    return settings.SITE_URL + urlsplit(url).path
