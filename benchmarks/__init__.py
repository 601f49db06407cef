"""Measurements: every time is a ratio to an anchor of the same run, every cost is counted."""
