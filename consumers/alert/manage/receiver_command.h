/* SPDX-License-Identifier: Apache-2.0
 *
 * receiver_command.h - `hentra alert webhook` and `hentra alert mail`: receivers of alerts added, changed,
 * switched, listed and tried.
 */
#ifndef HENTRA_MANAGE_RECEIVER_COMMAND_H
#define HENTRA_MANAGE_RECEIVER_COMMAND_H

int alert_webhook_command(int argc, char **argv);
int alert_mail_command(int argc, char **argv);

#endif
