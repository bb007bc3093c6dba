"""A report before it is published: what an office would want to know of it."""
