"""The elements of a row of the form: labels, heads, columns, facts. Pure."""
