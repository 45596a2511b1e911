-- no parameters -> code text that is another one without the zeros at its end, and that other one, whole, text; at
-- least one of the two is staged. Runs after the members are merged
-- columns: code whole
with code as (
        select code, rtrim(code, '0') as stem, bool_or(staged) as staged
        from (select hentra.procedure_base(code) as code, false as staged from hentra.procedure
              union all select hentra.procedure_base(code), true from catalogue_procedure) c
        where code ~ '^[0-9]+[.][0-9]+$'
        group by code)
select distinct on (cut.code) cut.code, whole.code as whole
from code cut
join code whole on whole.stem = cut.stem and length(whole.code) > length(cut.code) and (cut.staged or whole.staged)
order by cut.code, length(whole.code) desc;
