/* SPDX-License-Identifier: Apache-2.0
 *
 * catalogue_command.h - `hentra catalogue import|diff|show`.
 */
#ifndef HENTRA_CATALOGUE_CATALOGUE_COMMAND_H
#define HENTRA_CATALOGUE_CATALOGUE_COMMAND_H

int catalogue_command(int argc, char **argv);

#endif
