"""What members of staff may do: one list, role by role. Each `migrate` brings the groups of these names to it.

A right that is not here is nobody's but a superuser's. Whoever has several roles may do what any of them may.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import AppConfig
from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Permission, User
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

WITHDRAW = "communities.withdraw_community"
MERGE, MERGE_TERMS = "communities.merge_community", "communities.merge_term"
ANALYSE = "submissions.analyse"


@dataclass(frozen=True)
class StaffRole:
    """A group's name, what its people do in a sentence, and their rights: app, then rights on a model of it."""

    name: str
    does: Any
    rights: tuple[str, ...]


def _rights(model: str, *verbs: str) -> Iterator[str]:
    """The rights to see, add, change or delete rows of a model, as Django names them."""
    app, name = model.split(".")
    return (f"{app}.{verb}_{name}" for verb in verbs)


ALL = ("view", "add", "change", "delete")
_DECIDING = (
    "submissions.moderate",
    "submissions.view_submission",
    *_rights("communities.community", "view", "change"),
    *_rights("communities.revision", "view"),
    *_rights("communities.term", "view"),
    *_rights("communities.lesson", "view"),
    *_rights("communities.session", "view"),
    *_rights("communities.searched", *ALL),
    "submissions.invite",
    *_rights("submissions.keptpulse", "view"),
    *_rights("submissions.sentback", "view", "change"),
    *_rights("submissions.websitelook", "view", "change"),
)

MODERATORS = StaffRole(
    "Moderators",
    _("Decide on what people send, and correct published entries. They see who sent it."),
    _DECIDING,
)
SENIOR_MODERATORS = StaffRole(
    "Senior moderators",
    _(
        "Do all that moderators do. They also withdraw what is published and put it back, merge what is the same, "
        "and publish entries that nobody sent. They keep the vocabularies, collections and calls, see who looks "
        "after which entry, and erase what is held about a person who asks for it."
    ),
    (
        *_DECIDING,
        WITHDRAW,
        MERGE,
        MERGE_TERMS,
        *_rights("communities.community", "add"),
        *_rights("communities.term", "add", "change"),
        *_rights("communities.termmatch", *ALL),
        *_rights("communities.collection", *ALL),
        *_rights("communities.collectionentry", *ALL),
        *_rights("communities.call", *ALL),
        *_rights("submissions.savedwords", *ALL),
        *_rights("submissions.steward", "view"),
        *_rights("submissions.removal", "view"),
        "submissions.erase_person",
    ),
)
ANALYSTS = StaffRole(
    "Analysts",
    _("Read and export the answers that only OPSI sees, without names and addresses. They decide nothing."),
    (
        ANALYSE,
        "submissions.view_submission",
        *_rights("communities.community", "view"),
        *_rights("communities.revision", "view"),
        *_rights("communities.term", "view"),
        *_rights("communities.lesson", "view"),
        *_rights("communities.session", "view"),
    ),
)
ADMINISTRATORS = StaffRole(
    "Administrators",
    _(
        "Keep staff’s accounts and look after letters and alerts. They hand out the roles that they have themselves, "
        "and decide on no submission."
    ),
    (
        *_rights("auth.user", "view", "add", "change"),
        *_rights("auth.group", *ALL),
        *_rights("account.emailaddress", "view"),
        *_rights("mfa.authenticator", "view", "delete"),
        *_rights("socialaccount.socialaccount", "view", "delete"),
        *_rights("axes.accessattempt", "view", "delete"),
        *_rights("axes.accesslog", "view"),
        *_rights("axes.accessfailurelog", "view"),
        *_rights("post_office.email", "view", "change"),
        *_rights("submissions.alert", "view", "delete"),
    ),
)
ROLES = {role.name: role for role in (MODERATORS, SENIOR_MODERATORS, ANALYSTS, ADMINISTRATORS)}


def bring_up(sender: AppConfig, using: str, apps: Any = installed, **signal: Any) -> None:
    """After a migration: give the groups their rights on the models of this app, and take those that are not listed."""
    try:
        groups, rights = (apps.get_model("auth", name).objects.using(using) for name in ("Group", "Permission"))
    except LookupError:  # a database that has not come so far
        return
    create_permissions(sender, verbosity=0, using=using, apps=apps)
    of_app = {
        f"{sender.label}.{right.codename}": right for right in rights.filter(content_type__app_label=sender.label)
    }
    for role in ROLES.values():
        group, _made = groups.get_or_create(name=role.name)
        wanted = {of_app[right] for right in role.rights if right in of_app}
        held = set(group.permissions.filter(content_type__app_label=sender.label))
        group.permissions.add(*(wanted - held))
        group.permissions.remove(*(held - wanted))


def rights_of(user: User) -> set[str]:
    """What an account may do by its groups and singly, whether or not it is open."""
    held = Permission.objects.filter(Q(group__user=user) | Q(user=user))
    return {f"{app}.{codename}" for app, codename in held.values_list("content_type__app_label", "codename")}


def goes_beyond(user: User, other: User) -> bool:
    """Whether an account may do anything that `other` may not: then it is not `other`'s to change."""
    if other.is_superuser:
        return False
    return user.is_superuser or bool(rights_of(user) - rights_of(other))
