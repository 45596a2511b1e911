-- $1 horizon bigint -> of dossiers that an earlier transaction wrote the pauses are noted
insert into hentra.foresight_noted (horizon) values ($1)
on conflict (singleton) do update set horizon = excluded.horizon;
