"""A local time that the clocks of its place show twice, because they are put back.

The finding tells both readings and how to write each of them, in UTC. A time that the clocks
skip is reported as `nonexistent-time`.

Failing:

    delegation: {name: New York, dates: 2023-11-04 to 2023-11-06, timezone: America/New_York}
    programme:
      vigil: {kind: meeting, title: Vigil, when: 2023-11-05 01:30 for 1h}

Passing:

    delegation: {name: New York, dates: 2023-11-04 to 2023-11-06, timezone: America/New_York}
    programme:
      vigil: {kind: meeting, title: Vigil, when: 2023-11-05 05:30 UTC for 1h}
"""

from itinerary.checks.rule import Rule

RULE = Rule("ambiguous-time", __doc__)
