-- Rule versions 3 and 4 in place of 1 and 2: the facts themselves are moved by `hentra verify --repair`.

comment on column hentra.warehouse.rule_version is 'Version of the rules that derived every fact: 3 form 06 of TT 01/2020/TT-VPCP (status 8 pauses), 4 index of QD 766/QD-TTg (status 8 ends). 1 and 2 were the first reading of the same; hentra verify --repair replaces them.';
