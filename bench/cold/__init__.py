"""Cold start: what importing a function costs, with bytecode as packaged, and what the zip is made of."""
