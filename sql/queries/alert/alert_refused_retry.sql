-- $1 only report them boolean -> messages that the topic refused, one row each; they wait again
-- columns: alert_id
with chosen as (select alert_id, transition from hentra.alert_transition where refused_at is not null),
again as (
        update hentra.alert_transition t
        set refused_at = null
        from chosen c
        where (t.alert_id, t.transition) = (c.alert_id, c.transition) and not $1
        returning pg_notify('hentra_dossier', ''))
select alert_id from chosen;
