"""Figures of priorities as they were published: frozen, and a new one moves the catalogue's version."""

import django.db.models.expressions
import django.db.models.functions.math
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("communities", "0013_replies"),
    ]

    operations = [
        migrations.CreateModel(
            name='PriorityFigure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('measure', models.CharField(choices=[('stated', 'Priority, conveners in the questionnaire'), ('priority', 'Priority, self-check'), ('in-place', 'In place, self-check')], max_length=8, verbose_name='measure')),
                ('ingredient', models.CharField(max_length=60, verbose_name='ingredient')),
                ('number', models.PositiveIntegerField(verbose_name='answers, in fives')),
                ('halves', models.PositiveSmallIntegerField(verbose_name='mean, in halves')),
                ('published_on', models.DateField(verbose_name='published on')),
            ],
            options={
                'verbose_name': 'figure of a priority',
                'verbose_name_plural': 'figures of priorities',
                'ordering': ('ingredient', 'measure', 'number'),
                'constraints': [models.UniqueConstraint(fields=('measure', 'ingredient', 'number'), name='priority_figure_once_a_step'), models.CheckConstraint(condition=models.Q(('measure__in', ['stated', 'priority', 'in-place'])), name='priority_figure_of_a_known_measure'), models.CheckConstraint(condition=models.Q(('halves__range', (2, 10))), name='priority_figure_is_a_mean_from_1_to_5'), models.CheckConstraint(condition=models.Q(('number__gte', 5), ('number', django.db.models.expressions.CombinedExpression(models.F('number'), '-', django.db.models.functions.math.Mod(models.F('number'), 5)))), name='priority_figure_counts_in_fives')],
            },
        ),
        migrations.RunSQL(
            """
            CREATE FUNCTION priority_figure_stays() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                RAISE EXCEPTION 'a figure stays as it was published' USING ERRCODE = 'check_violation';
            END $$;
            CREATE TRIGGER priority_figure_stays BEFORE UPDATE OR DELETE ON communities_priorityfigure
                FOR EACH ROW EXECUTE FUNCTION priority_figure_stays();
            CREATE TRIGGER priorityfigure_moves_version BEFORE INSERT OR UPDATE OR DELETE ON communities_priorityfigure
                FOR EACH STATEMENT EXECUTE FUNCTION catalogue_moves();
            """,
            """
            DROP TRIGGER priorityfigure_moves_version ON communities_priorityfigure;
            DROP TRIGGER priority_figure_stays ON communities_priorityfigure;
            DROP FUNCTION priority_figure_stays();
            """,
        ),
    ]
