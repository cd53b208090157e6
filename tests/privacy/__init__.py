"""The gate is proved here before any renderer counts as done."""
