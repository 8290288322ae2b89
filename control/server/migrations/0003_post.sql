-- Mail, the weekly tips, calendars and the baseline of the burden report. Every time is in Unix
-- milliseconds, UTC; dates are YYYY-MM-DD, Asia/Shanghai.

INSERT INTO numbers (kind, last) VALUES
    ('message', 0), ('tip', 0), ('tips-issue', 0), ('burden-export', 0);

-- The outbox. dedup_key names what the message says and to whom: it is queued once. due_ms: of a
-- queued message when it is tried, of one being sent when it counts as uncertain. A message that
-- is still queued at expires_ms has failed.
CREATE TABLE messages (
    number BIGINT PRIMARY KEY,
    dedup_key TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL CHECK (kind IN ('invitation', 'call', 'tips', 'heads')),
    recipient TEXT NOT NULL,
    subject TEXT NOT NULL,
    body_text TEXT NOT NULL,
    body_html TEXT,
    calendar TEXT,
    calendar_method TEXT CHECK (calendar_method IN ('request', 'cancel')),
    state TEXT NOT NULL CHECK (state IN ('queued', 'sending', 'sent', 'uncertain', 'failed')),
    attempts BIGINT NOT NULL,
    due_ms BIGINT NOT NULL,
    expires_ms BIGINT NOT NULL,
    queued_ms BIGINT NOT NULL,
    sent_ms BIGINT,
    last_error TEXT NOT NULL,
    CHECK ((calendar IS NULL) = (calendar_method IS NULL))
);
CREATE INDEX messages_due ON messages (state, due_ms, number);

-- Where a venue gets its mail.
CREATE TABLE mailboxes (
    venue BIGINT PRIMARY KEY REFERENCES venues (number) ON DELETE CASCADE,
    address TEXT NOT NULL
);

-- Tips of the weekly mail. Those without an issue wait for the next one, in the order of position;
-- those of an issue are as they were sent, the department's name included.
CREATE TABLE tips_issues (
    number BIGINT PRIMARY KEY,
    week TEXT NOT NULL UNIQUE,
    settled_ms BIGINT NOT NULL,
    recipients BIGINT NOT NULL
);
CREATE TABLE tips (
    number BIGINT PRIMARY KEY,
    department BIGINT REFERENCES departments (id) ON DELETE SET NULL,
    department_name TEXT NOT NULL,
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    held BIGINT NOT NULL,
    position BIGINT NOT NULL,
    submitted_ms BIGINT NOT NULL,
    submitted_by BIGINT,
    issue BIGINT REFERENCES tips_issues (number)
);
CREATE INDEX tips_by_issue ON tips (issue, position);

-- Who has to be at a planned meeting, and from when until when: one row a venue and a person.
-- sequence counts the changes that were told (RFC 5546); a cancelled row stays, so that a calendar
-- that had it can take it out.
CREATE TABLE appointments (
    meeting BIGINT NOT NULL,
    owner TEXT NOT NULL,
    uid TEXT NOT NULL UNIQUE,
    sequence BIGINT NOT NULL,
    cancelled BIGINT NOT NULL,
    address TEXT,
    title TEXT NOT NULL,
    place TEXT NOT NULL,
    notes TEXT NOT NULL,
    joins_ms BIGINT NOT NULL,
    leaves_ms BIGINT NOT NULL,
    changed_ms BIGINT NOT NULL,
    PRIMARY KEY (meeting, owner)
);
CREATE INDEX appointments_of_owner ON appointments (owner, joins_ms);

-- The link of an owner's calendar. Only the SHA-256 of its token is kept.
CREATE TABLE calendar_links (
    owner TEXT PRIMARY KEY,
    token_hash TEXT NOT NULL UNIQUE,
    made_ms BIGINT NOT NULL
);

-- The register that the burden report compares with: imported once, then fixed.
CREATE TABLE baseline (
    number BIGINT PRIMARY KEY CHECK (number = 1),
    imported_ms BIGINT NOT NULL,
    imported_by BIGINT NOT NULL,
    sha256 TEXT NOT NULL
);
CREATE TABLE baseline_meetings (
    line BIGINT PRIMARY KEY,
    date TEXT NOT NULL,
    department TEXT NOT NULL,
    title TEXT NOT NULL,
    venues TEXT NOT NULL,
    people BIGINT NOT NULL,
    minutes BIGINT NOT NULL
);

-- Who took an anonymised export, when, and of what: the hash says which file it was.
CREATE TABLE burden_exports (
    number BIGINT PRIMARY KEY,
    at_ms BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    format TEXT NOT NULL,
    from_date TEXT NOT NULL,
    until_date TEXT NOT NULL,
    sha256 TEXT NOT NULL
);
