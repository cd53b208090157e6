"""What holds for every test."""

from hypothesis import settings

# A deadline measures the machine: no test is to fail because another program is busy.
settings.register_profile("itinerary", deadline=None)
settings.load_profile("itinerary")
