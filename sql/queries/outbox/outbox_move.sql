-- $1 the id up to which all is confirmed, $2 and $3 ids and reasons of the rows among them that are set aside, $4 rows in all.
select hentra_outbox.move_position($1, $2, $3, $4)
