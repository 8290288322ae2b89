//! Offers and answers: one offer from the browser, one answer from here (JSEP, RFC 9429).

mod answer;
mod codec;
mod offer;

pub(crate) use answer::{AnswerLine, AnswerParameters, Candidates, SlotStreams, write_answer};
pub(crate) use codec::{Codec, CodecFormat};
pub(crate) use offer::{Direction, Extensions, LINES_MAX, Offer, OfferLine};

#[cfg(test)]
mod tests;
