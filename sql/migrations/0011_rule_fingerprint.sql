-- Which rules a version stands for, told by what they make of a fixed corpus: a program with others under the same number is noticed.

alter table hentra.warehouse add column rule_fingerprint bigint;

comment on column hentra.warehouse.rule_fingerprint is 'What the rules that derived every fact make of a fixed corpus, as one number: another program under the same rule_version with another number would add other facts, and refuses. Null: not known; hentra setup or hentra verify --repair fill it in.';
