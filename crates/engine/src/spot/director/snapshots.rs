//! Rules of the director on hand-made scenes.
