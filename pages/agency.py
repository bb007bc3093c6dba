from dashboard import one_agency, parts, shell

parts.title("agency")
agency = one_agency.pick(shell.scope())
if agency:
    one_agency.who(agency)
    one_agency.over_the_years(agency)
    one_agency.figures_by_year(agency)
    one_agency.its_reports(agency)
    one_agency.names(agency)
