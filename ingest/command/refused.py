"""What ends a command with one line."""


class Refused(Exception):
    """Nothing could be done; the text says why and what to do."""
