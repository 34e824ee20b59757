"""Wishes to be introduced, as they were passed on to those who look after a community."""


import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('communities', '0010_vocabularies_in_french'),
        ("submissions", "0015_inquiries"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Introduction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token_hash', models.CharField(max_length=64, unique=True)),
                ('passed_on_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('expires_at', models.DateTimeField()),
                ('reply', models.CharField(blank=True, choices=[('accepted', 'Accepted'), ('not-now', 'Not now'), ('never', 'Not to be asked again')], max_length=8)),
                ('replied_at', models.DateTimeField(blank=True, null=True)),
            ],
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
            model_name='submission',
            name='kind',
            field=models.CharField(choices=[('new', 'New community'), ('change', 'Change'), ('confirmation', 'Confirmation'), ('closure', 'Closure'), ('merge', 'Merge'), ('lesson', 'Lesson'), ('claim', 'Claim'), ('report', 'Report'), ('question', 'Question'), ('introduction', 'Introduction')], default='new', max_length=14, verbose_name='kind'),
        ),
        migrations.AddConstraint(
            model_name='submission',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['new', 'change', 'confirmation', 'closure', 'merge', 'lesson', 'claim', 'report', 'question', 'introduction'])), name='submission_of_a_known_kind'),
        ),
        migrations.AddConstraint(
            model_name='submission',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ('report', 'claim', 'introduction')), _negated=True), models.Q(('base_revision__isnull', False), ('community__isnull', False)), _connector='OR'), name='submission_report_or_claim_has_its_entry'),
        ),
        migrations.AddField(
            model_name='introduction',
            name='steward',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='introductions', to='submissions.steward'),
        ),
        migrations.AddField(
            model_name='introduction',
            name='submission',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='introductions', to='submissions.submission'),
        ),
        migrations.AddConstraint(
            model_name='introduction',
            constraint=models.CheckConstraint(condition=models.Q(('token_hash', ''), _negated=True), name='introduction_has_a_hash'),
        ),
        migrations.AddConstraint(
            model_name='introduction',
            constraint=models.UniqueConstraint(fields=('submission', 'steward'), name='introduction_once_to_a_steward'),
        ),
        migrations.AddConstraint(
            model_name='introduction',
            constraint=models.UniqueConstraint(condition=models.Q(('reply', 'accepted')), fields=('submission',), name='introduction_accepted_once'),
        ),
        migrations.AddConstraint(
            model_name='introduction',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('replied_at', None), ('reply', '')), models.Q(('replied_at__isnull', False), ('reply__in', ['accepted', 'not-now', 'never'])), _connector='OR'), name='introduction_replied_to_has_its_time'),
        ),
    ]
