"""`make bench`: what Slipway costs, beside what people would use instead, in one run on the local AWS.

Each part is a function from a `Plan` (how often, how large) to a result that JSON can hold (results.py); tables.py and
document.py show what all parts found.
"""
