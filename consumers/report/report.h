/* SPDX-License-Identifier: Apache-2.0
 *
 * report.h - `hentra report`: form 06 and the online rate, of any range of days, as of now or a past instant.
 */
#ifndef HENTRA_REPORT_REPORT_H
#define HENTRA_REPORT_REPORT_H

int report_command(int argc, char **argv);

#endif
