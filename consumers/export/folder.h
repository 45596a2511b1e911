/* SPDX-License-Identifier: Apache-2.0
 *
 * folder.h - the folder of exports: each is a folder in it, 000001, 000002 …, which appears whole, by rename.
 *
 *   EXPORTS/000001/manifest.json   what it holds; where the next one begins
 *                  dossiers.avro …
 *                  SHA256SUMS      for `sha256sum --check`
 *   EXPORTS/000002.part/           one that is being written or was killed: the next one removes it
 *   EXPORTS/.newest                the highest number that was given, for the case that its export is deleted
 *
 * One export at a time works in a folder.
 */
#ifndef HENTRA_EXPORT_FOLDER_H
#define HENTRA_EXPORT_FOLDER_H

#include "core/base/bytes.h"
#include "core/base/err.h"
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct export_folder {
        const char *path; /* borrowed */
        int dir, part;    /* descriptors; -1: not open */
        int64_t newest;   /* number of the newest export; 0: none */
        int64_t given;    /* highest number that was ever given: no less; more if that one is gone */
        char name[24];    /* of the one that is being written: 000002 */
        struct bytes sums;
};

/* Makes the folder if it is not there; `only_look`: reads what is there, keeps nobody out. RETRY: another
 * export works in it. */
MUST enum fault folder_open(struct export_folder *f, const char *path, bool only_look, struct err *e);
/* manifest.json of the newest export, appended. FATAL: it cannot be read. */
MUST enum fault folder_manifest(const struct export_folder *f, struct bytes *out, struct err *e);
/* Begins the export with the number behind all that were given. */
MUST enum fault folder_begin(struct export_folder *f, struct err *e);

struct folder_file {
        char name[48];
        FILE *out;
        int64_t bytes; /* these two once it is closed */
        uint8_t sha256[32];
};
MUST enum fault folder_create(struct export_folder *f, const char *name, struct folder_file *file,
                              struct err *e);
/* On the disk, and among the sums. `fault` is what became of it so far: unless it is OK, only closes. */
MUST enum fault folder_close_file(struct export_folder *f, struct folder_file *file, enum fault fault,
                                  struct err *e);
/* Gives the export its name. Everything is on the disk then. */
MUST enum fault folder_finish(struct export_folder *f, struct err *e);
void folder_close(struct export_folder *f); /* what was not finished is removed */

#endif
