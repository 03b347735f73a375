-- A hub: for each person a login of PostgreSQL, a row in `people`, and segments in the order in which they came.
-- Rights go to PUBLIC, because the policies leave to each login only its own rows; 100,000 grants would be slow.

CREATE SCHEMA greenroom;
GRANT USAGE ON SCHEMA greenroom TO PUBLIC;

CREATE TABLE greenroom.hub (
  id text PRIMARY KEY DEFAULT replace(gen_random_uuid()::text, '-', ''),
  version integer NOT NULL,
  min_client integer NOT NULL DEFAULT 1  -- clients that speak less are refused
);
GRANT SELECT ON greenroom.hub TO PUBLIC;

CREATE TABLE greenroom.people (
  person bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  role name NOT NULL UNIQUE,
  label text NOT NULL UNIQUE,  -- how the hub's owner calls them; the others can't see it
  head bigint NOT NULL DEFAULT 0 CHECK (head >= 0),  -- the place of the newest segment
  used bigint NOT NULL DEFAULT 0,  -- bytes
  quota bigint NOT NULL,
  pushed_at timestamptz
);
ALTER TABLE greenroom.people ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_row ON greenroom.people FOR SELECT USING (role = session_user);
CREATE POLICY own_head ON greenroom.people FOR UPDATE USING (role = session_user) WITH CHECK (role = session_user);
GRANT SELECT, UPDATE (head) ON greenroom.people TO PUBLIC;

CREATE TABLE greenroom.segments (
  person bigint NOT NULL REFERENCES greenroom.people ON DELETE CASCADE,
  place bigint NOT NULL CHECK (place > 0),
  name text NOT NULL CHECK (name ~ '^[0-9a-f]{32}-[0-9a-f]{8}-[0-9a-f]{16}\.greenroom$'),
  bytes bytea NOT NULL CHECK (octet_length(bytes) <= 64 * 1024 * 1024),
  PRIMARY KEY (person, place),
  UNIQUE (person, name)
);
ALTER TABLE greenroom.segments ALTER bytes SET STORAGE EXTERNAL;  -- they are compressed already
ALTER TABLE greenroom.segments ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_segments ON greenroom.segments FOR SELECT
  USING (person = (SELECT person FROM greenroom.people WHERE role = session_user));
CREATE POLICY own_pushes ON greenroom.segments FOR INSERT
  WITH CHECK (person = (SELECT person FROM greenroom.people WHERE role = session_user));
GRANT SELECT, INSERT ON greenroom.segments TO PUBLIC;

-- Counts what a push adds, and refuses it beyond the quota. A row takes some room whatever is in it.
CREATE FUNCTION greenroom.count_bytes() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
  UPDATE greenroom.people AS each SET used = used + added.bytes, pushed_at = now()
  FROM (SELECT person, sum(octet_length(bytes) + 256) AS bytes FROM added GROUP BY person) AS added
  WHERE each.person = added.person;
  IF EXISTS (SELECT FROM greenroom.people JOIN added USING (person) WHERE used > quota) THEN
    RAISE EXCEPTION 'over the quota' USING ERRCODE = 'GRQTA';
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER count_bytes AFTER INSERT ON greenroom.segments
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION greenroom.count_bytes();

-- Erases the person who calls it; returns how many that were, 0 or 1.
CREATE FUNCTION greenroom.forget_me() RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = '' AS $$
  WITH gone AS (DELETE FROM greenroom.people WHERE role = session_user RETURNING person)
  SELECT count(*) FROM gone
$$;

INSERT INTO greenroom.hub (version) VALUES (1);
