-- script: a transaction for a migration; where there is a warehouse, nobody imports or repairs meanwhile (catalogue_begin)
begin;
do $$
begin
        if to_regclass('hentra.agency') is not null then
                lock table hentra.agency in share row exclusive mode;
        end if;
end $$;
