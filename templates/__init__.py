"""Page templates, one folder per persona, as packaged data."""
