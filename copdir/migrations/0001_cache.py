from django.db import migrations


class Migration(migrations.Migration):
    """The table of the cache that all processes share (what `createcachetable` would make)."""

    operations = [
        migrations.RunSQL(
            """
            CREATE TABLE copdir_cache (
                cache_key varchar(255) PRIMARY KEY,
                value text NOT NULL,
                expires timestamp with time zone NOT NULL
            );
            CREATE INDEX copdir_cache_expires ON copdir_cache (expires);
            """,
            "DROP TABLE copdir_cache",
        )
    ]
