"""The figures as tables and plots."""
