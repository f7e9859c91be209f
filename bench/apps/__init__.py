"""The smallest Textual programs that the console is held against."""
