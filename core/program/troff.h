/* SPDX-License-Identifier: Apache-2.0
 *
 * troff.h - text for man(1): escaped, and in short lines.
 */
#ifndef HENTRA_PROGRAM_TROFF_H
#define HENTRA_PROGRAM_TROFF_H

/* Prints text, and ends its last line. What begins with a blank stays a line by itself, as it is; other lines
 * are broken at blanks, which troff fills again. An empty line begins a paragraph. */
void troff_text(const char *text);

/* Prints text inside of a line: no line of it may begin with a dot. */
void troff_word(const char *text);

#endif
