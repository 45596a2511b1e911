-- SPDX-License-Identifier: Apache-2.0
-- psql -v at=MICROS: oracle.event as it was known at that instant, from oracle.event_all (a copy that the caller made).
-- Known was what had been observed by then, and was not taken back later: that was hentra's own mistake. A document to which its
-- source returned later counts as said when it was first stated.
truncate oracle.event;
insert into oracle.event
select (r).* from (
        select jsonb_populate_record(e, case when kind = 1 and s.since > :at
                                             then jsonb_build_object('stated_at', s.stated_first, 'observed_at', s.observed_at, 'since', null)
                                             else '{}' end) as r
        from oracle.event_all e
        join (select dossier_id, source, kind, content,
                     min(least(stated_at, observed_at)) filter (where not retracts) as stated_first,
                     max(least(stated_at, observed_at)) filter (where not retracts) as stated_at,
                     min(observed_at) filter (where not retracts) as observed_at,
                     max(least(stated_at, observed_at)) filter (where retracts) as retracted_at,
                     max(least(since, stated_at, observed_at)) filter (where since is not null and not retracts) as since
              from oracle.event_all group by 1, 2, 3, 4) s using (dossier_id, source, kind, content)
        where not e.retracts and s.observed_at <= :at and coalesce(s.retracted_at < case when kind = 1 and s.since > :at then s.stated_first else s.stated_at end, true)) known;
