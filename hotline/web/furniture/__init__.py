"""The furniture of all counters: how pages look, lists are asked for, texts are marked. Knows no ticket's rule."""
