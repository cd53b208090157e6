"""A waiver or an adjusted figure names a rule, or a figure, that does not exist: it does nothing.

Failing:

    programme:
      briefing:
        kind: internal
        title: Briefing
        when: 2023-05-22 09:00-10:00
        allow: [{rule: double-boked, why: by phone}]

Passing:

    programme:
      briefing:
        kind: internal
        title: Briefing
        when: 2023-05-22 09:00-10:00
        allow: [{rule: double-booked, why: by phone}]
"""

from itinerary.checks.rule import Rule

RULE = Rule("unknown-rule", __doc__)
"""The table of rules looks for it itself, since only the table knows every name."""
