/* SPDX-License-Identifier: Apache-2.0
 *
 * conf_reference.c - docs/configuration.md, printed from the table of settings.
 */
#include "core/program/conf_reference.h"

#include "core/lib/conf_value.h"
#include "core/program/keys.h"
#include <stdio.h>
#include <string.h>

static size_t group_len(const char *name)
{
        return strcspn(name, ".");
}

void conf_print_reference(void)
{
        puts("# Configuration\n\n"
             "Printed by `hentra config --reference`; change `core/program/keys.c`, not this file.\n\n"
             "A value comes from these places, and a later one wins: the default below, the configuration "
             "file,\n"
             "the environment, `--set KEY=VALUE`. `hentra config` shows every key with its value and its "
             "source.\n\n"
             "The file has one `key=value` per line; lines that begin with `#` or `;` are comments. It is "
             "the "
             "one that\n"
             "`--config` names, else `$HENTRA_CONFIG`, else `hentra.conf` in the working directory. In the\n"
             "environment `load.memory` is `HENTRA_LOAD_MEMORY`. Secrets (keys with `password`, `secret` or\n"
             "`key.pem` in the name) are refused from `--set`, where other users of the machine could read "
             "them.\n\n"
             "Keys below `kafka.` go to librdkafka as they are (`kafka.bootstrap.servers`, in the "
             "environment\n"
             "`HENTRA_KAFKA_BOOTSTRAP_SERVERS`), keys below `warehouse.` to libpq (`warehouse.host`,\n"
             "`HENTRA_WAREHOUSE_HOST`), and so those below `outbox.` for the database of a source; the "
             "settings\n"
             "that correctness needs cannot be overridden.\n\n"
             "A service that gets SIGHUP reads all of these places again (the environment as it was). Of a "
             "key with\n"
             "a † it takes the new value at once; of any other that differs it logs that it needs a restart. "
             "A file\n"
             "that is wrong changes nothing.");
        const char *group = "";
        for (size_t i = 0; i < settings.key_count; i++) {
                const struct conf_key *key = &settings.keys[i];
                char allowed[VALUE_ALLOWED];
                size_t len = group_len(key->name);
                if (group_len(group) != len || strncmp(group, key->name, len) != 0)
                        printf("\n## %.*s\n\n| key | default | allowed | meaning |\n|---|---|---|---|\n",
                               (int)len, key->name);
                group = key->name;
                printf("| `%s`%s | %s%s%s | %s | %s |\n", key->name,
                       conf_is_live(&settings, key->name) ? " †" : "", key->fallback ? "`" : "",
                       key->fallback ? key->fallback : "none", key->fallback ? "`" : "",
                       conf_value_allowed(key, allowed), key->help);
        }
}
