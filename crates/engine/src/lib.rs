//! Picture and brief to sound.
