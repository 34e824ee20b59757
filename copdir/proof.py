"""What a database holds, so that two can be held against each other: rows and hashes by table, counters, rules.

Read inside one transaction. Nothing here knows what the tables are about.
"""

from typing import Any

from django.db import connection

Held = dict[str, Any]

# Rows are read as text, which follows these.
AS_TEXT = """
SET LOCAL timezone = 'UTC'; SET LOCAL datestyle = 'ISO, MDY'; SET LOCAL intervalstyle = 'postgres';
SET LOCAL extra_float_digits = 1; SET LOCAL bytea_output = 'hex';
"""
TABLES = """
SELECT quote_ident(relname) FROM pg_class
WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace ORDER BY 1
"""
# The rows' own hashes in order, so that no order of the table matters.
ROWS = """
SELECT count(*), encode(sha256(coalesce(string_agg(hash, ''::bytea ORDER BY hash), '')), 'hex')
FROM (SELECT sha256(convert_to(one::text, 'UTF8')) AS hash FROM {table} AS one) AS rows
"""
COUNTERS = "SELECT sequencename, coalesce(last_value, 0) FROM pg_sequences WHERE schemaname = 'public' ORDER BY 1"
RULES = """
SELECT format('trigger %s on %s (%s)', tgname, tgrelid::regclass, tgenabled) FROM pg_trigger
    JOIN pg_class ON pg_class.oid = tgrelid WHERE NOT tgisinternal AND relnamespace = 'public'::regnamespace
UNION ALL SELECT format('constraint %s on %s', conname, conrelid::regclass) FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace AND conrelid <> 0 AND contype <> 'n'
UNION ALL SELECT format('index %s', indexname) FROM pg_indexes WHERE schemaname = 'public'
UNION ALL SELECT format('function %s, %s', proname, encode(sha256(convert_to(prosrc, 'UTF8')), 'hex')) FROM pg_proc
    WHERE pronamespace = 'public'::regnamespace
ORDER BY 1
"""


def held() -> Held:
    """Everything that this database holds, as plain JSON."""
    with connection.cursor() as cursor:
        cursor.execute(AS_TEXT)
        tables = {}
        for table in _column(cursor, TABLES):
            cursor.execute(ROWS.format(table=table))
            rows, digest = cursor.fetchone()
            tables[table] = {"rows": rows, "sha256": digest}
        cursor.execute(COUNTERS)
        return {"tables": tables, "counters": dict(cursor.fetchall()), "rules": _column(cursor, RULES)}


def is_empty() -> bool:
    """Whether the database has no table of its own."""
    with connection.cursor() as cursor:
        return not _column(cursor, TABLES)


def differences(before: Held, now: Held) -> list[str]:
    """In what a database differs from what was held before, a line each; none where it is the same."""
    lines = []
    for table in sorted(before["tables"].keys() | now["tables"].keys()):
        old, new = before["tables"].get(table), now["tables"].get(table)
        if old is None or new is None:
            lines.append(f"{table}: {'was not there' if old is None else 'is missing'}")
        elif old["rows"] != new["rows"]:
            lines.append(f"{table}: {old['rows']} rows before, {new['rows']} now")
        elif old["sha256"] != new["sha256"]:
            lines.append(f"{table}: {new['rows']} rows as before, but not the same ones")
    # Counters move outside transactions, so the later copy may be ahead. Behind, it would give a number twice.
    lines += [
        f"{name}: counted to {count} before, to {now['counters'].get(name, 0)} now"
        for name, count in before["counters"].items()
        if now["counters"].get(name, 0) < count
    ]
    lines += [f"missing: {rule}" for rule in sorted(set(before["rules"]) - set(now["rules"]))]
    lines += [f"new: {rule}" for rule in sorted(set(now["rules"]) - set(before["rules"]))]
    return lines


def _column(cursor: Any, query: str) -> list[str]:
    cursor.execute(query)
    return [row[0] for row in cursor.fetchall()]
