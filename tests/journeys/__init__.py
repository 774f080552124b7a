"""The service as people meet it: a real browser against the running service."""
