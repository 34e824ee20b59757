"""Self-checks and priorities: what waits to be counted, and the sums of what was counted."""

import django.db.models.deletion
import django.db.models.expressions
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("communities", "0014_priorities"),
        ("submissions", "0016_introductions"),
    ]

    operations = [
        migrations.CreateModel(
            name='CheckSent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mark', models.CharField(max_length=64, unique=True)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name='CheckAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('measure', models.CharField(choices=[('stated', 'Priority, conveners in the questionnaire'), ('priority', 'Priority, self-check'), ('in-place', 'In place, self-check')], max_length=8)),
                ('ingredient', models.CharField(max_length=60)),
                ('value', models.PositiveSmallIntegerField()),
            ],
            options={
                'indexes': [models.Index(fields=['measure', 'ingredient'], name='submissions_measure_fff544_idx')],
                'constraints': [models.CheckConstraint(condition=models.Q(('value__range', (1, 5))), name='check_answer_from_1_to_5'), models.CheckConstraint(condition=models.Q(('measure__in', ('priority', 'in-place'))), name='check_answer_of_a_self_check')],
            },
        ),
        migrations.CreateModel(
            name='CheckTally',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('measure', models.CharField(choices=[('stated', 'Priority, conveners in the questionnaire'), ('priority', 'Priority, self-check'), ('in-place', 'In place, self-check')], max_length=8)),
                ('ingredient', models.CharField(max_length=60)),
                ('count', models.PositiveIntegerField(default=0)),
                ('total', models.PositiveIntegerField(default=0)),
                ('looked_on', models.DateField(null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('measure', 'ingredient'), name='check_tally_once'), models.CheckConstraint(condition=models.Q(('total__gte', models.F('count')), ('total__lte', django.db.models.expressions.CombinedExpression(models.Value(5), '*', models.F('count')))), name='check_tally_of_answers_from_1_to_5')],
            },
        ),
        migrations.CreateModel(
            name='CountedPriority',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ingredient', models.CharField(max_length=60)),
                ('community', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='communities.community')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('community', 'ingredient'), name='counted_priority_once')],
            },
        ),
    ]
