-- $1 role text, $2 agency integer (null: all) -> nothing
delete from hentra.access where role_name = $1 and agency_id is not distinct from $2;
