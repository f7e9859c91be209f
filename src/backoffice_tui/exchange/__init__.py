"""Files and messages in and out; nothing here knows what a row or a letter is about."""
