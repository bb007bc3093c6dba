"""How exactly the output of other tools is read, and how exactly one would read without this project."""
