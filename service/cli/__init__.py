"""The command line: a file for each command, by the name it is typed by."""
