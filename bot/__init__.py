"""Rusprat: an anonymous Norwegian conversation about rusmidler, with a human ruskonsulent behind it."""
