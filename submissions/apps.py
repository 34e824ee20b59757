from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class SubmissionsConfig(AppConfig):
    name = "submissions"
    verbose_name = _("Submissions")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from .roles import bring_up  # noqa: PLC0415 - it needs models

        post_migrate.connect(bring_up, dispatch_uid="submissions.roles")
