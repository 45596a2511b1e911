-- Rule versions 5 and 6 in place of 1 to 4, with what they keep of a dossier: the facts themselves are moved by `hentra verify --repair`.

alter table hentra.dossier
        alter column first_observed_at drop not null,
        add column last_seen_open timestamptz,
        add column end_first_seen timestamptz;

comment on column hentra.dossier.first_observed_at is 'When hentra first saw anything of it; null: all was taken back as a mistake of our own reading.';
comment on column hentra.dossier.last_seen_open is 'With the mark BACKDATED, else null: when a source last said that it was open.';
comment on column hentra.dossier.end_first_seen is 'With the mark BACKDATED, else null: when hentra first saw the end that counts.';
comment on column hentra.warehouse.rule_version is 'Version of the rules that derived every fact: 5 form 06 of TT 01/2020/TT-VPCP (status 8 pauses), 6 index of QD 766/QD-TTg (status 8 ends). 1 to 4 were earlier readings of the same; hentra verify --repair replaces them.';
comment on column hentra.flow_day.backdated is 'Nothing since rule version 5. The mark BACKDATED of view dossier_quality is a list, not a figure.';
comment on column hentra.flow_half_month.backdated is 'Nothing since rule version 5. The mark BACKDATED of view dossier_quality is a list, not a figure.';

-- Form 06 counts, beside what was resolved, what is marked BACKDATED or ERASED (bits 5 and 18): few, and asked by their end.
create index dossier_doubted on hentra.dossier (ended_at) where marks & 262176 <> 0;
