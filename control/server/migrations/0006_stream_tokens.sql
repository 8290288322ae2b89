-- What an encoder (WHIP) or a player (WHEP) shows to be let into a session. Only the SHA-256 of a
-- token is kept. Times are in Unix milliseconds, UTC.

INSERT INTO numbers (kind, last) VALUES ('stream-token', 0);

CREATE TABLE stream_tokens (
    id BIGINT PRIMARY KEY,
    session BIGINT NOT NULL REFERENCES sessions (id),
    kind TEXT NOT NULL CHECK (kind IN ('encoder', 'player')),
    label TEXT NOT NULL,
    token_hash TEXT NOT NULL UNIQUE,
    made_ms BIGINT NOT NULL,
    expires_ms BIGINT NOT NULL
);
CREATE INDEX stream_tokens_of_session ON stream_tokens (session, id);
