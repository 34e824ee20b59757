"""Moderators note where they have searched for communities."""

from django.db import migrations

RIGHTS = ("add", "change", "delete", "view")


def give(apps, schema_editor):
    # Django makes permissions only after all migrations have run; the ones needed are made here, and kept then.
    content_type, _made = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="communities", model="searched"
    )
    group = apps.get_model("auth", "Group").objects.get(name="Moderators")
    for right in RIGHTS:
        permission, _made = apps.get_model("auth", "Permission").objects.get_or_create(
            content_type=content_type,
            codename=f"{right}_searched",
            defaults={"name": f"Can {right} search for communities"},
        )
        group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [("submissions", "0004_alerts"), ("communities", "0006_searches")]

    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
