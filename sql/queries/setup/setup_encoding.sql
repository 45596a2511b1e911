-- no parameters -> boolean: every text of an event can be stored as it is
-- columns: utf8
select current_setting('server_encoding') = 'UTF8' as utf8;
