//! Synthetic venues: clients that publish a real clip and receive the stage.
