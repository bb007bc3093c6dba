"""The interface for programs: the pages' questions over HTTP."""
