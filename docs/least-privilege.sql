-- Rights for a role that runs the site and owns nothing: web processes and the mail loop connect as it, migrations do
-- not. What is kept for ever it can add to and read, and blank by the rules of the triggers; it cannot change it, delete
-- it, switch a trigger off or alter a table. Run it as the database's owner, after every migration that adds a table:
--
--   psql "$OWNERS_DATABASE_URL" -v ON_ERROR_STOP=1 -c "CREATE ROLE copdir_app LOGIN PASSWORD '…'"     (once)
--   psql "$OWNERS_DATABASE_URL" -v ON_ERROR_STOP=1 -f docs/least-privilege.sql

GRANT USAGE ON SCHEMA public TO copdir_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO copdir_app;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO copdir_app;

-- Kept for ever.
REVOKE UPDATE, DELETE, TRUNCATE ON
    communities_revision, communities_address, submissions_decision, submissions_words FROM copdir_app;
-- Blanking leaves a mark and is all that the triggers let through.
GRANT UPDATE (entry) ON communities_revision TO copdir_app;
GRANT UPDATE (to_sender, about_fields, note, erased_at) ON submissions_words TO copdir_app;

-- What code of which age this database is for is the owner's to say.
REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM copdir_app;
