"""The shapes: what may come in (inputs, one per verb) and what may go out (outputs, one per audience, allow-lists).

Fields clean what they take and refuse it with a Chinese sentence. Knows no table, no HTTP and no clock.
"""
