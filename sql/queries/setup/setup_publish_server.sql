-- no parameters -> can this server feed subscribers, is there a limit to what a slot keeps; slots of this database, in words; null: none
-- columns: level bounded slots
select current_setting('wal_level') as level,
       current_setting('max_slot_wal_keep_size') <> '-1' as bounded,
       (select string_agg(slot_name, ', ' order by slot_name) from pg_replication_slots
        where slot_type = 'logical' and database = current_database()) as slots;
