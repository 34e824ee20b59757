"""Lessons. A change moves the catalogue's version; a lesson keeps its number and its community for good."""

import django.db.models.deletion
from django.db import migrations, models

TABLES = ("lesson", "lessonpurpose")

MOVES = """
CREATE TRIGGER {table}_moves_version BEFORE INSERT OR UPDATE OR DELETE ON communities_{table}
    FOR EACH STATEMENT EXECUTE FUNCTION catalogue_moves();
"""

TERMS = """
CREATE FUNCTION lesson_terms_fit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM communities_term WHERE id = NEW.maturity_id AND vocabulary = 'maturity')
        OR NEW.ingredient_id IS NOT NULL AND NOT EXISTS
            (SELECT FROM communities_term WHERE id = NEW.ingredient_id AND vocabulary = 'ingredient') THEN
        RAISE EXCEPTION 'a lesson has terms of their own vocabularies' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER lesson_terms_fit BEFORE INSERT OR UPDATE ON communities_lesson
    FOR EACH ROW EXECUTE FUNCTION lesson_terms_fit();

CREATE FUNCTION lesson_purpose_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM communities_term WHERE id = NEW.term_id AND vocabulary = 'purpose') THEN
        RAISE EXCEPTION 'a lesson is about purposes' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER lesson_purpose_fits BEFORE INSERT OR UPDATE ON communities_lessonpurpose
    FOR EACH ROW EXECUTE FUNCTION lesson_purpose_fits();
"""

STAYS = """
CREATE FUNCTION lesson_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.id = OLD.id AND NEW.community_id = OLD.community_id THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a lesson keeps its number and its community' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER lesson_stays BEFORE UPDATE OR DELETE ON communities_lesson
    FOR EACH ROW EXECUTE FUNCTION lesson_stays();
"""

BACK = """
DROP TRIGGER lesson_moves_version ON communities_lesson;
DROP TRIGGER lessonpurpose_moves_version ON communities_lessonpurpose;
DROP TRIGGER lesson_terms_fit ON communities_lesson;
DROP TRIGGER lesson_purpose_fits ON communities_lessonpurpose;
DROP TRIGGER lesson_stays ON communities_lesson;
DROP FUNCTION lesson_terms_fit, lesson_purpose_fits, lesson_stays;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('communities', '0011_calls'),
    ]

    operations = [
        migrations.CreateModel(
            name='Lesson',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('did', models.TextField(max_length=600, verbose_name='what they did')),
                ('happened', models.TextField(max_length=1500, verbose_name='what happened')),
                ('again', models.CharField(choices=[('yes', 'Yes'), ('differently', 'Yes, but differently'), ('no', 'No')], max_length=11, verbose_name='would they do it again')),
                ('effort', models.CharField(blank=True, choices=[('hours', 'A few hours'), ('days', 'A few days'), ('weeks', 'Weeks or more')], max_length=5, verbose_name='what it took')),
                ('written_in', models.CharField(max_length=3, verbose_name='language')),
                ('role', models.CharField(max_length=12, verbose_name='told by')),
                ('published_at', models.DateTimeField(verbose_name='published')),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='withdrawn')),
                ('community', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lessons', to='communities.community', verbose_name='community')),
                ('ingredient', models.ForeignKey(blank=True, limit_choices_to={'vocabulary': 'ingredient'}, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lessons_by_ingredient', to='communities.term', verbose_name='Ingredient')),
                ('maturity', models.ForeignKey(limit_choices_to={'vocabulary': 'maturity'}, on_delete=django.db.models.deletion.PROTECT, related_name='lessons_by_maturity', to='communities.term', verbose_name='stage at the time')),
            ],
            options={
                'verbose_name': 'lesson',
                'verbose_name_plural': 'lessons',
                'ordering': ('-published_at', '-id'),
            },
        ),
        migrations.CreateModel(
            name='LessonPurpose',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('lesson', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='communities.lesson')),
                ('term', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='communities.term')),
            ],
        ),
        migrations.AddField(
            model_name='lesson',
            name='purposes',
            field=models.ManyToManyField(related_name='lessons_by_purpose', through='communities.LessonPurpose', to='communities.term'),
        ),
        migrations.AddConstraint(
            model_name='lessonpurpose',
            constraint=models.UniqueConstraint(fields=('lesson', 'term'), name='lesson_has_a_purpose_once'),
        ),
        migrations.AddConstraint(
            model_name='lesson',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('did', ''), _negated=True), models.Q(('happened', ''), _negated=True)), name='lesson_says_what_and_what_came_of_it'),
        ),
        migrations.AddConstraint(
            model_name='lesson',
            constraint=models.CheckConstraint(condition=models.Q(('again__in', ['yes', 'differently', 'no'])), name='lesson_again_or_not'),
        ),
        migrations.AddConstraint(
            model_name='lesson',
            constraint=models.CheckConstraint(condition=models.Q(('effort__in', ['', 'hours', 'days', 'weeks'])), name='lesson_of_a_known_effort'),
        ),
        migrations.AddConstraint(
            model_name='lesson',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('written_in', ''), _negated=True), models.Q(('role', ''), _negated=True)), name='lesson_has_a_language_and_a_role'),
        ),
        migrations.AddConstraint(
            model_name='lesson',
            constraint=models.CheckConstraint(condition=models.Q(('withdrawn_at', None), ('withdrawn_at__gte', models.F('published_at')), _connector='OR'), name='lesson_withdrawn_after_it_was_published'),
        ),
        migrations.RunSQL([*(MOVES.format(table=table) for table in TABLES), TERMS, STAYS], BACK),
    ]
