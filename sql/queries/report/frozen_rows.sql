-- $1 name -> rows of the frozen report in their order
-- columns: depth keys cells
select depth, keys::text as keys, cells::text as cells from hentra.frozen_row where name = $1 order by place;
