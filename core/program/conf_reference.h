/* SPDX-License-Identifier: Apache-2.0
 *
 * conf_reference.h - docs/configuration.md, printed from the table of settings.
 */
#ifndef HENTRA_PROGRAM_CONF_REFERENCE_H
#define HENTRA_PROGRAM_CONF_REFERENCE_H

void conf_print_reference(void);

#endif
