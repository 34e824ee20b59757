"""Since when the convener of a community has been asked and has not answered."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("communities", "0017_merging")]

    operations = [
        migrations.AddField(
            model_name="community",
            name="asked_on",
            field=models.DateField(blank=True, null=True, verbose_name="asked since"),
        ),
    ]
