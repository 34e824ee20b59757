"""The vocabularies of the data file become rows; terms added to the file later need a migration of their own."""

from django.db import migrations

from communities import vocabularies


LATER = ("practice",)  # they have migrations of their own


def embed(apps, schema_editor):
    Term = apps.get_model("communities", "Term")
    Term.objects.bulk_create(
        Term(
            vocabulary=vocabulary.name,
            slug=slug,
            label=label,
            definition=definition,
            source=vocabulary.source,
            order=order,
        )
        for vocabulary in vocabularies.read().values()
        if vocabulary.name not in LATER
        for order, (slug, label, definition) in enumerate(vocabulary.terms, start=1)
    )


class Migration(migrations.Migration):
    dependencies = [("communities", "0002_triggers")]

    operations = [migrations.RunPython(embed, migrations.RunPython.noop)]
