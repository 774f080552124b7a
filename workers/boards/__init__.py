"""Message boards are read from here: fetched, understood, handed to the room that takes them in. Holds no rule."""
