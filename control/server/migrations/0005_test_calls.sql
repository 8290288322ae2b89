-- A venue's last test call (联调): what carried media from its office, and what of its devices worked.
-- Times are in milliseconds; a path that did not connect has none. What nobody tried is NULL.
CREATE TABLE test_calls (
    venue BIGINT PRIMARY KEY REFERENCES venues (number) ON DELETE CASCADE,
    at_ms BIGINT NOT NULL,
    udp_ms BIGINT,
    tcp_ms BIGINT,
    camera BIGINT NOT NULL,
    microphone BIGINT NOT NULL,
    loudspeaker BIGINT
);
