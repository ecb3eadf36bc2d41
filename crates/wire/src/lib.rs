//! The JSON that the world sees: the only place where a field name of Kling's is spelled.
