//! Planning meetings as the street does it: pure rules around the solver.
//!
//! Nothing here reads a clock or a store. What is stored is spoken of in the words of
//! [`control_wire::rest::planning`]: rows, bodies and rules have one shape. The solver
//! ([`slotting`]) has its own, and [`week`] is the border between the two.
//!
//! * [`dates`]: weeks, dates and clock times in Asia/Shanghai
//! * [`street`]: who there is, as the rules need it
//! * [`asking`]: what an item must be before it is taken
//! * [`precedence`]: what comes before what
//! * [`approval`]: what needs approval, and who may give it
//! * [`call`]: the T−2 call and its answers
//! * [`series`]: the dates of a standing series
//! * [`version`]: draft → published → frozen
//! * [`week`]: one week's windows and items as a slotting problem, and its words
//! * [`judge`]: what a plan costs, saves, and asks of people
//! * [`nearby`]: meetings of the same people that could be one
//! * [`run_of_show`]: what a session takes from the plan
//! * [`import`]: CSV files, with every bad line
//! * [`invitation`]: who has to be at a meeting, from when until when
//! * [`burden`]: what meetings cost, against a baseline
//! * [`register`]: the baseline's meetings, read from a file
//! * [`tips`]: when the weekly work tips are sent

pub mod approval;
pub mod asking;
pub mod burden;
pub mod call;
pub mod dates;
pub mod import;
pub mod invitation;
pub mod judge;
pub mod nearby;
pub mod precedence;
pub mod register;
pub mod run_of_show;
pub mod series;
pub mod street;
pub mod tips;
pub mod version;
pub mod week;
