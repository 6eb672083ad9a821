// A program in the foreground is a process group of its own that has the terminal, so that its Ctrl-C is not ours.
#include "platform/foreground.h"

#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <string>
#include <vector>

#include "platform/spawn.h"

namespace ropewalk::platform {
namespace {

/// The texts as C wants them; they live as long as the list.
class Words {
 public:
  explicit Words(std::vector<std::string> texts) : texts_(std::move(texts)) {
    for (std::string& text : texts_) {
      pointers_.push_back(text.data());
    }
    pointers_.push_back(nullptr);
  }
  [[nodiscard]] char* const* data() const { return pointers_.data(); }

 private:
  std::vector<std::string> texts_;
  std::vector<char*> pointers_;
};

std::vector<std::string> entries_of(const ports::EnvironmentList& environment) {
  std::vector<std::string> entries;
  for (const auto& [name, value] : environment) {
    const std::string start = name + "=";
    std::erase_if(entries, [&](const std::string& entry) { return entry.starts_with(start); });
    entries.push_back(start + value);
  }
  return entries;
}

std::string path_of(const ports::EnvironmentList& environment) {
  std::string path;
  for (const auto& [name, value] : environment) {
    path = name == "PATH" ? value : path;
  }
  return path;
}

/// What posix_spawn is told: a group of its own with the terminal, signals as at the start of a program.
class Settings {
 public:
  Settings(const std::filesystem::path& folder, int terminal) {
    ::posix_spawn_file_actions_init(&actions_);
    ::posix_spawnattr_init(&attributes_);
    short flags = POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK;
    if (!folder.empty()) {
      ::posix_spawn_file_actions_addchdir_np(&actions_, folder.c_str());
    }
    if (terminal >= 0) {
      flags |= POSIX_SPAWN_SETPGROUP;
      ::posix_spawnattr_setpgroup(&attributes_, 0);
      ::posix_spawn_file_actions_addtcsetpgrp_np(&actions_, terminal);
    }
    sigset_t all;
    sigset_t none;
    ::sigfillset(&all);
    ::sigemptyset(&none);
    ::posix_spawnattr_setsigdefault(&attributes_, &all);
    ::posix_spawnattr_setsigmask(&attributes_, &none);
    ::posix_spawnattr_setflags(&attributes_, flags);
  }
  ~Settings() {
    ::posix_spawn_file_actions_destroy(&actions_);
    ::posix_spawnattr_destroy(&attributes_);
  }
  Settings(const Settings&) = delete;
  Settings& operator=(const Settings&) = delete;

  [[nodiscard]] const posix_spawn_file_actions_t* actions() const { return &actions_; }
  [[nodiscard]] const posix_spawnattr_t* attributes() const { return &attributes_; }

 private:
  posix_spawn_file_actions_t actions_{};
  posix_spawnattr_t attributes_{};
};

int wait_for(pid_t process) {
  int status = 0;
  while (::waitpid(process, &status, 0) < 0 && errno == EINTR) {
  }
  constexpr int kSignalled = 128;
  return WIFEXITED(status) ? WEXITSTATUS(status) : kSignalled + WTERMSIG(status);
}

/// The terminal back to us; who is in the background is stopped by asking for it, so the signal is passed over.
void take_back(int terminal) {
  const auto before = ::signal(SIGTTOU, SIG_IGN);
  static_cast<void>(::tcsetpgrp(terminal, ::getpgrp()));
  ::signal(SIGTTOU, before);
}

}  // namespace

Result<int> RealForeground::run(const ports::ProcessRequest& request) {
  if (request.arguments.empty()) {
    return fail(ErrorKind::kInternal, "no program is named");
  }
  const std::string& name = request.arguments.front();
  const auto program = find_on_path(name, path_of(request.environment), request.working_directory);
  if (!program) {
    return fail(ErrorKind::kNotFound, fmt::format("there is no program '{}'", name));
  }
  const int terminal = ::isatty(STDIN_FILENO) == 1 ? STDIN_FILENO : -1;
  const Settings settings(request.working_directory, terminal);
  const Words arguments(request.arguments);
  const Words environment(entries_of(request.environment));
  pid_t child = 0;
  const int error = ::posix_spawn(&child, program->c_str(), settings.actions(), settings.attributes(), arguments.data(),
                                  environment.data());
  if (error != 0) {
    return fail(ErrorKind::kInternal, fmt::format("cannot start {}: {}", program->string(), std::strerror(error)));
  }
  const int code = wait_for(child);
  if (terminal >= 0) {
    take_back(terminal);
  }
  return code;
}

int RealForeground::own_process() const { return ::getpid(); }

Result<void> RealForeground::interrupt(int process, bool again) {
  // Two signals of one kind may become one.
  if (process <= 1 || ::kill(process, again ? SIGTERM : SIGINT) != 0) {
    return fail(ErrorKind::kNotFound, fmt::format("there is no process {} to interrupt", process));
  }
  return {};
}

}  // namespace ropewalk::platform
