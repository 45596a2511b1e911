-- script: when this has been committed, the disk has all that was committed before it; and no crash gives a number again that lies below
begin;
set local synchronous_commit = on;
select pg_logical_emit_message(true, 'hentra', 'export');
commit;
