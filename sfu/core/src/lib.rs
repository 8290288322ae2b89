//! Sans-IO media plane: connections, forwarding, egress.
