"""Finding by words through their index alone: PostgreSQL thinks that reading every text is cheaper, and it is not."""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION communities_with(words tsquery) RETURNS bigint[] LANGUAGE sql STABLE SET enable_seqscan = off AS $$
    SELECT coalesce(array_agg(id), '{}') FROM communities_community WHERE search @@ words
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("communities", "0006_searches")]

    operations = [migrations.RunSQL(FUNCTION, "DROP FUNCTION communities_with(tsquery);")]
