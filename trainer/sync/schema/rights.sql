-- Takes from everybody what a hub doesn't need and a member could fill the disk with. `greenroom hub init` runs it each
-- time; what the owner has no right to change stays, and init says so.

DO $$
DECLARE statement text;
BEGIN
  FOREACH statement IN ARRAY ARRAY[
    format('REVOKE CREATE, TEMPORARY ON DATABASE %I FROM PUBLIC', current_database()),
    'REVOKE CREATE ON SCHEMA public FROM PUBLIC',
    'REVOKE EXECUTE ON FUNCTION pg_catalog.lo_create(oid), pg_catalog.lo_creat(integer), '
      'pg_catalog.lo_from_bytea(oid, bytea) FROM PUBLIC'
  ] LOOP
    BEGIN
      EXECUTE statement;
    EXCEPTION WHEN insufficient_privilege OR invalid_schema_name THEN
      NULL;
    END;
  END LOOP;
END
$$;
