-- The street, its accounts and its sessions. Plain SQL: the statements that use these tables run
-- on SQLite and PostgreSQL alike. Every time is in Unix milliseconds, UTC.

-- The last number given to each kind of row; numbers are never given twice.
CREATE TABLE numbers (
    kind TEXT PRIMARY KEY,
    last BIGINT NOT NULL
);
INSERT INTO numbers (kind, last) VALUES ('user', 0), ('department', 0), ('session', 0);

CREATE TABLE settings (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

-- 0 is the main venue.
CREATE TABLE venues (
    number BIGINT PRIMARY KEY CHECK (number BETWEEN 0 AND 999),
    name TEXT NOT NULL UNIQUE,
    short_name TEXT NOT NULL
);

CREATE TABLE departments (
    id BIGINT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
);

-- name_key is the name in lower case: "Wang" and "wang" are one person.
CREATE TABLE users (
    id BIGINT PRIMARY KEY,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL UNIQUE,
    role TEXT NOT NULL CHECK (role IN ('administrator', 'host', 'staff', 'venue')),
    venue BIGINT REFERENCES venues (number),
    password_hash TEXT NOT NULL,
    made_ms BIGINT NOT NULL,
    CHECK ((role = 'venue') = (venue IS NOT NULL))
);

-- Who is logged in. Only the SHA-256 of a cookie's token is kept.
CREATE TABLE login_sessions (
    token_hash TEXT PRIMARY KEY,
    user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    made_ms BIGINT NOT NULL,
    used_ms BIGINT NOT NULL
);
CREATE INDEX login_sessions_of_user ON login_sessions (user_id, used_ms);

-- The bookmarked link of a venue's device. Only the SHA-256 of its token is kept.
CREATE TABLE device_links (
    venue BIGINT NOT NULL REFERENCES venues (number) ON DELETE CASCADE,
    place TEXT NOT NULL CHECK (place IN ('host', 'wall', 'branch')),
    token_hash TEXT NOT NULL UNIQUE,
    made_ms BIGINT NOT NULL,
    PRIMARY KEY (venue, place)
);

CREATE TABLE sessions (
    id BIGINT PRIMARY KEY,
    title TEXT NOT NULL,
    phase TEXT NOT NULL CHECK (phase IN ('planned', 'live', 'ended')),
    made_ms BIGINT NOT NULL,
    opened_ms BIGINT,
    ended_ms BIGINT
);
CREATE INDEX sessions_by_phase ON sessions (phase, id);

CREATE TABLE session_venues (
    session BIGINT NOT NULL REFERENCES sessions (id),
    venue BIGINT NOT NULL REFERENCES venues (number),
    PRIMARY KEY (session, venue)
);

-- What happened in a session: appended, never changed. number is 1, 2, 3 … within the session.
-- An entry that began as a node's fact names it (node birth, fact id), so that a fact delivered
-- twice is entered once.
CREATE TABLE session_log (
    session BIGINT NOT NULL REFERENCES sessions (id),
    number BIGINT NOT NULL,
    at_ms BIGINT NOT NULL,
    event TEXT NOT NULL,
    source_birth BIGINT,
    source_fact BIGINT,
    hash TEXT NOT NULL,
    PRIMARY KEY (session, number),
    UNIQUE (session, source_birth, source_fact)
);
