-- no parameters -> nothing; held until the transaction ends: two that write the calendar follow each other, readers go on
lock table hentra.calendar_version in share row exclusive mode;
