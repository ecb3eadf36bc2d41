//! The numbers that describe a sound, and the picture that shows it.
