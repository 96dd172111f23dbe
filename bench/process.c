/*
 * Run a command some times with its output thrown away; for each run prints the milliseconds from
 * start to end and the peak memory in bytes. A program of its own and a small one: what the kernel
 * reports as a process's peak begins with the memory of the program that started it.
 *
 *   process RUNS COMMAND [ARGUMENT...]
 */
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

extern char **environ;

static double milliseconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

/* False, and said, if the command cannot be run or fails. */
static bool run_once(char **command, const posix_spawn_file_actions_t *actions)
{
    pid_t process;
    int status;
    struct rusage usage;
    double started = milliseconds();
    int number = posix_spawnp(&process, command[0], actions, NULL, command, environ);
    if (number == 0 && wait4(process, &status, 0, &usage) < 0)
        number = errno;
    double took = milliseconds() - started;
    if (number != 0 || status != 0) {
        fprintf(stderr, "process: %s: %s\n", command[0], number ? strerror(number) : "failed");
        return false;
    }
    printf("%.3f %llu\n", took, (unsigned long long)usage.ru_maxrss * 1024);
    return true;
}

int main(int argc, char **argv)
{
    posix_spawn_file_actions_t actions;
    if (argc < 3) {
        fputs("usage: process RUNS COMMAND [ARGUMENT...]\n", stderr);
        return 2;
    }
    if (posix_spawn_file_actions_init(&actions) != 0 ||
        posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0) != 0)
        return 4;
    for (long left = strtol(argv[1], NULL, 10); left > 0; left--)
        if (!run_once(argv + 2, &actions))
            return 1;
    posix_spawn_file_actions_destroy(&actions);
    return 0;
}
