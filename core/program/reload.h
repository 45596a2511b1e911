/* SPDX-License-Identifier: Apache-2.0
 *
 * reload.h - the settings are read again while a service runs.
 */
#ifndef HENTRA_PROGRAM_RELOAD_H
#define HENTRA_PROGRAM_RELOAD_H

#include "core/lib/conf.h"

/* Takes the new values of those settings that may change while the program runs (conf_table.live), and logs
 * each, and each other that differs: it needs a restart. A file that is wrong changes nothing, and is logged.
 */
void reload_settings(struct conf *conf);
/* Sets the log as the settings have it. */
void reload_log(const struct conf *conf);

#endif
