/* Stopping a command that serves. */
#include "cmd/signals.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>

enum dy_code dy_cmd_hold_signals(struct dy_cmd *cmd, int *fd)
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    *fd = pthread_sigmask(SIG_BLOCK, &signals, NULL) == 0
              ? signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK)
              : -1;
    return *fd >= 0 ? DY_OK
                    : dy_fail(&cmd->err, DY_E_IO, (struct dy_span){0}, NULL,
                              "cannot wait for signals: %s", strerror(errno));
}
