"""What pages are made of, a module a topic."""
