"""What a row of the form is: labels, heads, columns, facts. Pure."""
