-- $1 role text, $2 agency integer (null: all) -> nothing; granted already, it stays as it was
insert into hentra.access (role_name, agency_id) values ($1, $2) on conflict do nothing;
