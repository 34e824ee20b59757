"""Questions that are relayed. A trigger refuses a relay to whoever does not agree to be asked, whatever asks it."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

FORWARD = """
CREATE FUNCTION relay_to_the_willing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Whoever ends their consent at this moment is waited for.
    PERFORM FROM submissions_steward AS s JOIN communities_community AS c ON c.id = s.community_id
        WHERE s.id = NEW.steward_id AND s.may_be_asked AND s.ended_at IS NULL AND c.withdrawn_at IS NULL
        FOR SHARE OF s;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'a question goes to stewards who agree to be asked' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER relay_to_the_willing BEFORE INSERT OR UPDATE OF steward_id ON submissions_relay
    FOR EACH ROW EXECUTE FUNCTION relay_to_the_willing();
"""

BACK = """
DROP TRIGGER relay_to_the_willing ON submissions_relay;
DROP FUNCTION relay_to_the_willing;
"""


class Migration(migrations.Migration):

    dependencies = [
        ("communities", "0013_replies"),
        ("submissions", "0014_lessons"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Inquiry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('question', models.CharField(max_length=200, verbose_name='question')),
                ('context', models.TextField(blank=True, max_length=1500, verbose_name='what it is about')),
                ('relayed_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='relayed')),
                ('answers_until', models.DateTimeField(verbose_name='answers until')),
            ],
            options={
                'verbose_name': 'relayed question',
                'verbose_name_plural': 'relayed questions',
            },
        ),
        migrations.CreateModel(
            name='Relay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(verbose_name='place')),
                ('mailbox', models.CharField(max_length=64)),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='asked')),
                ('reminded_at', models.DateTimeField(blank=True, null=True, verbose_name='reminded')),
                ('answer', models.TextField(blank=True, max_length=3000, verbose_name='answer')),
                ('may_cite', models.BooleanField(default=False, verbose_name='may be published, cited to the community')),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='answered')),
                ('declined_at', models.DateTimeField(blank=True, null=True, verbose_name='would rather not')),
            ],
            options={
                'verbose_name': 'relay of a question',
                'verbose_name_plural': 'relays of questions',
                'ordering': ('inquiry', 'position'),
            },
        ),
        migrations.CreateModel(
            name='RelayLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token_hash', models.CharField(max_length=64, unique=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='decision',
            name='decision_of_a_known_verb',
        ),
        migrations.RemoveConstraint(
            model_name='submission',
            name='submission_in_a_known_state',
        ),
        migrations.RemoveConstraint(
            model_name='submission',
            name='submission_of_a_known_kind',
        ),
        migrations.RemoveConstraint(
            model_name='submission',
            name='submission_approved_has_its_entry',
        ),
        migrations.AlterField(
            model_name='decision',
            name='from_state',
            field=models.CharField(choices=[('draft', 'Draft'), ('unconfirmed', 'Waiting for its sender to confirm the address'), ('pending', 'Waiting for OPSI'), ('changes-requested', "Waiting for its sender's answer"), ('relayed', 'Waiting for conveners’ answers'), ('approved', 'Approved'), ('declined', 'Declined'), ('spam', 'Spam'), ('withdrawn', 'Withdrawn by its sender'), ('expired', 'Expired')], max_length=18),
        ),
        migrations.AlterField(
            model_name='decision',
            name='to_state',
            field=models.CharField(choices=[('draft', 'Draft'), ('unconfirmed', 'Waiting for its sender to confirm the address'), ('pending', 'Waiting for OPSI'), ('changes-requested', "Waiting for its sender's answer"), ('relayed', 'Waiting for conveners’ answers'), ('approved', 'Approved'), ('declined', 'Declined'), ('spam', 'Spam'), ('withdrawn', 'Withdrawn by its sender'), ('expired', 'Expired')], max_length=18),
        ),
        migrations.AlterField(
            model_name='decision',
            name='verb',
            field=models.CharField(choices=[('send', 'Sent'), ('confirm', 'Address confirmed'), ('queue', 'Put into the queue'), ('ask', 'Asked for changes'), ('answer', 'Answered'), ('correct', 'Corrected by a moderator'), ('approve', 'Approved'), ('decline', 'Declined'), ('spam', 'Marked as spam'), ('undo', 'Decision undone'), ('withdraw', 'Withdrawn'), ('expire', 'Expired'), ('assign', 'Assigned'), ('relay', 'Relayed to conveners'), ('gather', 'Answers gathered'), ('keep', 'Kept until somebody fits'), ('take-down', 'Reply withdrawn'), ('put-back', 'Reply restored')], max_length=10),
        ),
        migrations.AlterField(
            model_name='submission',
            name='kind',
            field=models.CharField(choices=[('new', 'New community'), ('change', 'Change'), ('confirmation', 'Confirmation'), ('closure', 'Closure'), ('merge', 'Merge'), ('lesson', 'Lesson'), ('claim', 'Claim'), ('report', 'Report'), ('question', 'Question')], default='new', max_length=14, verbose_name='kind'),
        ),
        migrations.AlterField(
            model_name='submission',
            name='state',
            field=models.CharField(choices=[('draft', 'Draft'), ('unconfirmed', 'Waiting for its sender to confirm the address'), ('pending', 'Waiting for OPSI'), ('changes-requested', "Waiting for its sender's answer"), ('relayed', 'Waiting for conveners’ answers'), ('approved', 'Approved'), ('declined', 'Declined'), ('spam', 'Spam'), ('withdrawn', 'Withdrawn by its sender'), ('expired', 'Expired')], default='draft', editable=False, max_length=18, verbose_name='state'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(('verb__in', ['send', 'confirm', 'queue', 'ask', 'answer', 'correct', 'approve', 'decline', 'spam', 'undo', 'withdraw', 'expire', 'assign', 'relay', 'gather', 'keep', 'take-down', 'put-back'])), name='decision_of_a_known_verb'),
        ),
        migrations.AddConstraint(
            model_name='submission',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'unconfirmed', 'pending', 'changes-requested', 'relayed', 'approved', 'declined', 'spam', 'withdrawn', 'expired'])), name='submission_in_a_known_state'),
        ),
        migrations.AddConstraint(
            model_name='submission',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['new', 'change', 'confirmation', 'closure', 'merge', 'lesson', 'claim', 'report', 'question'])), name='submission_of_a_known_kind'),
        ),
        migrations.AddConstraint(
            model_name='submission',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'approved'), _negated=True), ('kind', 'question'), ('community__isnull', False), _connector='OR'), name='submission_approved_has_its_entry'),
        ),
        migrations.AddConstraint(
            model_name='submission',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'relayed'), _negated=True), ('kind', 'question'), _connector='OR'), name='submission_relayed_is_a_question'),
        ),
        migrations.AddField(
            model_name='inquiry',
            name='reply',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='communities.reply', verbose_name='reply'),
        ),
        migrations.AddField(
            model_name='inquiry',
            name='submission',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='inquiry', to='submissions.submission'),
        ),
        migrations.AddField(
            model_name='relay',
            name='inquiry',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='relays', to='submissions.inquiry'),
        ),
        migrations.AddField(
            model_name='relay',
            name='steward',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='relays', to='submissions.steward', verbose_name='steward'),
        ),
        migrations.AddField(
            model_name='relaylink',
            name='relay',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='links', to='submissions.relay'),
        ),
        migrations.AddConstraint(
            model_name='inquiry',
            constraint=models.CheckConstraint(condition=models.Q(('question', ''), _negated=True), name='inquiry_has_its_question'),
        ),
        migrations.AddConstraint(
            model_name='inquiry',
            constraint=models.CheckConstraint(condition=models.Q(('answers_until__gt', models.F('relayed_at'))), name='inquiry_leaves_time_to_answer'),
        ),
        migrations.AddIndex(
            model_name='relay',
            index=models.Index(fields=['mailbox', 'asked_at'], name='submissions_mailbox_194f2e_idx'),
        ),
        migrations.AddConstraint(
            model_name='relay',
            constraint=models.CheckConstraint(condition=models.Q(('position__range', (1, 5))), name='relay_among_the_first_five'),
        ),
        migrations.AddConstraint(
            model_name='relay',
            constraint=models.UniqueConstraint(fields=('inquiry', 'position'), name='relay_has_a_place_of_its_own'),
        ),
        migrations.AddConstraint(
            model_name='relay',
            constraint=models.UniqueConstraint(fields=('inquiry', 'mailbox'), name='relay_to_a_mailbox_once'),
        ),
        migrations.AddConstraint(
            model_name='relay',
            constraint=models.CheckConstraint(condition=models.Q(('mailbox', ''), _negated=True), name='relay_has_a_mailbox'),
        ),
        migrations.AddConstraint(
            model_name='relay',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_at', None), ('may_cite', False)), models.Q(('answered_at__isnull', False), ('declined_at', None), models.Q(('answer', ''), _negated=True)), _connector='OR'), name='relay_answered_or_declined_or_neither'),
        ),
        migrations.AddConstraint(
            model_name='relaylink',
            constraint=models.CheckConstraint(condition=models.Q(('token_hash', ''), _negated=True), name='relay_link_has_a_hash'),
        ),
        migrations.RunSQL(FORWARD, BACK),
    ]
