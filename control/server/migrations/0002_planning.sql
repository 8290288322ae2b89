-- Planning meetings. Dates are TEXT (YYYY-MM-DD) and clock times minutes after midnight, both
-- Asia/Shanghai; moments are Unix milliseconds. Lists that are only ever read and written whole
-- (an audience, presenters, reasons) are JSON in a TEXT column.

INSERT INTO numbers (kind, last) VALUES
    ('roster-person', 0), ('line', 0), ('quota', 0), ('series', 0), ('window', 0), ('item', 0),
    ('call', 0), ('approval', 0), ('plan-version', 0);

-- The department a user of role staff plans for; NULL coordinates for all.
ALTER TABLE users ADD COLUMN department BIGINT REFERENCES departments (id);

CREATE TABLE department_standing (
    department BIGINT PRIMARY KEY REFERENCES departments (id) ON DELETE CASCADE,
    privileged BIGINT NOT NULL,
    email TEXT
);

CREATE TABLE street_roles (
    number BIGINT PRIMARY KEY CHECK (number BETWEEN 0 AND 15),
    name TEXT NOT NULL UNIQUE
);
INSERT INTO street_roles (number, name) VALUES
    (0, '书记'), (1, '主任'), (2, '副主任'), (3, '民政社工'), (4, '综治社工'), (5, '党建社工');

CREATE TABLE roster_people (
    id BIGINT PRIMARY KEY,
    venue BIGINT NOT NULL REFERENCES venues (number) ON DELETE CASCADE,
    name TEXT NOT NULL,
    role BIGINT NOT NULL REFERENCES street_roles (number),
    email TEXT,
    UNIQUE (venue, role, name)
);

CREATE TABLE lines (
    id BIGINT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
);

CREATE TABLE calendar_days (
    date TEXT PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('off', 'make-up')),
    note TEXT NOT NULL
);

-- Every week on a weekday (1 Monday … 7 Sunday), or once on a date.
CREATE TABLE protected_hours (
    number BIGINT PRIMARY KEY,
    weekday BIGINT,
    date TEXT,
    from_min BIGINT NOT NULL,
    until_min BIGINT NOT NULL,
    note TEXT NOT NULL,
    CHECK ((weekday IS NULL) <> (date IS NULL))
);

CREATE TABLE quotas (
    id BIGINT PRIMARY KEY,
    department BIGINT REFERENCES departments (id) ON DELETE CASCADE,
    line BIGINT REFERENCES lines (id) ON DELETE CASCADE,
    from_date TEXT NOT NULL,
    until_date TEXT NOT NULL,
    allowed BIGINT NOT NULL
);

-- One row: who approves, and who stands in between two dates.
CREATE TABLE approvers (
    number BIGINT PRIMARY KEY CHECK (number = 1),
    leader BIGINT REFERENCES users (id) ON DELETE SET NULL,
    delegate BIGINT REFERENCES users (id) ON DELETE SET NULL,
    delegate_from TEXT,
    delegate_until TEXT
);
INSERT INTO approvers (number) VALUES (1);

-- Hours a presenter can present, as a JSON list; a presenter without a row can at any time.
CREATE TABLE presenters (
    name TEXT PRIMARY KEY,
    hours TEXT NOT NULL
);

CREATE TABLE series (
    id BIGINT PRIMARY KEY,
    department BIGINT NOT NULL REFERENCES departments (id),
    name TEXT NOT NULL,
    week BIGINT NOT NULL,
    weekday BIGINT NOT NULL,
    half TEXT NOT NULL CHECK (half IN ('morning', 'afternoon')),
    audience TEXT NOT NULL
);

CREATE TABLE windows (
    id BIGINT PRIMARY KEY,
    date TEXT NOT NULL,
    half TEXT NOT NULL CHECK (half IN ('morning', 'afternoon')),
    room TEXT NOT NULL,
    opens_min BIGINT NOT NULL,
    closes_min BIGINT NOT NULL,
    cap_min BIGINT NOT NULL,
    series BIGINT REFERENCES series (id),
    UNIQUE (date, half, room)
);

