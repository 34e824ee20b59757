"""Blanking part of a past revision moves the catalogue's version too: its history is a public page."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("communities", "0004_words_with_gaps")]

    operations = [
        migrations.RunSQL(
            "CREATE TRIGGER revision_moves_version BEFORE UPDATE ON communities_revision"
            " FOR EACH STATEMENT EXECUTE FUNCTION catalogue_moves()",
            "DROP TRIGGER revision_moves_version ON communities_revision",
        )
    ]
