"""In which language a steward reads letters; of those that are on record already it is not known."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("submissions", "0011_reminders")]

    operations = [
        migrations.AddField(
            model_name="steward",
            name="language",
            field=models.CharField(default="en", max_length=5, verbose_name="language of letters"),
        ),
    ]
