-- The database that is read: its own name, whatever a pooler calls it.
-- columns: name
select current_database()::text as name