CREATE TABLE calls (
    id BIGINT PRIMARY KEY,
    window_id BIGINT NOT NULL UNIQUE REFERENCES windows (id),
    about TEXT NOT NULL,
    made_ms BIGINT NOT NULL,
    made_by BIGINT NOT NULL,
    deadline_ms BIGINT NOT NULL
);

CREATE TABLE items (
    id BIGINT PRIMARY KEY,
    department BIGINT NOT NULL REFERENCES departments (id),
    title TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('inform', 'discuss', 'decide')),
    minutes BIGINT NOT NULL,
    audience TEXT NOT NULL,
    required BIGINT NOT NULL,
    earliest TEXT NOT NULL,
    deadline TEXT NOT NULL,
    wished TEXT,
    priority BIGINT NOT NULL,
    presenters TEXT NOT NULL,
    pin TEXT,
    after TEXT NOT NULL,
    not_with TEXT NOT NULL,
    line BIGINT REFERENCES lines (id),
    separate_reason TEXT,
    call_id BIGINT REFERENCES calls (id),
    withdrawn BIGINT NOT NULL,
    made_ms BIGINT NOT NULL,
    made_by BIGINT NOT NULL
);
CREATE INDEX items_by_dates ON items (deadline, earliest);

-- Only what a department said in so many words: an item names its call itself.
CREATE TABLE call_refusals (
    call_id BIGINT NOT NULL REFERENCES calls (id),
    department BIGINT NOT NULL REFERENCES departments (id) ON DELETE CASCADE,
    answered_ms BIGINT NOT NULL,
    PRIMARY KEY (call_id, department)
);

-- Asked and decided; what was decided is never changed, a changed item asks anew.
CREATE TABLE approvals (
    id BIGINT PRIMARY KEY,
    item BIGINT REFERENCES items (id),
    series BIGINT REFERENCES series (id) ON DELETE CASCADE,
    reasons TEXT NOT NULL,
    stated TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'granted', 'refused')),
    asked_ms BIGINT NOT NULL,
    decided_ms BIGINT,
    decided_by BIGINT,
    by_delegate BIGINT NOT NULL,
    note TEXT NOT NULL,
    CHECK ((item IS NULL) <> (series IS NULL))
);
CREATE INDEX approvals_of_items ON approvals (item, id);
CREATE INDEX approvals_of_series ON approvals (series, id);

-- Versions of a week's plan. At most one draft and one in force (published or frozen) a week.
-- judged: what it costs and saves, as JSON. best: the least cost known, of the problem with that hash.
CREATE TABLE plan_versions (
    id BIGINT PRIMARY KEY,
    week TEXT NOT NULL,
    number BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('draft', 'published', 'frozen', 'superseded')),
    made_ms BIGINT NOT NULL,
    made_by BIGINT NOT NULL,
    published_ms BIGINT,
    judged TEXT NOT NULL,
    best TEXT,
    best_of TEXT,
    UNIQUE (week, number)
);

CREATE TABLE plan_slots (
    version BIGINT NOT NULL REFERENCES plan_versions (id) ON DELETE CASCADE,
    item BIGINT NOT NULL REFERENCES items (id),
    window_id BIGINT NOT NULL REFERENCES windows (id),
    start_min BIGINT NOT NULL,
    hold TEXT NOT NULL CHECK (hold IN ('slot', 'window', 'unlocked')),
    PRIMARY KEY (version, item)
);
CREATE INDEX plan_slots_of_items ON plan_slots (item);

-- The session that a published window became, and its run of show (control-domain's AgendaItem, JSON).
CREATE TABLE planned_sessions (
    session BIGINT PRIMARY KEY REFERENCES sessions (id) ON DELETE CASCADE,
    window_id BIGINT NOT NULL UNIQUE REFERENCES windows (id),
    version BIGINT NOT NULL REFERENCES plan_versions (id),
    starts_ms BIGINT NOT NULL,
    ends_ms BIGINT NOT NULL,
    agenda TEXT NOT NULL
);
