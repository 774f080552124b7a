"""Beside classification: which messages are about one matter, and how they come under one ticket (并单)."""
