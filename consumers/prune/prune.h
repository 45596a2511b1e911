/* SPDX-License-Identifier: Apache-2.0
 *
 * prune.h - `hentra prune`: deletes what is over and old, and nothing that is open, waits, or counts.
 */
#ifndef HENTRA_PRUNE_PRUNE_H
#define HENTRA_PRUNE_PRUNE_H

int prune_command(int argc, char **argv);

#endif
