"""Lessons that people send; and moderators withdraw and restore those that are published."""

import django.db.models.deletion
from django.db import migrations, models


def give(apps, schema_editor):
    # Django makes permissions only after all migrations have run; the ones needed are made here, and kept then.
    content_type, _made = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="communities", model="lesson"
    )
    group = apps.get_model("auth", "Group").objects.get(name="Moderators")
    for right in ("view", "change"):
        permission, _made = apps.get_model("auth", "Permission").objects.get_or_create(
            content_type=content_type, codename=f"{right}_lesson", defaults={"name": f"Can {right} lesson"}
        )
        group.permissions.add(permission)


class Migration(migrations.Migration):

    dependencies = [
        ('communities', '0012_lessons'),
        ('submissions', '0013_calls'),
    ]

    operations = [
        migrations.CreateModel(
            name='LessonSent',
            fields=[
                ('submission', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='lesson_sent', serialize=False, to='submissions.submission')),
                ('came_with', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lesson_brought', to='submissions.submission')),
                ('lesson', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='communities.lesson')),
            ],
        ),
        migrations.RunPython(give, migrations.RunPython.noop),
    ]
