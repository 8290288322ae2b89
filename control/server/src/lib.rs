//! The pinhui binary: routes, store, accounts, TLS, embedded media node.
