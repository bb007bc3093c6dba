"""Made-up reports in any number, plausible and consistent: as documents, or straight as parsed parts.

What comes from here says in its own text that it is made up (`data/reference/made_up.yml`), and so does everything that
is built from it.
"""
