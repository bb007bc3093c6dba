"""What goes wrong with the store as a whole, and not with one document."""


class StoreError(Exception):
    """The store cannot be read or written; the text says why and what to do."""
