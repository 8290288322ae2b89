//! Pure rules: venues, sessions, the session log, the floor.
