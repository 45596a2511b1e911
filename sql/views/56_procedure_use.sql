-- What is received by procedure, and how much of it online: which online services are used at all (`hentra report procedures` counts them).

create view hentra.procedure_use as
select p.base as procedure, max(p.name) as name, max(p.field) as field, max(p.service) as service, bool_and(p.inferred) as inferred,
       coalesce(sum(f.received), 0)::bigint as received, coalesce(sum(f.online), 0)::bigint as online,
       min(f.first_online) as first_online, max(f.last_online) as last_online
from hentra.procedure_current p
left join (select procedure_id, sum(received) as received, sum(received) filter (where channel = 2) as online,
                  min(half_month) filter (where channel = 2 and received > 0) as first_online,
                  max(half_month) filter (where channel = 2 and received > 0) as last_online
           from hentra.flow_half_month_whole
           where case_kind = 0 and half_month <= hentra.local_day(current_timestamp)
           group by procedure_id) f using (procedure_id)
group by p.base;
comment on view hentra.procedure_use is 'Procedures by the first part of their code: what was ever received of them, and online. Dossiers only, of all agencies.';
comment on column hentra.procedure_use.procedure is 'First part of the code.';
comment on column hentra.procedure_use.name is 'Name by the catalogue of today; null: no version covers today.';
comment on column hentra.procedure_use.field is 'Code of the field; null: unknown.';
comment on column hentra.procedure_use.service is 'UNKNOWN, INFORMATION, PARTIAL or FULL by the catalogue of today; null: no version covers today.';
comment on column hentra.procedure_use.inferred is 'True: known from events only, no catalogue has named it.';
comment on column hentra.procedure_use.received is 'Dossiers received, ever.';
comment on column hentra.procedure_use.online is 'Of these, received online.';
comment on column hentra.procedure_use.first_online is 'First day of the first half month with an online dossier; null: there was none.';
comment on column hentra.procedure_use.last_online is 'First day of the last half month with an online dossier; null: there was none.';
