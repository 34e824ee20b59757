"""The group that decides: on submissions, and on published entries through the catalogue's door. Nothing else."""

from django.db import migrations

RIGHTS = [
    ("submissions", "submission", "moderate", "Can decide on submissions"),
    ("submissions", "submission", "view_submission", "Can view submission"),
    ("communities", "community", "view_community", "Can view community"),
    ("communities", "community", "change_community", "Can change community"),
    ("communities", "revision", "view_revision", "Can view revision"),
    ("communities", "term", "view_term", "Can view term"),
]


def make_group(apps, schema_editor):
    # Django makes permissions only after all migrations have run; the ones needed are made here, and kept then.
    ContentType = apps.get_model("contenttypes", "ContentType")
    Permission = apps.get_model("auth", "Permission")
    group, _made = apps.get_model("auth", "Group").objects.get_or_create(name="Moderators")
    for app, model, codename, name in RIGHTS:
        content_type, _made = ContentType.objects.get_or_create(app_label=app, model=model)
        right, _made = Permission.objects.get_or_create(
            content_type=content_type, codename=codename, defaults={"name": name}
        )
        group.permissions.add(right)


class Migration(migrations.Migration):
    dependencies = [
        ("submissions", "0002_append_only"),
        ("communities", "0002_triggers"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(make_group, migrations.RunPython.noop)]
