-- script: a transaction that may change catalogues. Locks have one order: first hentra.agency, then what an import or a repair locks
-- (catalogue_lock), then all else; a setup takes the first for itself
begin;
lock table hentra.agency in row exclusive mode;
