"""The suite: real databases, a real Redis, a real browser; no double of our own code."""
