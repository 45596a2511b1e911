-- $1 name text, $2 fingerprint bigint -> nothing
insert into hentra.script (name, fingerprint) values ($1, $2)
on conflict (name) do update set fingerprint = excluded.fingerprint, applied_at = now();
