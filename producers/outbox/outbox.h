/* SPDX-License-Identifier: Apache-2.0
 *
 * outbox.h - `hentra outbox`: an outbox table in a source's own database into the topic.
 */
#ifndef HENTRA_OUTBOX_OUTBOX_H
#define HENTRA_OUTBOX_OUTBOX_H

int outbox_command(int argc, char **argv);

#endif
