"""Whether a sender was reminded, and to which address a link was mailed."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("submissions", "0010_closures")]

    operations = [
        migrations.AddField(
            model_name="letterlink",
            name="mailed_to",
            field=models.CharField(blank=True, editable=False, max_length=64),
        ),
        migrations.AddField(
            model_name="submission",
            name="reminded_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="its sender reminded"),
        ),
        migrations.AddConstraint(
            model_name="postedletter",
            constraint=models.UniqueConstraint(
                condition=Q(name="reminder"), fields=("submission",), name="posted_letter_reminds_once"
            ),
        ),
    ]
