/* SPDX-License-Identifier: Apache-2.0
 *
 * unit.h - cmocka, with the headers it wants before it.
 *
 * Its macros fail() and fail_msg() are replaced: fail() is a function of core/base/err.h here, and fail_msg()
 * would call it. A test ends itself with fail_msg(format, …).
 */
#ifndef HENTRA_TESTS_SUPPORT_UNIT_H
#define HENTRA_TESTS_SUPPORT_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#undef fail
#undef fail_msg
#define fail_msg(...) (print_error(__VA_ARGS__), print_error("\n"), _fail(__FILE__, __LINE__))

/* Random cases: the sanitizers look at each access, for which a tenth of them is enough; that all of them come out
 * right is what the same test shows without. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define CASES(n) ((n) / 10)
#else
#define CASES(n) (n)
#endif

/* What a process has in memory tells how much it needs: not where freed memory is kept to be watched. */
#ifdef __SANITIZE_ADDRESS__
enum { MEMORY_IS_TOLD = 0 };
#else
enum { MEMORY_IS_TOLD = TEST_PATIENCE == 1 };
#endif

#endif
