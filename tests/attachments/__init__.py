"""Files beside words: what they are, what is left of them, who may read them."""
