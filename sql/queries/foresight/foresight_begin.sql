-- script: begins the transaction of a fit; fits take turns, and readers are not kept waiting
begin;
lock table hentra.foresight_fit in share row exclusive mode;
