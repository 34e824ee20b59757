"""Collections of staff's. A change moves the catalogue's version; one that was public keeps its address for good."""

import django.db.models.constraints
import django.db.models.deletion
from django.db import migrations, models

TABLES = ("collection", "collectionentry")

MOVES = """
CREATE TRIGGER {table}_moves_version BEFORE INSERT OR UPDATE OR DELETE ON communities_{table}
    FOR EACH STATEMENT EXECUTE FUNCTION catalogue_moves();
"""

STAYS = """
CREATE FUNCTION collection_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND OLD.public_since IS NULL THEN
        RETURN OLD;
    ELSIF TG_OP = 'UPDATE' AND (OLD.public_since IS NULL OR NEW.slug = OLD.slug AND NEW.public_since IS NOT NULL) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a collection that was public keeps its address' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER collection_stays BEFORE UPDATE OR DELETE ON communities_collection
    FOR EACH ROW EXECUTE FUNCTION collection_stays();
"""

BACK = """
DROP TRIGGER collection_moves_version ON communities_collection;
DROP TRIGGER collectionentry_moves_version ON communities_collectionentry;
DROP TRIGGER collection_stays ON communities_collection;
DROP FUNCTION collection_stays;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("communities", "0008_term_matches"),
    ]

    operations = [
        migrations.CreateModel(
            name="Collection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=120, verbose_name="title")),
                (
                    "title_fr",
                    models.CharField(
                        blank=True,
                        help_text="Give both in French, or neither.",
                        max_length=120,
                        verbose_name="title in French",
                    ),
                ),
                (
                    "slug",
                    models.SlugField(
                        help_text="The end of its address: /collections/…/. It stays for good once the collection is published.",
                        max_length=80,
                        unique=True,
                        verbose_name="address",
                    ),
                ),
                (
                    "introduction",
                    models.TextField(
                        help_text="Markdown: paragraphs, lists, emphasis and links.",
                        max_length=6000,
                        verbose_name="introduction",
                    ),
                ),
                (
                    "introduction_fr",
                    models.TextField(
                        blank=True,
                        help_text="Markdown: paragraphs, lists, emphasis and links.",
                        max_length=6000,
                        verbose_name="introduction in French",
                    ),
                ),
                (
                    "order",
                    models.PositiveSmallIntegerField(
                        default=0,
                        help_text="Its place among the collections: lower numbers come first.",
                        verbose_name="order",
                    ),
                ),
                ("published", models.BooleanField(default=False, verbose_name="published")),
                (
                    "public_since",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="public since"),
                ),
                ("changed_at", models.DateTimeField(auto_now=True, verbose_name="last changed")),
            ],
            options={
                "verbose_name": "collection",
                "verbose_name_plural": "collections",
                "ordering": ("order", "title", "id"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("title", ""), _negated=True), name="collection_has_a_title"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("slug", ""), _negated=True), name="collection_has_a_slug"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("introduction", ""), _negated=True), name="collection_has_an_introduction"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("introduction_fr", ""), ("title_fr", "")),
                            models.Q(
                                models.Q(("title_fr", ""), _negated=True),
                                models.Q(("introduction_fr", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="collection_in_french_whole_or_not_at_all",
                        violation_error_message="Give both the title and the introduction in French, or neither.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("published", False), ("public_since__isnull", False), _connector="OR"),
                        name="collection_public_since_a_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CollectionEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(verbose_name="place")),
                (
                    "note",
                    models.CharField(
                        blank=True,
                        help_text="Published beside the community.",
                        max_length=300,
                        verbose_name="why it is here",
                    ),
                ),
                ("note_fr", models.CharField(blank=True, max_length=300, verbose_name="why it is here, in French")),
                (
                    "collection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="entries", to="communities.collection"
                    ),
                ),
                (
                    "community",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="in_collections",
                        to="communities.community",
                        verbose_name="community",
                    ),
                ),
            ],
            options={
                "verbose_name": "community of the collection",
                "verbose_name_plural": "communities of the collection",
                "ordering": ("collection", "position"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("collection", "community"),
                        name="collection_has_a_community_once",
                        violation_error_message="This community is in the collection already.",
                    ),
                    models.UniqueConstraint(
                        deferrable=django.db.models.constraints.Deferrable["DEFERRED"],
                        fields=("collection", "position"),
                        name="collection_has_a_place_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("note_fr", ""), models.Q(("note", ""), _negated=True), _connector="OR"),
                        name="collection_note_in_english_first",
                    ),
                ],
            },
        ),
        migrations.RunSQL([*(MOVES.format(table=table) for table in TABLES), STAYS], BACK),
    ]
