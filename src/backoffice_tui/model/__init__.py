"""The nouns of the house; `states` is plain Python, the other modules are tables."""
