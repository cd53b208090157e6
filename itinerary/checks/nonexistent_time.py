"""A local time that the clocks of its place skip, because they are put forward.

When clocks go forward an hour is missing. Which instant was meant only the author knows: the
finding tells both readings. A time that clocks show twice is reported as `ambiguous-time`. Times
and zones are those of the IANA database.

Failing:

    delegation: {name: New York, dates: 2023-03-10 to 2023-03-14, timezone: America/New_York}
    programme:
      vigil: {kind: meeting, title: Vigil, when: 2023-03-12 02:30-04:00}

Passing:

    delegation: {name: New York, dates: 2023-03-10 to 2023-03-14, timezone: America/New_York}
    programme:
      vigil: {kind: meeting, title: Vigil, when: 2023-03-12 03:30-04:00}
"""

from itinerary.checks.rule import Rule

RULE = Rule("nonexistent-time", __doc__)
