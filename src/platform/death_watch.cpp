// Something to do when this process is killed.
//
// PR_SET_PDEATHSIG would end only direct children, when the *thread* that started them ends, and would need a fork
// where we spawn. So one process is forked at the start of a run instead: it shares our memory (copied on write) and
// waits on a pidfd of ours, which becomes readable when we are gone whole, locks of files included. When all goes well,
// it is killed. Between fork and exec it calls nothing that could need a lock which another thread of ours held at the
// fork.
#include "platform/death_watch.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <string_view>

#include "platform/descriptor.h"

namespace ropewalk::platform {
namespace {

constexpr std::string_view kShowCursor = "\x1b[?25h";

/// Where the watcher has its two descriptors; everything above is closed.
constexpr int kWatched = 3;
constexpr int kTerminal = 4;

/// A descriptor that a terminal is connected to, of our outputs; -1 when there is none.
int terminal_output() {
  for (const int fd : {STDERR_FILENO, STDOUT_FILENO}) {
    if (::isatty(fd) == 1) {
      return fd;
    }
  }
  return -1;
}

/// Closes everything that the watcher shares with us but these two: who waits for the end of our output, or for our
/// lock of a file, must not wait for the watcher.
void keep_only(int watched, int terminal) {
  // First out of the way of the numbers that they shall have.
  watched = ::fcntl(watched, F_DUPFD, kTerminal + 1);
  terminal = terminal < 0 ? -1 : ::fcntl(terminal, F_DUPFD, kTerminal + 1);
  const int null = ::open("/dev/null", O_RDWR);
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO, kTerminal}) {
    ::dup2(null, fd);
  }
  ::dup2(watched, kWatched);
  if (terminal >= 0) {
    ::dup2(terminal, kTerminal);
  }
  ::syscall(SYS_close_range, kTerminal + 1, ~0U, 0);
  ::fcntl(kWatched, F_SETFD, FD_CLOEXEC);
  ::fcntl(kTerminal, F_SETFD, FD_CLOEXEC);
}

[[noreturn]] void watch(int watched, int terminal, char* mark, char* const* arguments) {
  // Neither the terminal's Ctrl-C nor a polite signal to all of our processes is meant for the watcher.
  ::setsid();
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGTTOU}) {
    ::signal(signal, SIG_IGN);
  }
  ::prctl(PR_SET_NAME, "ropewalk-watch");
  if (mark != nullptr) {
    // Where we are a step ourselves, the watcher must outlive what ends that step's processes by their environment.
    std::memset(mark, '-', std::strlen(mark));
  }
  keep_only(watched, terminal);
  pollfd gone{kWatched, POLLIN, 0};
  while (::poll(&gone, 1, -1) < 0 && errno == EINTR) {
  }
  static_cast<void>(!::write(kTerminal, kShowCursor.data(), kShowCursor.size()));
  ::execve("/proc/self/exe", arguments, environ);
  ::_exit(127);
}

}  // namespace

Result<std::unique_ptr<DeathWatch>> DeathWatch::start(const std::vector<std::string>& arguments) {
  const Descriptor ourselves = open_pidfd(::getpid());
  if (!ourselves.is_open()) {
    return fail(system_error(errno, "cannot watch over the run"));
  }
  std::vector<std::string> words{"ropewalk"};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> pointers;
  for (std::string& word : words) {
    pointers.push_back(word.data());
  }
  pointers.push_back(nullptr);
  char* const mark = std::getenv("RUNNER_TRACKING_ID");
  const int terminal = terminal_output();
  const pid_t watcher = ::fork();
  if (watcher == 0) {
    watch(ourselves.get(), terminal, mark, pointers.data());
  }
  if (watcher < 0) {
    return fail(system_error(errno, "cannot start the process that watches over the run"));
  }
  return std::unique_ptr<DeathWatch>(new DeathWatch(watcher));  // NOLINT: private constructor
}

DeathWatch::~DeathWatch() {
  ::kill(watcher_, SIGKILL);
  while (::waitpid(watcher_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

}  // namespace ropewalk::platform
