"""Who of the staff may do what with a submission, and with what came of it."""

from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from .refusals import NotAllowed


def may_moderate(user: User | AnonymousUser) -> bool:
    """Whether this person may decide on submissions."""
    return user.is_active and user.has_perm("submissions.moderate")


def may_withdraw(user: User | AnonymousUser) -> bool:
    """Whether this person may take what is published from the public, and put it back."""
    return user.is_active and user.has_perm("communities.withdraw_community")


def may_read_answers(user: User | AnonymousUser) -> bool:
    """Whether this person may read the answers that only OPSI sees: to decide, or to analyse them."""
    return may_moderate(user) or (user.is_active and user.has_perm("submissions.analyse"))


def moderators() -> QuerySet[User]:
    """Everybody who may decide, by name."""
    may = Q(is_superuser=True) | Q(groups__permissions__codename="moderate") | Q(user_permissions__codename="moderate")
    return User.objects.filter(may, is_active=True, is_staff=True).distinct().order_by("username")


def must_withdraw(user: User) -> None:
    """Raise NotAllowed where they may not."""
    if not may_withdraw(user):
        raise NotAllowed(_("Only senior moderators can withdraw what is published, or put it back."))
