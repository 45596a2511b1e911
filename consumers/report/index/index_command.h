/* SPDX-License-Identifier: Apache-2.0
 *
 * index_command.h - `hentra index set|list|rules`: what no dossier says of index 766, and the rules it is
 * computed by. The index itself is `hentra report index766`.
 */
#ifndef HENTRA_REPORT_INDEX_INDEX_COMMAND_H
#define HENTRA_REPORT_INDEX_INDEX_COMMAND_H

int index_command(int argc, char **argv);

#endif
