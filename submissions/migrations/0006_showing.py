"""A link that shows a submission to a colleague: one at a time, with what is not published only where its sender says so."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("submissions", "0005_moderators_keep_searches")]

    operations = [
        migrations.AddField("letterlink", "shows_private", models.BooleanField(default=False)),
        migrations.AddConstraint(
            "letterlink",
            models.CheckConstraint(
                condition=Q(shows_private=False) | Q(purpose="show"), name="letter_link_shows_private_by_choice"
            ),
        ),
        migrations.AddConstraint(
            "letterlink",
            models.UniqueConstraint(
                fields=["submission"], condition=Q(purpose="show"), name="letter_link_shows_a_submission_once"
            ),
        ),
    ]
