//! Worlds for tests: the real binary, synthetic venues, networks.
