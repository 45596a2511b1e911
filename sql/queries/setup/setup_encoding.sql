-- no parameters -> boolean: every text of an event can be stored as it is
select current_setting('server_encoding') = 'UTF8';
