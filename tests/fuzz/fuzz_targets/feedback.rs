//! See `sfu_core::fuzzing`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| pinhui_fuzz::run("feedback", bytes));
