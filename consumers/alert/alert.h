/* SPDX-License-Identifier: Apache-2.0
 */
#ifndef HENTRA_ALERT_ALERT_H
#define HENTRA_ALERT_ALERT_H

/* `hentra alert` (see --help). */
int alert_command(int argc, char **argv);

#endif
