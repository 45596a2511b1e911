-- script: PostgreSQL lets nobody change the type of a column that a publication lists, nor drop it. So for the length of a migration
-- tables are published whole, dossiers not at all: what is changed in other tables reaches subscribers
do $$
declare
        tables text := (select string_agg(format('%I.%I', schemaname, tablename), ', ')
                        from pg_publication_tables where pubname = 'hentra' and tablename <> 'dossier');
begin
        if tables is not null then
                execute 'alter publication hentra set table ' || tables;
        end if;
end $$;
