//! Prints every venue's number, colour and tone, one venue a line, for `clips/make`.

use std::io::{self, Write};

use rehearse::identity::{VENUES, colour, tone_hz};

fn main() -> io::Result<()> {
    let mut out = io::stdout().lock();
    for number in (0u16..).take(VENUES) {
        let [red, green, blue] = colour(number);
        writeln!(
            out,
            "{number:02} {red:02x}{green:02x}{blue:02x} {}",
            tone_hz(number)
        )?;
    }
    Ok(())
}
