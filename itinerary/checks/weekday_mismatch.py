"""A weekday contradicts its date.

One of the two is wrong, and only the author knows which: a guess would send somebody to a
meeting on the wrong day.

Failing:

    programme:
      briefing: {kind: internal, title: Briefing, when: Wed 2023-05-25 09:00-10:00}

Passing:

    programme:
      briefing: {kind: internal, title: Briefing, when: Thu 2023-05-25 09:00-10:00}
"""

from itinerary.checks.rule import Rule

RULE = Rule("weekday-mismatch", __doc__)
