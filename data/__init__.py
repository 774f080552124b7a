"""The dispatch directory, the time limits and other things a city decides, as packaged data."""
