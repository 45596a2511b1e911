-- no parameters -> boolean: there is a warehouse in this database
-- columns: present
select to_regclass('hentra.migration') is not null as present;
