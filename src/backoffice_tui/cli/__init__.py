"""The command line: a command for each verb, made from the same declarations as the screens."""
