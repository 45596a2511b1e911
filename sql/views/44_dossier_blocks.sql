-- Indexes of ranges of blocks (BRIN) know nothing of a range that is new: whoever looks for a day reads it. Loaders have the newest ranges looked
-- at once a minute, when nothing waits (consumers/load/form06_keep.c).
-- Rule: a bounded part of the work at a time, and none where somebody else is at it: a loader never waits here. What a large load leaves is vacuum's.

create or replace function hentra.dossier_blocks_keep() returns integer language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
        ranges_most constant integer := 250; -- of each index, at most
        last constant bigint := pg_relation_size('hentra.dossier') / current_setting('block_size')::integer - 1;
        block bigint;
        kept integer := 0;
        brin record;
begin
        -- As vacuum locks it, which does the same.
        lock table hentra.dossier in share update exclusive mode nowait;
        for brin in
                select i.indexrelid as name, coalesce((select option_value::bigint from pg_options_to_table(c.reloptions) where option_name = 'pages_per_range'), 128) as step
                from pg_index i
                join pg_class c on c.oid = i.indexrelid
                join pg_am m on m.oid = c.relam and m.amname = 'brin'
                where i.indrelid = 'hentra.dossier'::regclass and i.indisvalid
        loop
                block := last;
                for n in 1 .. ranges_most loop
                        exit when block < 0 or brin_summarize_range(brin.name, block) = 0;
                        kept := kept + 1;
                        block := block - brin.step;
                end loop;
        end loop;
        return kept;
exception
        when lock_not_available then
                return 0;
end $$;
comment on function hentra.dossier_blocks_keep is 'Has the indexes of ranges of blocks look at the newest ranges of dossier. How many they knew nothing of; 0 also while a vacuum is at it.';
