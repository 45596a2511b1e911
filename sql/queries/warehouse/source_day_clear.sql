-- no parameters -> nothing is kept of any source
delete from hentra.source_day;
