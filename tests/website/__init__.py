"""A stand-in for a city website's interaction system: a program of its own, with a database of its own, and faults.

It speaks to the hotline by what docs/api.md says and by nothing else.
"""
