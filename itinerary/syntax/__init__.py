"""The schedule language: text → document (every value knows where it stands) → Schedule."""
