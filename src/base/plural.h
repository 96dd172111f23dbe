/*
 * The plural rule of a message catalogue: "n%10==1 && n%100!=11 ? 0 : 1".
 */
#ifndef DAUYS_BASE_PLURAL_H
#define DAUYS_BASE_PLURAL_H

#include "dauys/base.h"

/*
 * Evaluate `rule` (C's operators ?: || && == != < > <= >= + - * / % !, parentheses, numbers and n;
 * ends at ';', newline or NUL). False if it is not such an expression or divides by zero.
 */
bool dy_plural_evaluate(const char *rule, uint64_t n, uint64_t *out) DY_NODISCARD;

#endif
