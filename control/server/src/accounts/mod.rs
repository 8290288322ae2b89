//! Who somebody is: passwords, tokens in cookies and links, and what each role may do.

pub mod access;
pub mod cookies;
pub mod login_limit;
pub mod names;
pub mod passwords;
pub mod token;
