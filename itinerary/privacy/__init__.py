"""Who may see what: the one gate between a schedule and anything that leaves the house."""
