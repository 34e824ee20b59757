"""What the documents themselves call the terms taken from them; no document says which words of two correspond."""

import django.db.models.deletion
from django.db import migrations, models


OWN_WORDS = {
    ("purpose", "opsi"): {
        "knowledge-sharing": "Knowledge sharing and sensemaking",
        "knowledge-creation": "Knowledge creation through stakeholder engagement",
        "network-building": "Network building and partnership",
        "capability-building": "Professional development and capability-building",
        "advising": "Advising or review",
    },
    ("function", "odi"): {
        "filter": "Filters",
        "amplifier": "Amplifiers",
        "convening": "Convenors",
        "facilitator": "Facilitators",
        "community-builder": "Community builders",
        "investor": "Investor/providers",
    },
    ("focus", "world-bank"): {
        "practitioner-support": "Practitioner support",
        "business-support": "Business support",
        "learning": "Learning",
        "innovation": "Innovation",
        "coordination": "Coordination",
    },
}


def note_own_words(apps, schema_editor):
    Term = apps.get_model("communities", "Term")
    TermMatch = apps.get_model("communities", "TermMatch")
    for (vocabulary, scheme), words in OWN_WORDS.items():
        terms = {term.slug: term for term in Term.objects.filter(vocabulary=vocabulary)}
        TermMatch.objects.bulk_create(
            TermMatch(term=terms[slug], scheme=scheme, word=word) for slug, word in words.items() if slug in terms
        )


class Migration(migrations.Migration):
    dependencies = [
        ("communities", "0007_communities_with_words"),
    ]

    operations = [
        migrations.CreateModel(
            name="TermMatch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "scheme",
                    models.CharField(
                        choices=[("opsi", "OPSI"), ("odi", "ODI"), ("world-bank", "World Bank")],
                        max_length=12,
                        verbose_name="whose word",
                    ),
                ),
                ("word", models.CharField(max_length=200, verbose_name="their word")),
                (
                    "note",
                    models.CharField(
                        blank=True, help_text="Published beside the word.", max_length=300, verbose_name="note"
                    ),
                ),
                (
                    "term",
                    models.ForeignKey(
                        limit_choices_to={"vocabulary__in": ["purpose", "function", "focus"]},
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="matches",
                        to="communities.term",
                        verbose_name="term",
                    ),
                ),
            ],
            options={
                "verbose_name": "correspondence of a term",
                "verbose_name_plural": "correspondences of terms",
                "ordering": ("term", "scheme", "id"),
                "constraints": [
                    models.UniqueConstraint(fields=("term", "scheme", "word"), name="term_match_once"),
                    models.CheckConstraint(
                        condition=models.Q(("scheme__in", ["opsi", "odi", "world-bank"])),
                        name="term_match_of_a_known_scheme",
                    ),
                ],
            },
        ),
        migrations.RunPython(note_own_words, migrations.RunPython.noop),
        migrations.RunSQL(
            "CREATE TRIGGER termmatch_moves_version BEFORE INSERT OR UPDATE OR DELETE ON communities_termmatch"
            " FOR EACH STATEMENT EXECUTE FUNCTION catalogue_moves()",
            "DROP TRIGGER termmatch_moves_version ON communities_termmatch",
        ),
    ]
