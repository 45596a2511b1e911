/* SPDX-License-Identifier: Apache-2.0
 *
 * crypto.c - the only file that knows libcrypto.
 *
 * Rule: a digest that libcrypto cannot compute (a build without SHA-1) is no state to go on from: abort.
 * So: a name-based UUID cannot fail, and millions are made without looking the algorithm up again.
 */
#include "core/lib/crypto.h"
#include "core/base/stop.h"
#include <fcntl.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static EVP_MD *sha1, *sha256; /* set once, never freed */
/* A thread's context for names, which come by the million: kept from one to the next. */
static pthread_key_t naming;

static void need(bool worked)
{
        if (worked)
                return;
        fputs("hentra: libcrypto cannot compute a digest\n", stderr);
        abort();
}

static void free_context(void *context)
{
        EVP_MD_CTX_free(context);
}

static void fetch(void)
{
        sha1 = EVP_MD_fetch(NULL, "SHA1", NULL);
        sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
        need(sha1 && sha256 && pthread_key_create(&naming, free_context) == 0);
}

static void prepare(void)
{
        static pthread_once_t once = PTHREAD_ONCE_INIT;
        need(pthread_once(&once, fetch) == 0);
}

static EVP_MD_CTX *naming_context(void)
{
        prepare();
        EVP_MD_CTX *context = pthread_getspecific(naming);
        if (!context) {
                context = EVP_MD_CTX_new();
                need(context && pthread_setspecific(naming, context) == 0);
        }
        return context;
}

void uuid_of_name(const void *named, size_t len, uint8_t out[static 16])
{
        uint8_t digest[20];
        EVP_MD_CTX *context = naming_context();
        need(EVP_DigestInit_ex2(context, sha1, NULL) && EVP_DigestUpdate(context, named, len) &&
             EVP_DigestFinal_ex(context, digest, NULL));
        memcpy(out, digest, 16);
        out[6] = (uint8_t)((out[6] & 0x0f) | 0x50); /* version 5 */
        out[8] = (uint8_t)((out[8] & 0x3f) | 0x80); /* variant of RFC 9562 */
}

char *base64_format(const void *bytes, size_t len, char *out)
{
        EVP_EncodeBlock((unsigned char *)out, bytes, (int)len);
        return out;
}

char *hex_format(const uint8_t *bytes, size_t len, char *out)
{
        static const char digits[] = "0123456789abcdef";
        for (size_t i = 0; i < len; i++) {
                out[2 * i] = digits[bytes[i] >> 4];
                out[2 * i + 1] = digits[bytes[i] & 15];
        }
        out[2 * len] = '\0';
        return out;
}

bool hex_parse(struct text t, uint8_t *out, size_t len)
{
        if (t.len != 2 * len)
                return false;
        for (size_t i = 0; i < t.len; i++) {
                const char c = t.at[i];
                const int digit = c >= '0' && c <= '9'   ? c - '0'
                                  : c >= 'a' && c <= 'f' ? c - 'a' + 10
                                  : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                                         : -1;
                if (digit < 0)
                        return false;
                out[i / 2] = (uint8_t)(out[i / 2] << 4 | digit);
        }
        return true;
}

void sha256_text(struct text message, uint8_t out[static 32])
{
        need(EVP_Q_digest(NULL, "SHA256", NULL, message.at ? message.at : "", message.len, out, NULL) == 1);
}

bool bytes_equal_secret(const uint8_t *a, const uint8_t *b, size_t len)
{
        return CRYPTO_memcmp(a, b, len) == 0;
}

void random_secret(uint8_t *out, size_t len)
{
        need(RAND_priv_bytes(out, (int)len) == 1);
}

char *uuid_format(const uint8_t id[static 16], char out[static UUID_TEXT])
{
        static const int bytes_in_group[] = {4, 2, 2, 2, 6};
        char *p = out;
        for (size_t g = 0; g < 5; g++) {
                hex_format(id, (size_t)bytes_in_group[g], p);
                id += bytes_in_group[g];
                p += 2 * bytes_in_group[g];
                *p++ = g < 4 ? '-' : '\0';
        }
        return out;
}

void hmac_sha256(struct text key, struct text message, uint8_t out[static 32])
{
        prepare();
        /* An absent key would mean the key of the call before. */
        need(HMAC(sha256, key.at ? key.at : "", (int)key.len, (const unsigned char *)message.at, message.len,
                  out, NULL) != NULL);
}

enum fault sha256_file(const char *path, uint8_t out[static 32], struct err *e)
{
        int fd = open(path, O_RDONLY | O_CLOEXEC);
        if (fd < 0)
                return fail_errno(e, FATAL, "%s", path);
        prepare();
        EVP_MD_CTX *context = EVP_MD_CTX_new();
        need(context && EVP_DigestInit_ex2(context, sha256, NULL));
        static _Thread_local uint8_t block[1 << 18];
        ssize_t n;
        while ((n = read(fd, block, sizeof(block))) > 0 && !stop_asked())
                need(EVP_DigestUpdate(context, block, (size_t)n));
        enum fault fault = n < 0   ? fail_errno(e, FATAL, "%s", path)
                           : n > 0 ? fail(e, RETRY, "%s: stopped before its end", path)
                                   : OK;
        need(EVP_DigestFinal_ex(context, out, NULL));
        EVP_MD_CTX_free(context);
        close(fd);
        return fault;
}
