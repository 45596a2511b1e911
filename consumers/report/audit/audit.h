/* SPDX-License-Identifier: Apache-2.0
 *
 * audit.h - `hentra audit`: published figures against their own arithmetic, and beside the warehouse's.
 */
#ifndef HENTRA_REPORT_AUDIT_AUDIT_H
#define HENTRA_REPORT_AUDIT_AUDIT_H

int audit_command(int argc, char **argv);

#endif
