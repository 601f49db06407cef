"""The words on our own screens, one catalogue per language, and how moments, amounts and lengths of time are said."""
