-- no parameters -> boolean: the schema is there and is not hentra_owner's: restored where the roles were missing, or without owners
select exists (select from pg_namespace where nspname = 'hentra' and pg_get_userbyid(nspowner) <> 'hentra_owner');
