"""``python -m itinerary``."""

from itinerary.cli import main

main()
