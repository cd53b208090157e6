"""What independent calendar programs read in a feed: a feed is right when they all agree."""
