-- Who did what, wherever it is recorded: the dashboard's login acts as the person who asks (`set local role`), so the session's login would
-- say that the dashboard did everything; and whoever types `set role hentra_owner` in psql is still somebody.

create function hentra.who() returns text language plpgsql stable parallel safe
set search_path = pg_catalog, pg_temp as $$
begin
        return case when (select r.rolcanlogin from pg_roles r where r.rolname = current_user) then current_user else session_user end;
end $$;
comment on function hentra.who is 'The login of who acts: the current role where it may log in (as the dashboard sets it to the person who asks), else, as after `set role` to a group, the login of the session.';

alter table hentra.access alter column granted_by set default hentra.who();
alter table hentra.alert_ack alter column made_by set default hentra.who();
alter table hentra.erasure alter column erased_by set default hentra.who();
alter table hentra.foresight_fit alter column fitted_by set default hentra.who();
alter table hentra.frozen_report alter column frozen_by set default hentra.who();
alter table hentra.index_given alter column given_by set default hentra.who();
alter table hentra.prune_run alter column run_by set default hentra.who();
alter table hentra.source_pause alter column paused_by set default hentra.who();

comment on column hentra.alert_ack.made_by is 'Login of who made it.';
comment on column hentra.alert_ack.lifted_by is 'Login of who did; null: nobody.';
comment on column hentra.erasure.erased_by is 'Login of who did it.';
comment on column hentra.prune_run.run_by is 'Login of who ran it.';
comment on column hentra.source_pause.paused_by is 'Login of who paused it.';
comment on column hentra.source_pause.resumed_by is 'Login of who resumed it; null: nobody yet.';
