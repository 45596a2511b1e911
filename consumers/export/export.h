/* SPDX-License-Identifier: Apache-2.0 */
#ifndef HENTRA_EXPORT_EXPORT_H
#define HENTRA_EXPORT_EXPORT_H

/* `hentra export`. Returns the exit code. */
int export_command(int argc, char **argv);

#endif
