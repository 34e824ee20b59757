"""Replies to questions. A change moves the catalogue's version; one that was public keeps its number for good."""

import communities.countries
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

TABLES = ("reply", "replycommunity", "reply_terms")

MOVES = """
CREATE TRIGGER {table}_moves_version BEFORE INSERT OR UPDATE OR DELETE ON communities_{table}
    FOR EACH STATEMENT EXECUTE FUNCTION catalogue_moves();
"""

STAYS = """
CREATE FUNCTION reply_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.id = OLD.id THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a reply is withdrawn, not deleted, and keeps its number' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER reply_stays BEFORE UPDATE OR DELETE ON communities_reply
    FOR EACH ROW EXECUTE FUNCTION reply_stays();
CREATE TRIGGER reply_table_stays BEFORE TRUNCATE ON communities_reply
    FOR EACH STATEMENT EXECUTE FUNCTION table_stays();
"""

BACK = """
DROP TRIGGER reply_moves_version ON communities_reply;
DROP TRIGGER replycommunity_moves_version ON communities_replycommunity;
DROP TRIGGER reply_terms_moves_version ON communities_reply_terms;
DROP TRIGGER reply_table_stays ON communities_reply;
DROP TRIGGER reply_stays ON communities_reply;
DROP FUNCTION reply_stays;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("communities", "0012_lessons"),
    ]

    operations = [
        migrations.CreateModel(
            name="Reply",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("question", models.CharField(max_length=200, verbose_name="question")),
                ("context", models.TextField(blank=True, max_length=1500, verbose_name="what it is about")),
                ("reply", models.TextField(max_length=8000, verbose_name="reply")),
                ("language", models.CharField(default="en", max_length=5, verbose_name="language")),
                (
                    "country",
                    models.CharField(
                        blank=True,
                        choices=communities.countries.all_countries,
                        max_length=2,
                        verbose_name="country it was asked from",
                    ),
                ),
                ("words", models.TextField(editable=False)),
                ("published_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="published")),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="last changed")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="withdrawn")),
                ("terms", models.ManyToManyField(related_name="replies", to="communities.term", verbose_name="terms")),
            ],
            options={
                "verbose_name": "answered question",
                "verbose_name_plural": "answered questions",
                "ordering": ("-published_at", "-id"),
            },
        ),
        migrations.CreateModel(
            name="ReplyCommunity",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(verbose_name="place")),
                (
                    "community",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cited_in",
                        to="communities.community",
                        verbose_name="community",
                    ),
                ),
                (
                    "reply",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="cited", to="communities.reply"
                    ),
                ),
            ],
            options={
                "verbose_name": "community that a reply cites",
                "verbose_name_plural": "communities that replies cite",
                "ordering": ("reply", "position"),
            },
        ),
        migrations.AddConstraint(
            model_name="replycommunity",
            constraint=models.UniqueConstraint(fields=("reply", "community"), name="reply_cites_a_community_once"),
        ),
        migrations.AddConstraint(
            model_name="replycommunity",
            constraint=models.UniqueConstraint(fields=("reply", "position"), name="reply_has_a_place_once"),
        ),
        migrations.AddConstraint(
            model_name="reply",
            constraint=models.CheckConstraint(
                condition=models.Q(("question", ""), _negated=True), name="reply_has_its_question"
            ),
        ),
        migrations.AddConstraint(
            model_name="reply",
            constraint=models.CheckConstraint(
                condition=models.Q(("reply", ""), _negated=True), name="reply_says_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="reply",
            constraint=models.CheckConstraint(
                condition=models.Q(("language__in", ("en", "fr"))), name="reply_in_a_language_of_the_site"
            ),
        ),
        migrations.RunSQL([*(MOVES.format(table=table) for table in TABLES), STAYS], BACK),
    ]
