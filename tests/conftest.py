"""What holds for every test."""

import gc
import os
import sys

from hypothesis import settings

# A deadline measures the machine: no test is to fail because another program is busy.
settings.register_profile("itinerary", deadline=None)
settings.load_profile("itinerary")

# Tests compare English with English, whatever whoever runs them speaks.
for name in ("LC_ALL", "LC_MESSAGES", "LANG", "LANGUAGE"):
    os.environ.pop(name, None)

# The program is started a thousand times, and to compile it takes three times as long as to run it.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False


# Little of what a test makes is garbage that only a search finds, and what was imported never is.
gc.set_threshold(100_000, 10, 10)


def pytest_collection_finish() -> None:
    gc.collect()
    gc.freeze()
