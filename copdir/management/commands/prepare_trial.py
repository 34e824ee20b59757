"""Everything between an empty database and a site to try: tables, starter catalogue, static files, a moderator."""

from typing import Any

from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.core.management.base import BaseCommand

from copdir import local, static

MODERATOR = "moderator"


class Command(BaseCommand):
    help = "Set up what `make run` serves. Running it again changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", verbosity=0)
        call_command("load_starter")
        static.gather()
        make_moderator(local.moderator_password())


def make_moderator(password: str) -> None:
    """Make the trial's moderator where there is none; one whose password somebody changed is left alone."""
    moderator, is_new = User.objects.get_or_create(username=MODERATOR, defaults={"is_staff": True})
    if is_new:
        moderator.set_password(password)
        moderator.save()
        # One person tries the whole desk.
        moderator.groups.set(Group.objects.filter(name__in=("Senior moderators", "Analysts")))
