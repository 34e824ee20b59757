"""Asking conveners again, inviting those of entries from public sources, and the pulse."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("communities", "0019_pulse"),
        ('post_office', '0014_alter_email_recipient_delivery_status_and_more'),
        ("submissions", "0023_desk"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Round',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('began_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('ended_by', models.CharField(blank=True, choices=[('confirmed', 'Still right'), ('life', 'Another sign of life'), ('objection', 'Does not want to be asked'), ('nobody', 'Nobody is left to ask')], max_length=10)),
                ('community', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rounds', to='communities.community')),
            ],
        ),
        migrations.CreateModel(
            name='Asking',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('token_hash', models.CharField(max_length=64, unique=True)),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('email', models.OneToOneField(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='post_office.email')),
                ('steward', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='askings', to='submissions.steward')),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='askings', to='submissions.round')),
            ],
        ),
        migrations.CreateModel(
            name='Wave',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(editable=False, unique=True)),
                ('sent_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='sent')),
                ('sent_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='sent by')),
            ],
            options={
                'verbose_name': 'wave of invitations',
                'verbose_name_plural': 'waves of invitations',
                'ordering': ('-sent_at', '-pk'),
                'permissions': [('invite', 'Can invite conveners to confirm entries')],
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address', models.EmailField(blank=True, max_length=254, verbose_name='address')),
                ('mailbox', models.CharField(editable=False, max_length=64)),
                ('language', models.CharField(default='en', max_length=5, verbose_name='language of letters')),
                ('answer', models.CharField(blank=True, choices=[('confirmed', 'Still right'), ('changed', 'Change something'), ('removed', 'Should not be listed'), ('never', 'Does not want to be asked')], max_length=10, verbose_name='answer')),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='answered')),
                ('community', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invitations', to='communities.community')),
                ('submission', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='submissions.submission')),
                ('wave', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invitations', to='submissions.wave')),
            ],
            options={
                'verbose_name': 'invitation',
                'verbose_name_plural': 'invitations',
                'ordering': ('wave', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='InvitingLetter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('token_hash', models.CharField(max_length=64, unique=True)),
                ('written_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('email', models.OneToOneField(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='post_office.email')),
                ('invitation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='letters', to='submissions.invitation')),
            ],
            options={
                'ordering': ('invitation', 'number'),
                'constraints': [models.UniqueConstraint(fields=('invitation', 'number'), name='inviting_letter_never_twice'), models.CheckConstraint(condition=models.Q(('number__range', (1, 2))), name='inviting_letter_and_one_reminder'), models.CheckConstraint(condition=models.Q(('token_hash', ''), _negated=True), name='inviting_letter_has_a_hash')],
            },
        ),
        migrations.CreateModel(
            name='KeptPulse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField()),
                ('participants', models.PositiveIntegerField(null=True, verbose_name='regular participants')),
                ('participation', models.PositiveSmallIntegerField(null=True, verbose_name='of ten members, took part')),
                ('benefits', models.PositiveIntegerField(null=True, verbose_name='benefits reported')),
                ('community', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='kept_pulses', to='communities.community')),
            ],
            options={
                'verbose_name': 'pulse for OPSI only',
                'verbose_name_plural': 'pulses for OPSI only',
                'ordering': ('community', 'year'),
                'constraints': [models.UniqueConstraint(fields=('community', 'year'), name='kept_pulse_once_a_year'), models.CheckConstraint(condition=models.Q(('participation', None), ('participation__lte', 10), _connector='OR'), name='kept_pulse_is_of_ten_members')],
            },
        ),
        migrations.AddConstraint(
            model_name='round',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('community',), name='round_open_once_for_a_community'),
        ),
        migrations.AddConstraint(
            model_name='round',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('ended_by', '')), models.Q(('ended_at__isnull', False), models.Q(('ended_by', ''), _negated=True)), _connector='OR'), name='round_ended_says_how'),
        ),
        migrations.AddConstraint(
            model_name='asking',
            constraint=models.UniqueConstraint(fields=('round', 'steward', 'number'), name='asking_letter_never_twice'),
        ),
        migrations.AddConstraint(
            model_name='asking',
            constraint=models.CheckConstraint(condition=models.Q(('number__range', (1, 3))), name='asking_three_letters_at_most'),
        ),
        migrations.AddConstraint(
            model_name='asking',
            constraint=models.CheckConstraint(condition=models.Q(('token_hash', ''), _negated=True), name='asking_has_a_hash'),
        ),
        migrations.AddIndex(
            model_name='invitation',
            index=models.Index(fields=['mailbox'], name='submissions_mailbox_489e5c_idx'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.UniqueConstraint(fields=('wave', 'mailbox'), name='invitation_to_a_mailbox_once_a_wave'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.UniqueConstraint(fields=('wave', 'community'), name='invitation_of_a_community_once_a_wave'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.CheckConstraint(condition=models.Q(('mailbox', ''), _negated=True), name='invitation_has_a_mailbox'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_at', None)), models.Q(('answer__in', ('confirmed', 'changed', 'removed', 'never')), ('answered_at__isnull', False)), _connector='OR'), name='invitation_answered_has_its_time'),
        ),
    ]
