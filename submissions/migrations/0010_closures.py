"""To close a listed community is a change of its entry, and has its base as every change has."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("submissions", "0009_alert_codes")]

    operations = [
        migrations.RemoveConstraint(model_name="submission", name="submission_change_has_its_base"),
        migrations.AddConstraint(
            model_name="submission",
            constraint=models.CheckConstraint(
                condition=~Q(kind__in=("change", "closure"))
                | Q(community__isnull=False, base_revision__isnull=False),
                name="submission_change_has_its_base",
            ),
        ),
    ]
