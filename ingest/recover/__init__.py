"""The form's arithmetic: which readings of a doubtful row it leaves. Pure."""
