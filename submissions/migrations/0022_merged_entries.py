"""Stewards move with an entry that is merged, and back; no submission is a merger."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("communities", "0017_merging"),
        ("submissions", "0021_websites"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='submission',
            name='submission_of_a_known_kind',
        ),
        migrations.AddField(
            model_name='steward',
            name='came_from',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='communities.community'),
        ),
        migrations.AlterField(
            model_name='submission',
            name='kind',
            field=models.CharField(choices=[('new', 'New community'), ('change', 'Change'), ('confirmation', 'Confirmation'), ('closure', 'Closure'), ('lesson', 'Lesson'), ('claim', 'Claim'), ('report', 'Report'), ('question', 'Question'), ('introduction', 'Introduction')], default='new', max_length=14, verbose_name='kind'),
        ),
        migrations.AddConstraint(
            model_name='steward',
            constraint=models.CheckConstraint(condition=models.Q(('came_from', None), models.Q(('came_from', models.F('community')), _negated=True), _connector='OR'), name='steward_came_from_another'),
        ),
        migrations.AddConstraint(
            model_name='submission',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['new', 'change', 'confirmation', 'closure', 'lesson', 'claim', 'report', 'question', 'introduction'])), name='submission_of_a_known_kind'),
        ),
        migrations.RemoveConstraint(
            model_name='decision',
            name='decision_of_a_known_verb',
        ),
        migrations.AlterField(
            model_name='decision',
            name='verb',
            field=models.CharField(choices=[('send', 'Sent'), ('confirm', 'Address confirmed'), ('queue', 'Put into the queue'), ('ask', 'Asked for changes'), ('answer', 'Answered'), ('correct', 'Corrected by a moderator'), ('approve', 'Approved'), ('decline', 'Declined'), ('spam', 'Marked as spam'), ('undo', 'Decision undone'), ('withdraw', 'Withdrawn'), ('expire', 'Expired'), ('assign', 'Assigned'), ('relay', 'Relayed to conveners'), ('gather', 'Answers gathered'), ('keep', 'Kept until somebody fits'), ('take-down', 'Reply withdrawn'), ('put-back', 'Reply restored'), ('relate', 'Taken as a change of a listed entry')], max_length=10),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(('verb__in', ['send', 'confirm', 'queue', 'ask', 'answer', 'correct', 'approve', 'decline', 'spam', 'undo', 'withdraw', 'expire', 'assign', 'relay', 'gather', 'keep', 'take-down', 'put-back', 'relate'])), name='decision_of_a_known_verb'),
        ),
    ]
