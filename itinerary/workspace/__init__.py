"""The use cases: what a command does, without a command line."""
