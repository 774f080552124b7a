"""Beside dispatching and handling: petitions, disputes, joint parts, waits — what is asked before a matter moves on."""
