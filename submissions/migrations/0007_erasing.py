"""What its sender had erased holds nobody any more, whatever state it is in; nor does a steward's record."""

from django.db import migrations, models
from django.db.models import Q

SENT = "submission_sent_has_an_address"
NOT_SENT = Q(origin="import") | Q(state__in=("draft", "expired", "withdrawn"))
NOBODY = Q(sender_name="", sender_email="", sender_role="", answers={}, private_answers={}, entry={})


class Migration(migrations.Migration):
    dependencies = [("submissions", "0006_showing")]

    operations = [
        migrations.RemoveConstraint("submission", SENT),
        migrations.AddField(
            "submission",
            "erased_at",
            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="erased at its sender's wish"),
        ),
        migrations.AddConstraint(
            "submission",
            models.CheckConstraint(
                condition=NOT_SENT | Q(erased_at__isnull=False) | ~Q(sender_email=""), name=SENT
            ),
        ),
        migrations.AddConstraint(
            "submission",
            models.CheckConstraint(condition=Q(erased_at=None) | NOBODY, name="submission_erased_holds_nobody"),
        ),
        migrations.AddConstraint(
            "steward",
            models.CheckConstraint(
                condition=~Q(ended_by="erasure")
                | Q(name="", email="", role="", private_answers={}, may_be_asked=False),
                name="steward_erased_holds_nobody",
            ),
        ),
    ]
