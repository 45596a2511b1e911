-- SPDX-License-Identifier: Apache-2.0
-- Run once, by psql, in a new and empty database: the login of the loaders and the alerter, which may load and raise alerts, and no
-- more, and that of the dashboard, which has no right but those of the people who are granted to it (`grant "anna" to
-- hentra_dashboard`). `hentra setup` grants the rights to its groups. $LOADER_PASSWORD_FILE and $DASHBOARD_PASSWORD_FILE name the
-- files with their passwords.
\set ON_ERROR_STOP on
\set loader `cat "$LOADER_PASSWORD_FILE"`
\set dashboard `cat "$DASHBOARD_PASSWORD_FILE"`
create role hentra_loader nologin;
create role hentra_alerter nologin;
create role hentra_load login in role hentra_loader, hentra_alerter password :'loader';
create role hentra_dashboard login password :'dashboard';
