"""Sessions that people announce; and moderators call off, withdraw and restore those that are published."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def give(apps, schema_editor):
    # Django makes permissions only after all migrations have run; the ones needed are made here, and kept then.
    content_type, _made = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="communities", model="session"
    )
    group = apps.get_model("auth", "Group").objects.get(name="Moderators")
    for right in ("view", "change"):
        permission, _made = apps.get_model("auth", "Permission").objects.get_or_create(
            content_type=content_type, codename=f"{right}_session", defaults={"name": f"Can {right} session"}
        )
        group.permissions.add(permission)


class Migration(migrations.Migration):

    dependencies = [
        ("communities", "0020_sessions"),
        ("submissions", "0025_imports"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='SessionSent',
            fields=[
                ('submission', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='session_sent', serialize=False, to='submissions.submission')),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='decision',
            name='decision_of_a_known_verb',
        ),
        migrations.RemoveConstraint(
            model_name='submission',
            name='submission_of_a_known_kind',
        ),
        migrations.RemoveConstraint(
            model_name='submission',
            name='submission_report_or_claim_has_its_entry',
        ),
        migrations.AlterField(
            model_name='decision',
            name='verb',
            field=models.CharField(choices=[('send', 'Sent'), ('confirm', 'Address confirmed'), ('queue', 'Put into the queue'), ('ask', 'Asked for changes'), ('answer', 'Answered'), ('more-time', 'More time asked for'), ('take-up', 'Taken up without an answer'), ('correct', 'Corrected by a moderator'), ('approve', 'Approved'), ('decline', 'Declined'), ('spam', 'Marked as spam'), ('undo', 'Decision undone'), ('withdraw', 'Withdrawn'), ('expire', 'Expired'), ('assign', 'Assigned'), ('relay', 'Relayed to conveners'), ('gather', 'Answers gathered'), ('keep', 'Kept until somebody fits'), ('take-down', 'Reply withdrawn'), ('put-back', 'Reply restored'), ('relate', 'Taken as a change of a listed entry'), ('call-off', 'Session called off')], max_length=10),
        ),
        migrations.AlterField(
            model_name='submission',
            name='kind',
            field=models.CharField(choices=[('new', 'New community'), ('change', 'Change'), ('confirmation', 'Confirmation'), ('closure', 'Closure'), ('lesson', 'Lesson'), ('claim', 'Claim'), ('report', 'Report'), ('question', 'Question'), ('introduction', 'Introduction'), ('session', 'Session')], default='new', max_length=14, verbose_name='kind'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(('verb__in', ['send', 'confirm', 'queue', 'ask', 'answer', 'more-time', 'take-up', 'correct', 'approve', 'decline', 'spam', 'undo', 'withdraw', 'expire', 'assign', 'relay', 'gather', 'keep', 'take-down', 'put-back', 'relate', 'call-off'])), name='decision_of_a_known_verb'),
        ),
        migrations.AddConstraint(
            model_name='submission',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['new', 'change', 'confirmation', 'closure', 'lesson', 'claim', 'report', 'question', 'introduction', 'session'])), name='submission_of_a_known_kind'),
        ),
        migrations.AddConstraint(
            model_name='submission',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ('report', 'claim', 'introduction', 'session')), _negated=True), models.Q(('base_revision__isnull', False), ('community__isnull', False)), _connector='OR'), name='submission_report_or_claim_has_its_entry'),
        ),
        migrations.AddField(
            model_name='sessionsent',
            name='session',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='communities.session'),
        ),
        migrations.RunPython(give, migrations.RunPython.noop),
    ]
