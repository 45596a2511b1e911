-- no parameters -> one row: for whom codes and names of events count is looked up anew
select hentra.agency_match(null);
