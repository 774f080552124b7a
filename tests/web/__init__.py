"""The counters, asked over HTTP as people and programs ask them."""
