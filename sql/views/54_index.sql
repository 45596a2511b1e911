-- The arithmetic of index 766 (QD 766/QD-TTg), as consumers/report/index/score.h has it, for analysts. In numeric and by div(), which is
-- exact: a division that is rounded twice may turn 0.0049999 into a tie.

create function hentra.index_percent(numerator bigint, denominator bigint) returns numeric language sql immutable strict parallel safe
return case when denominator > 0
            then round(div(20000::numeric * numerator + denominator, 2::numeric * denominator) / 100, 2) end;
comment on function hentra.index_percent is 'Percent of index 766: 100 * numerator / denominator to two places, half up; null: the denominator is 0.';

create function hentra.index_score(points numeric, percent numeric, target numeric default 100) returns numeric
language sql immutable strict parallel safe
return round(case when percent >= target then points
                  else div(200 * points * percent + target, 2 * target) / 100 end, 2);
comment on function hentra.index_score is 'Part of a score of index 766: points * min(1, percent / target) to two places, half up. Groups are sums of such parts, the total is the sum of the groups.';
