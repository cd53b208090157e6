"""Placing requests: a schedule is posed as a problem of plain data, solved, and proposed."""
