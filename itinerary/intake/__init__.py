"""What comes from elsewhere: calendar files and tables, read at arm's length."""
