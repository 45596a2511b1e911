-- SPDX-License-Identifier: Apache-2.0
-- psql -v zone=NAME -v rule=5|6: recomputes every dossier and flow from oracle.event, by the rules of
-- timeline.h (5: form 06, 6: index 766), with sets instead of a walk.
--   record.sql      what was said, what stands of it, the claims in order of saying, the attributes
--   occurrence.sql  occurrences in their order, segments, and what stands of reception and ends
--   life.sql        the end of every segment, and where the dossier stayed in which state
--   mark.sql        the marks that look at more than the life itself
--   dossier.sql, flow.sql, as_of.sql
\set ON_ERROR_STOP on
\pset pager off
set timezone = :'zone';
set client_min_messages = warning;
set work_mem = '1GB';
set max_parallel_workers_per_gather = 2;
set jit = off;
drop table if exists oracle.code, oracle.dossier_key, oracle.record, oracle.document, oracle.claim, oracle.attribute, oracle.occurrence,
        oracle.segment, oracle.reception, oracle.void, oracle.ended, oracle.ending, oracle.path, oracle.stay, oracle.mark, oracle.life,
        oracle.dossier, oracle.flow, oracle.flow_day, oracle.flow_half_month cascade;
\ir record.sql
\ir occurrence.sql
\ir life.sql
\ir mark.sql
\ir dossier.sql
\ir flow.sql
\ir as_of.sql
