"""Sessions open to guests. A change moves the catalogue's version; a session keeps its number and its community for good."""

import communities.zones
import django.db.models.deletion
from django.db import migrations, models


MOVES = """
CREATE TRIGGER session_moves_version BEFORE INSERT OR UPDATE OR DELETE ON communities_session
    FOR EACH STATEMENT EXECUTE FUNCTION catalogue_moves();
"""

STAYS = """
CREATE FUNCTION session_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.id = OLD.id AND NEW.community_id = OLD.community_id THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a session keeps its number and its community' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER session_stays BEFORE UPDATE OR DELETE ON communities_session
    FOR EACH ROW EXECUTE FUNCTION session_stays();
"""

BACK = """
DROP TRIGGER session_moves_version ON communities_session;
DROP TRIGGER session_stays ON communities_session;
DROP FUNCTION session_stays;
"""


class Migration(migrations.Migration):

    dependencies = [
        ("communities", "0019_pulse"),
    ]

    operations = [
        migrations.CreateModel(
            name='Session',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('about', models.CharField(max_length=200, verbose_name='what it is about')),
                ('language', models.CharField(max_length=3, verbose_name='language')),
                ('zone', models.CharField(max_length=40, validators=[communities.zones.check], verbose_name='time zone')),
                ('starts_at', models.DateTimeField(verbose_name='starts')),
                ('ends_at', models.DateTimeField(verbose_name='ends')),
                ('link', models.CharField(blank=True, max_length=500, verbose_name='link to join')),
                ('place', models.CharField(blank=True, max_length=200, verbose_name='place')),
                ('sign_up', models.CharField(blank=True, max_length=300, verbose_name='how to sign up')),
                ('role', models.CharField(max_length=12, verbose_name='announced by')),
                ('sequence', models.PositiveIntegerField(default=0)),
                ('published_at', models.DateTimeField(verbose_name='published')),
                ('changed_at', models.DateTimeField(verbose_name='last changed')),
                ('called_off_at', models.DateTimeField(blank=True, null=True, verbose_name='called off')),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='withdrawn')),
                ('community', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sessions', to='communities.community', verbose_name='community')),
            ],
            options={
                'verbose_name': 'session open to guests',
                'verbose_name_plural': 'sessions open to guests',
                'ordering': ('-starts_at', '-id'),
                'constraints': [models.CheckConstraint(condition=models.Q(('about', ''), _negated=True), name='session_says_what_it_is_about'), models.CheckConstraint(condition=models.Q(models.Q(('language', ''), _negated=True), models.Q(('role', ''), _negated=True), models.Q(('zone', ''), _negated=True)), name='session_has_a_language_a_role_and_a_zone'), models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='session_ends_after_it_starts'), models.CheckConstraint(condition=models.Q(models.Q(('link', ''), _negated=True), models.Q(('place', ''), _negated=True), _connector='OR'), name='session_has_a_link_or_a_place'), models.CheckConstraint(condition=models.Q(('link', ''), ('link__regex', '^https?://'), _connector='OR'), name='session_link_is_web'), models.CheckConstraint(condition=models.Q(('changed_at__gte', models.F('published_at')), models.Q(('called_off_at', None), ('called_off_at__gte', models.F('published_at')), _connector='OR'), models.Q(('withdrawn_at', None), ('withdrawn_at__gte', models.F('published_at')), _connector='OR')), name='session_changed_after_it_was_published')],
            },
        ),
        migrations.RunSQL([MOVES, STAYS], BACK),
    ]
