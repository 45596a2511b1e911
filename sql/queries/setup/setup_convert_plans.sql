-- script: each portion by the primary key, although nobody may have analysed the table: else each would sort all of it
set enable_sort = off;
set enable_seqscan = off;
set enable_bitmapscan = off;
