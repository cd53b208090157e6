"""What the program costs, measured beside what others cost. Not a test: machines differ."""
