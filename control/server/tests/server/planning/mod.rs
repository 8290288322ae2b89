//! `/api/v1/planning`

mod asking;
mod files;
mod office;
mod weeks;
