/* SPDX-License-Identifier: Apache-2.0
 *
 * spool.h - `hentra spool`: the files of a directory, by a mapping, into Kafka.
 */
#ifndef HENTRA_SPOOL_SPOOL_H
#define HENTRA_SPOOL_SPOOL_H

int spool_command(int argc, char **argv);

#endif
