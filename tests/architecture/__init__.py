"""The house plan, checked: who may import what, how large things are, what happens in one place only."""
