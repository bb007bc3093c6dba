"""Use the form's arithmetic to narrow down the readings of a doubtful row. Pure."""
