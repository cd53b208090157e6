"""Numbered, frozen copies of a schedule, chained so that a change to any of them shows."""
