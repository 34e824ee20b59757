"""Rules that hold even from a database shell: the catalogue's version, terms of the right vocabulary, revisions for ever."""

from django.db import migrations

READ_BY_THE_PUBLIC = ("community", "communityterm", "term", "link", "address")

VERSION = """
CREATE FUNCTION catalogue_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE communities_catalogueversion SET number = number + 1, changed_at = now() WHERE id = 1;
    RETURN NULL;
END $$;

CREATE FUNCTION community_keeps_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- The statement's own trigger has moved the version before any of its rows come here, and holds it until commit.
    NEW.version := (SELECT number FROM communities_catalogueversion WHERE id = 1);
    RETURN NEW;
END $$;

CREATE TRIGGER community_keeps_version BEFORE INSERT OR UPDATE ON communities_community
    FOR EACH ROW EXECUTE FUNCTION community_keeps_version();
"""

MOVES = """
CREATE TRIGGER {table}_moves_version BEFORE INSERT OR UPDATE OR DELETE ON communities_{table}
    FOR EACH STATEMENT EXECUTE FUNCTION catalogue_moves();
"""

ONE_OF = (
    "kind scale maturity eligibility route involvement convener mode rhythm formality workload facilitation composition origin"
).split()

TERMS = """
CREATE FUNCTION community_terms_fit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    {checks}
    RETURN NEW;
END $$;
CREATE TRIGGER community_terms_fit BEFORE INSERT OR UPDATE ON communities_community
    FOR EACH ROW EXECUTE FUNCTION community_terms_fit();

CREATE FUNCTION term_keeps_its_place() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.vocabulary <> OLD.vocabulary OR NEW.slug <> OLD.slug THEN
        RAISE EXCEPTION 'a term keeps its vocabulary and its slug' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER term_keeps_its_place BEFORE UPDATE ON communities_term
    FOR EACH ROW EXECUTE FUNCTION term_keeps_its_place();
"""

CHECK = """
    IF NEW.{name}_id IS NOT NULL AND NOT EXISTS
        (SELECT FROM communities_term WHERE id = NEW.{name}_id AND vocabulary = '{name}') THEN
        RAISE EXCEPTION '{name} must be a term of its own vocabulary' USING ERRCODE = 'check_violation';
    END IF;
"""

# Both append-only tables use this function; redacting blanks content and nothing else, under a setting of its own.
APPEND_ONLY = """
CREATE FUNCTION revision_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND current_setting('copdir.redact', true) = 'on'
        AND to_jsonb(NEW) - 'entry' = to_jsonb(OLD) - 'entry' AND NEW.entry ? 'redacted' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'revisions are never changed or deleted' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER revision_stays BEFORE UPDATE OR DELETE ON communities_revision
    FOR EACH ROW EXECUTE FUNCTION revision_stays();
CREATE FUNCTION table_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is never emptied', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER revision_table_stays BEFORE TRUNCATE ON communities_revision
    FOR EACH STATEMENT EXECUTE FUNCTION table_stays();
CREATE TRIGGER address_table_stays BEFORE TRUNCATE ON communities_address
    FOR EACH STATEMENT EXECUTE FUNCTION table_stays();

CREATE FUNCTION address_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'an address is never given away or deleted' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER address_stays BEFORE UPDATE OR DELETE ON communities_address
    FOR EACH ROW EXECUTE FUNCTION address_stays();
"""

BACK = """
DROP TRIGGER community_keeps_version ON communities_community;
DROP TRIGGER community_terms_fit ON communities_community;
DROP TRIGGER term_keeps_its_place ON communities_term;
DROP TRIGGER revision_stays ON communities_revision;
DROP TRIGGER revision_table_stays ON communities_revision;
DROP TRIGGER address_table_stays ON communities_address;
DROP TRIGGER address_stays ON communities_address;
{moves}
DROP FUNCTION catalogue_moves;
DROP FUNCTION community_keeps_version;
DROP FUNCTION community_terms_fit;
DROP FUNCTION term_keeps_its_place;
DROP FUNCTION revision_stays;
DROP FUNCTION table_stays;
DROP FUNCTION address_stays;
"""


def version_row(apps, schema_editor):
    apps.get_model("communities", "CatalogueVersion").objects.get_or_create(id=1)


class Migration(migrations.Migration):
    dependencies = [("communities", "0001_initial")]

    operations = [
        migrations.RunPython(version_row, migrations.RunPython.noop),
        migrations.RunSQL(
            [
                VERSION,
                *(MOVES.format(table=table) for table in READ_BY_THE_PUBLIC),
                TERMS.format(checks="".join(CHECK.format(name=name) for name in ONE_OF)),
                APPEND_ONLY,
            ],
            BACK.format(
                moves="\n".join(
                    f"DROP TRIGGER {table}_moves_version ON communities_{table};" for table in READ_BY_THE_PUBLIC
                )
            ),
        ),
    ]
