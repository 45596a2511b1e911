-- SPDX-License-Identifier: Apache-2.0
-- Run once, by psql, in a new and empty database: the login of the loaders and the alerter, which may load and raise alerts, and no
-- more. `hentra setup` grants the rights to its groups. $LOADER_PASSWORD_FILE names the file with its password.
\set ON_ERROR_STOP on
\set password `cat "$LOADER_PASSWORD_FILE"`
create role hentra_loader nologin;
create role hentra_alerter nologin;
create role hentra_load login in role hentra_loader, hentra_alerter password :'password';
