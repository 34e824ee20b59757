"""The pulse of a community, as far as it is public: a change of that moves the catalogue's version."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("communities", "0018_asked_on"),
    ]

    operations = [
        migrations.CreateModel(
            name='Pulse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(verbose_name='year')),
                ('participants', models.PositiveIntegerField(null=True, verbose_name='regular participants')),
                ('participation', models.PositiveSmallIntegerField(null=True, verbose_name='of ten members, took part')),
                ('benefits', models.PositiveIntegerField(null=True, verbose_name='benefits reported')),
                ('community', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pulses', to='communities.community')),
            ],
            options={
                'verbose_name': 'pulse',
                'verbose_name_plural': 'pulses',
                'ordering': ('community', 'year'),
                'constraints': [models.UniqueConstraint(fields=('community', 'year'), name='pulse_once_a_year'), models.CheckConstraint(condition=models.Q(('participation', None), ('participation__lte', 10), _connector='OR'), name='pulse_is_of_ten_members')],
            },
        ),
        migrations.RunSQL(
            """
            CREATE TRIGGER pulse_moves_version BEFORE INSERT OR UPDATE OR DELETE ON communities_pulse
                FOR EACH STATEMENT EXECUTE FUNCTION catalogue_moves();
            """,
            "DROP TRIGGER pulse_moves_version ON communities_pulse;",
        ),
    ]
