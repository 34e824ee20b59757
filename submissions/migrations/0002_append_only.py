"""Decisions are added, never changed: a trigger holds it. Their words may be blanked, by `redact` alone, and keep a mark."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION decision_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'decisions are never changed or deleted' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER decision_stays BEFORE UPDATE OR DELETE ON submissions_decision
    FOR EACH ROW EXECUTE FUNCTION decision_stays();
CREATE TRIGGER decision_table_stays BEFORE TRUNCATE ON submissions_decision
    FOR EACH STATEMENT EXECUTE FUNCTION table_stays();

CREATE FUNCTION words_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND current_setting('copdir.redact', true) = 'on' AND NEW.erased_at IS NOT NULL
        AND NEW.to_sender = '' AND NEW.note = '' AND NEW.about_fields = '{}'::jsonb
        AND NEW.decision_id = OLD.decision_id AND NEW.id = OLD.id THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'words of decisions are erased by redact, not changed or deleted' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER words_stay BEFORE UPDATE OR DELETE ON submissions_words
    FOR EACH ROW EXECUTE FUNCTION words_stay();
"""

BACK = """
DROP TRIGGER decision_stays ON submissions_decision;
DROP TRIGGER decision_table_stays ON submissions_decision;
DROP FUNCTION decision_stays;
DROP TRIGGER words_stay ON submissions_words;
DROP FUNCTION words_stay;
"""


class Migration(migrations.Migration):
    dependencies = [("submissions", "0001_initial"), ("communities", "0002_triggers")]

    operations = [migrations.RunSQL(FORWARD, BACK)]
