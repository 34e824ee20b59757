"""Calls for entries. A change moves the catalogue's version; one that was public keeps its address and its questions."""

import communities.call_models
import communities.call_questions
import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.lookups
from django.db import migrations, models

TABLES = ("call", "callentry")

MOVES = """
CREATE TRIGGER {table}_moves_version BEFORE INSERT OR UPDATE OR DELETE ON communities_{table}
    FOR EACH STATEMENT EXECUTE FUNCTION catalogue_moves();
"""

STAYS = """
CREATE FUNCTION call_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND OLD.public_since IS NULL THEN
        RETURN OLD;
    ELSIF TG_OP = 'UPDATE' AND (
        OLD.public_since IS NULL
        OR NEW.slug = OLD.slug AND NEW.questions = OLD.questions AND NEW.public_since IS NOT NULL
    ) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a call that was public keeps its address and its questions' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER call_stays BEFORE UPDATE OR DELETE ON communities_call
    FOR EACH ROW EXECUTE FUNCTION call_stays();

CREATE FUNCTION call_has_a_zone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_timezone_names WHERE name = NEW.zone) THEN
        RAISE EXCEPTION 'no such time zone: %', NEW.zone USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER call_has_a_zone BEFORE INSERT OR UPDATE OF zone ON communities_call
    FOR EACH ROW EXECUTE FUNCTION call_has_a_zone();
"""

BACK = """
DROP TRIGGER call_moves_version ON communities_call;
DROP TRIGGER callentry_moves_version ON communities_callentry;
DROP TRIGGER call_stays ON communities_call;
DROP TRIGGER call_has_a_zone ON communities_call;
DROP FUNCTION call_stays;
DROP FUNCTION call_has_a_zone;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("communities", "0010_vocabularies_in_french"),
    ]

    operations = [
        migrations.CreateModel(
            name="Call",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=120, verbose_name="title")),
                (
                    "title_fr",
                    models.CharField(
                        blank=True,
                        help_text="Give all in French, or nothing.",
                        max_length=120,
                        verbose_name="title in French",
                    ),
                ),
                (
                    "slug",
                    models.SlugField(
                        help_text="The end of its address: /calls/…/. It stays for good once the call is published.",
                        max_length=80,
                        unique=True,
                        verbose_name="address",
                    ),
                ),
                (
                    "words",
                    models.TextField(
                        help_text="Markdown: paragraphs, lists, emphasis and links.",
                        max_length=6000,
                        verbose_name="what it asks for",
                    ),
                ),
                (
                    "words_fr",
                    models.TextField(
                        blank=True,
                        help_text="Markdown: paragraphs, lists, emphasis and links.",
                        max_length=6000,
                        verbose_name="what it asks for, in French",
                    ),
                ),
                (
                    "summary",
                    models.TextField(
                        blank=True,
                        help_text="What came of it. Shown once the call is over. Markdown, as above.",
                        max_length=6000,
                        verbose_name="summary",
                    ),
                ),
                (
                    "summary_fr",
                    models.TextField(
                        blank=True,
                        help_text="Markdown: paragraphs, lists, emphasis and links.",
                        max_length=6000,
                        verbose_name="summary in French",
                    ),
                ),
                (
                    "zone",
                    models.CharField(
                        default="Europe/Paris",
                        help_text="Where the times below are said. Readers see them there and in UTC.",
                        max_length=40,
                        validators=[communities.call_models.check_zone],
                        verbose_name="time zone",
                    ),
                ),
                ("opens_at", models.DateTimeField(verbose_name="opens")),
                (
                    "closes_at",
                    models.DateTimeField(help_text="The last moment to send an entry.", verbose_name="closes"),
                ),
                (
                    "countries",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=2),
                        blank=True,
                        default=list,
                        help_text="None means all countries.",
                        size=None,
                        verbose_name="target countries",
                    ),
                ),
                (
                    "questions",
                    models.JSONField(
                        blank=True, default=list, editable=False, validators=[communities.call_questions.check]
                    ),
                ),
                (
                    "question_set",
                    models.CharField(blank=True, editable=False, max_length=20, verbose_name="question set"),
                ),
                ("published", models.BooleanField(default=False, verbose_name="published")),
                (
                    "public_since",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="public since"),
                ),
            ],
            options={
                "verbose_name": "call for entries",
                "verbose_name_plural": "calls for entries",
                "ordering": ("-closes_at", "-id"),
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("title", ""), _negated=True), name="call_has_a_title"),
                    models.CheckConstraint(condition=models.Q(("slug", ""), _negated=True), name="call_has_a_slug"),
                    models.CheckConstraint(condition=models.Q(("words", ""), _negated=True), name="call_has_words"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("summary_fr", ""), ("title_fr", ""), ("words_fr", "")),
                            models.Q(
                                models.Q(("title_fr", ""), _negated=True),
                                models.Q(("words_fr", ""), _negated=True),
                                models.Q(
                                    models.Q(("summary", ""), ("summary_fr", "")),
                                    models.Q(
                                        models.Q(("summary", ""), _negated=True),
                                        models.Q(("summary_fr", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="call_in_french_whole_or_not_at_all",
                        violation_error_message="Give title, words and summary in French, or none of them.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("closes_at__gt", models.F("opens_at"))),
                        name="call_closes_after_it_opens",
                        violation_error_message="A call has to close after it opens.",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.Exact(
                            models.Func(
                                models.F("questions"), function="jsonb_typeof", output_field=models.TextField()
                            ),
                            models.Value("array"),
                        ),
                        name="call_has_a_list_of_questions",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("published", False), ("public_since__isnull", False), _connector="OR"),
                        name="call_public_since_a_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CallEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "call",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="entries", to="communities.call"
                    ),
                ),
                (
                    "community",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="came_in_by",
                        to="communities.community",
                    ),
                ),
            ],
            options={
                "verbose_name": "community of the call",
                "verbose_name_plural": "communities of the call",
            },
        ),
        migrations.RunSQL([*(MOVES.format(table=table) for table in TABLES), STAYS], BACK),
    ]
