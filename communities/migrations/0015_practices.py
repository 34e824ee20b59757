"""The practices that show a community's stage of life are a vocabulary."""

from django.db import migrations, models

from communities import vocabularies

NAME = "practice"
KNOWN = [
    "kind",
    "scale",
    "maturity",
    "eligibility",
    "route",
    "involvement",
    "convener",
    "mode",
    "rhythm",
    "formality",
    "workload",
    "facilitation",
    "composition",
    "origin",
    "level",
    "purpose",
    "function",
    "focus",
    "method",
    "topic",
    "benefit",
    "practice",
    "ingredient",
    "respondent",
]


def embed(apps, schema_editor):
    """Where the vocabularies were embedded before this one was among them."""
    Term = apps.get_model("communities", "Term")
    vocabulary = vocabularies.read()[NAME]
    for order, (slug, label, definition) in enumerate(vocabulary.terms, start=1):
        label_fr, definition_fr = vocabulary.in_french[slug]
        Term.objects.get_or_create(
            vocabulary=NAME,
            slug=slug,
            defaults={
                "label": label,
                "definition": definition,
                "label_fr": label_fr,
                "definition_fr": definition_fr,
                "source": vocabulary.source,
                "order": order,
            },
        )


class Migration(migrations.Migration):
    dependencies = [("communities", "0014_priorities")]

    operations = [
        migrations.RemoveConstraint("term", "term_of_a_known_vocabulary"),
        migrations.AddConstraint(
            "term",
            models.CheckConstraint(
                condition=models.Q(("vocabulary__in", KNOWN)), name="term_of_a_known_vocabulary"
            ),
        ),
        migrations.RunPython(embed, migrations.RunPython.noop),
    ]
