"""Where OPSI’s staff have searched; a note of it moves the catalogue's version, for public pages tell of it."""

import communities.countries
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("communities", "0005_redaction_moves_version"),
    ]

    operations = [
        migrations.CreateModel(
            name="Searched",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "country",
                    models.CharField(choices=communities.countries.all_countries, max_length=2, verbose_name="country"),
                ),
                ("on", models.DateField(verbose_name="searched on")),
                (
                    "note",
                    models.CharField(
                        blank=True,
                        help_text="Published on the country’s page.",
                        max_length=300,
                        verbose_name="what was searched",
                    ),
                ),
                (
                    "purpose",
                    models.ForeignKey(
                        blank=True,
                        limit_choices_to={"vocabulary": "purpose"},
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="communities.term",
                        verbose_name="for one purpose only",
                    ),
                ),
                (
                    "scale",
                    models.ForeignKey(
                        blank=True,
                        limit_choices_to={"vocabulary": "scale"},
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="communities.term",
                        verbose_name="at one scale only",
                    ),
                ),
            ],
            options={
                "verbose_name": "search for communities",
                "verbose_name_plural": "searches for communities",
                "ordering": ("-on", "id"),
            },
        ),
        migrations.RunSQL(
            "CREATE TRIGGER searched_moves_version BEFORE INSERT OR UPDATE OR DELETE ON communities_searched"
            " FOR EACH STATEMENT EXECUTE FUNCTION catalogue_moves()",
            "DROP TRIGGER searched_moves_version ON communities_searched",
        ),
    ]
