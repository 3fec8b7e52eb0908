"""The mapping for people: all mistakes at once, with their lines, and a schema for editors."""
