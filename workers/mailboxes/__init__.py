"""Mailboxes are read from here: fetched by IMAP, understood, handed to the room that takes them in. Holds no rule."""
