-- Attendance: what staff add to a session's record, what is signed, and what stays. Every time is
-- in Unix milliseconds, UTC.

INSERT INTO numbers (kind, last) VALUES ('follow-up', 0);

-- What staff added to a session's record: appended, never changed, chained like the session's log.
CREATE TABLE desk_log (
    session BIGINT NOT NULL REFERENCES sessions (id),
    number BIGINT NOT NULL,
    at_ms BIGINT NOT NULL,
    event TEXT NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (session, number)
);

-- What was signed when a record was confirmed, and the session's card with the names that venues
-- had then, both as JSON.
CREATE TABLE checkpoints (
    session BIGINT PRIMARY KEY REFERENCES sessions (id),
    checkpoint TEXT NOT NULL,
    card TEXT NOT NULL
);

-- What stays of a venue's part in a session: no names of people.
CREATE TABLE attended (
    session BIGINT NOT NULL REFERENCES sessions (id),
    venue BIGINT NOT NULL,
    opened_ms BIGINT NOT NULL,
    ended_ms BIGINT NOT NULL,
    due_ms BIGINT NOT NULL,
    due_there_ms BIGINT NOT NULL,
    people BIGINT,
    late_ms BIGINT,
    early_ms BIGINT,
    on_leave BIGINT NOT NULL,
    absent BIGINT NOT NULL,
    confirmed BIGINT NOT NULL,
    PRIMARY KEY (session, venue)
);
CREATE INDEX attended_by_venue ON attended (venue, opened_ms);

-- What stays of an item.
CREATE TABLE held_items (
    session BIGINT NOT NULL REFERENCES sessions (id),
    item BIGINT NOT NULL,
    opened_ms BIGINT NOT NULL,
    department TEXT NOT NULL,
    title TEXT NOT NULL,
    planned_minutes BIGINT NOT NULL,
    ran_ms BIGINT NOT NULL,
    venues_due BIGINT NOT NULL,
    venues_there BIGINT NOT NULL,
    PRIMARY KEY (session, item)
);
CREATE INDEX held_items_by_department ON held_items (department, opened_ms);

-- What somebody still has to do; origin is "question/3" or "decision/1".
CREATE TABLE follow_ups (
    id BIGINT PRIMARY KEY,
    session BIGINT NOT NULL REFERENCES sessions (id),
    origin TEXT NOT NULL,
    owner TEXT NOT NULL,
    text TEXT NOT NULL,
    venue BIGINT,
    made_ms BIGINT NOT NULL,
    done_ms BIGINT,
    done_by BIGINT,
    UNIQUE (session, origin)
);
CREATE INDEX follow_ups_by_owner ON follow_ups (owner, done_ms);

-- Logs that were deleted on schedule: that there was something, and its last hash.
CREATE TABLE erasures (
    session BIGINT PRIMARY KEY REFERENCES sessions (id),
    at_ms BIGINT NOT NULL,
    log_entries BIGINT NOT NULL,
    log_head TEXT NOT NULL
);
