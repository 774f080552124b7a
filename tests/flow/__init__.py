"""The rooms: every path, every refusal, on both databases."""
