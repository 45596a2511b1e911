-- no parameters -> one row: the agencies for which codes and names of events count are looked up anew
select hentra.agency_match(null);
