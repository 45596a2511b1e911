-- no parameters -> boolean: there is a warehouse in this database
select to_regclass('hentra.migration') is not null;
