"""How calendars reach their subscribers: links, what they open, a server, and publishing."""
