"""The windows: named questions, answered from real tables."""
