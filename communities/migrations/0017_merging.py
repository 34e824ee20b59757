"""Merging entries, and merging terms: who may, what revisions say of it, and that neither ever goes round in a circle."""

from django.db import migrations, models

WAYS = """
CREATE FUNCTION merger_ends() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        WITH RECURSIVE onward(id) AS (
            SELECT NEW.merged_into_id
            UNION SELECT c.merged_into_id FROM communities_community c JOIN onward USING (id)
        ) SELECT FROM onward WHERE id = NEW.id) THEN
        RAISE EXCEPTION 'an entry cannot lead back to itself' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER merger_ends BEFORE INSERT OR UPDATE OF merged_into_id ON communities_community
    FOR EACH ROW WHEN (NEW.merged_into_id IS NOT NULL) EXECUTE FUNCTION merger_ends();

CREATE FUNCTION term_is_replaced_by_another() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM communities_term WHERE id = NEW.replaced_by_id AND vocabulary = NEW.vocabulary) THEN
        RAISE EXCEPTION 'a term is replaced by one of its own vocabulary' USING ERRCODE = 'check_violation';
    END IF;
    IF EXISTS (
        WITH RECURSIVE onward(id) AS (
            SELECT NEW.replaced_by_id
            UNION SELECT t.replaced_by_id FROM communities_term t JOIN onward USING (id)
        ) SELECT FROM onward WHERE id = NEW.id) THEN
        RAISE EXCEPTION 'a term cannot lead back to itself' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER term_is_replaced_by_another BEFORE INSERT OR UPDATE OF replaced_by_id ON communities_term
    FOR EACH ROW WHEN (NEW.replaced_by_id IS NOT NULL) EXECUTE FUNCTION term_is_replaced_by_another();
"""
BACK = """
DROP TRIGGER merger_ends ON communities_community;
DROP TRIGGER term_is_replaced_by_another ON communities_term;
DROP FUNCTION merger_ends;
DROP FUNCTION term_is_replaced_by_another;
"""


class Migration(migrations.Migration):

    dependencies = [
        ("communities", "0016_withdrawing"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='community',
            options={'ordering': ('name_sort', 'id'), 'permissions': [('withdraw_community', 'Can withdraw what is published, and put it back'), ('merge_community', 'Can merge communities, and part them again')], 'verbose_name': 'community', 'verbose_name_plural': 'communities'},
        ),
        migrations.AlterModelOptions(
            name='term',
            options={'ordering': ('vocabulary', 'order', 'slug'), 'permissions': [('merge_term', 'Can merge terms')], 'verbose_name': 'term', 'verbose_name_plural': 'terms'},
        ),
        migrations.RemoveConstraint(
            model_name='revision',
            name='revision_of_a_known_action',
        ),
        migrations.AlterField(
            model_name='revision',
            name='action',
            field=models.CharField(choices=[('published', 'Published'), ('changed', 'Changed'), ('confirmed', 'Confirmed'), ('withdrawn', 'Withdrawn'), ('restored', 'Restored'), ('merged', 'Merged into another entry'), ('joined', 'Another entry merged into it'), ('parted', 'An entry that was merged into it stands by itself again')], max_length=12),
        ),
        migrations.AddConstraint(
            model_name='revision',
            constraint=models.CheckConstraint(condition=models.Q(('action__in', ['published', 'changed', 'confirmed', 'withdrawn', 'restored', 'merged', 'joined', 'parted'])), name='revision_of_a_known_action'),
        ),
        migrations.AddConstraint(
            model_name='term',
            constraint=models.CheckConstraint(condition=models.Q(('replaced_by', None), ('active', False), _connector='OR'), name='term_replaced_is_chosen_no_more'),
        ),
        migrations.RunSQL(WAYS, BACK),
    ]
