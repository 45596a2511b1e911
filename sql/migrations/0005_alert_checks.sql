-- What a rule may be, said by the table when it is written: until now the alerter refused steps that are in no order, in its log,
-- where nobody looks who adds a rule; and a refusal of the table did not tell what is wrong. Each constraint has a name that
-- says it.

-- A row that breaks a new constraint could never be updated again, not even by the alerter that sets its start mark. So such a
-- rule is brought in order; and switched off, so that somebody looks at it before it raises anything: as it stood the alerter
-- refused it, or read something else than was meant.
update hentra.alert_rule r
set offsets = tidy.offsets, enabled = false
from (select rule_id, array_agg(distinct greatest(-1000000, least(1000000, step))
                                order by greatest(-1000000, least(1000000, step))) as offsets
      from hentra.alert_rule, unnest(offsets) as step
      group by rule_id) tidy
where tidy.rule_id = r.rule_id and r.offsets <> tidy.offsets;

update hentra.alert_rule
set name = 'rule ' || rule_id || ' (named by setup)'
where name !~ '[^[:space:]]' or name ~ '[[:cntrl:]]';

alter table hentra.alert_rule rename constraint alert_rule_kind_check to alert_rule_kind_is_1_to_3;
alter table hentra.alert_rule rename constraint alert_rule_level_check to alert_rule_level_is_0_to_3;
alter table hentra.alert_rule rename constraint alert_rule_case_kind_check to alert_rule_case_kind_is_0_to_2;
alter table hentra.alert_rule rename constraint alert_rule_offsets_check to alert_rule_offsets_are_1_to_16;
alter table hentra.alert_rule
        drop constraint alert_rule_check,
        drop constraint alert_rule_offsets_check1,
        add constraint alert_rule_name_is_printable check (name ~ '[^[:space:]]' and name !~ '[[:cntrl:]]'),
        add constraint alert_rule_offsets_are_not_null check (num_nulls(variadic offsets) = 0),
        -- The alerter reads a list whose first element is number 1.
        add constraint alert_rule_offsets_are_one_list check (array_ndims(offsets) = 1 and array_lower(offsets, 1) = 1),
        add constraint alert_rule_offsets_are_within_1000000 check (-1000000 <= all (offsets) and 1000000 >= all (offsets)),
        -- Behind the last offset there is null, and what is compared with it is not false.
        add constraint alert_rule_offsets_ascending check (
                (offsets[1] < offsets[2]) is not false and (offsets[2] < offsets[3]) is not false
                and (offsets[3] < offsets[4]) is not false and (offsets[4] < offsets[5]) is not false
                and (offsets[5] < offsets[6]) is not false and (offsets[6] < offsets[7]) is not false
                and (offsets[7] < offsets[8]) is not false and (offsets[8] < offsets[9]) is not false
                and (offsets[9] < offsets[10]) is not false and (offsets[10] < offsets[11]) is not false
                and (offsets[11] < offsets[12]) is not false and (offsets[12] < offsets[13]) is not false
                and (offsets[13] < offsets[14]) is not false and (offsets[14] < offsets[15]) is not false
                and (offsets[15] < offsets[16]) is not false),
        add constraint alert_rule_due_soon_is_before check (kind <> 1 or 0 > all (offsets)),
        add constraint alert_rule_overdue_is_0 check (kind <> 2 or offsets = array[0]),
        add constraint alert_rule_escalation_is_after check (kind <> 3 or 0 < all (offsets));

comment on column hentra.alert_rule.name is 'Name, as it stands in alerts; printable, not blank.';
comment on column hentra.alert_rule.offsets is 'The rule''s steps: working minutes from the due date, 1 to 16, ascending, at most 1000000 away. Due soon (kind 1): below 0, {-960,-240} for two working days and half a day before it; overdue (2): {0}; escalation (3): above 0, each step goes one agency further up. A later step takes the place of an earlier one.';
comment on constraint alert_rule_offsets_are_within_1000000 on hentra.alert_rule is 'Working minutes: eight years of working days of 8 hours. What is longer is a mistake, in the unit for example.';

-- A webhook's name too is printable and not blank, said by what it may not hold: where the database has the locale C, [[:graph:]] knows no
-- letter of Vietnamese beyond ASCII.
alter table hentra.alert_webhook
        drop constraint alert_webhook_name_check,
        add constraint alert_webhook_name_is_printable check (
                name ~ '[^[:space:]]' and name !~ '^[[:space:]]|[[:space:]]$|[[:cntrl:]]' and length(name) <= 63);
