// Starting one program.
//
// The child gets a session of its own rather than only a process group: without a controlling terminal a program that
// asks for a password on /dev/tty fails at once, where a background group of the user's terminal would be stopped by
// SIGTTIN and hang. Its input is /dev/null or a file in memory: nothing to pump, and no SIGPIPE to guard against.
#include "platform/spawn.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <unordered_set>

#include "base/strings.h"

namespace ropewalk::platform {
namespace {

namespace fs = std::filesystem;

/// What POSIX shells search when PATH is not set.
constexpr std::string_view kDefaultPath = "/usr/local/bin:/usr/bin:/bin";

class SpawnAttributes {
 public:
  SpawnAttributes() {
    posix_spawnattr_init(&value);
    sigset_t none;
    sigset_t all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_setsigmask(&value, &none);
    posix_spawnattr_setsigdefault(&value, &all);
    posix_spawnattr_setflags(&value, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
  }
  ~SpawnAttributes() { posix_spawnattr_destroy(&value); }
  SpawnAttributes(const SpawnAttributes&) = delete;
  SpawnAttributes& operator=(const SpawnAttributes&) = delete;

  posix_spawnattr_t value = {};
};

class SpawnActions {
 public:
  SpawnActions() { posix_spawn_file_actions_init(&value); }
  ~SpawnActions() { posix_spawn_file_actions_destroy(&value); }
  SpawnActions(const SpawnActions&) = delete;
  SpawnActions& operator=(const SpawnActions&) = delete;

  posix_spawn_file_actions_t value = {};
};

bool is_program(const fs::path& path) {
  struct stat status = {};
  return ::stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode) && ::access(path.c_str(), X_OK) == 0;
}

std::string_view path_of(const ports::EnvironmentList& environment) {
  const auto found =
      std::find_if(environment.rbegin(), environment.rend(), [](const auto& e) { return e.first == "PATH"; });
  return found == environment.rend() ? kDefaultPath : std::string_view(found->second);
}

/// "NAME=value" texts, the last one of each name alone, in order.
std::vector<std::string> environment_block(const ports::EnvironmentList& environment) {
  std::vector<std::string> block;
  std::unordered_set<std::string_view> seen;
  for (auto entry = environment.rbegin(); entry != environment.rend(); ++entry) {
    if (seen.insert(entry->first).second) {
      block.push_back(entry->first + "=" + entry->second);
    }
  }
  std::reverse(block.begin(), block.end());
  return block;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> out;
  out.reserve(texts.size() + 1);
  for (std::string& text : texts) {
    out.push_back(text.data());
  }
  out.push_back(nullptr);
  return out;
}

Result<Descriptor> input_file(const std::string& input) {
  Descriptor file(::memfd_create("input", MFD_CLOEXEC));
  if (!file.is_open()) {
    return fail(system_error(errno, "cannot prepare the input of a program"));
  }
  if (const int error = write_fully(file.get(), input); error != 0) {
    return fail(system_error(error, "cannot prepare the input of a program"));
  }
  ::lseek(file.get(), 0, SEEK_SET);
  return file;
}

Error start_error(int error_number, const fs::path& program, const fs::path& directory) {
  std::error_code ignored;
  if (!directory.empty() && !fs::is_directory(directory, ignored)) {
    return {ErrorKind::kNotFound, fmt::format("the working directory '{}' is not there", directory.string())};
  }
  Error error = system_error(error_number, fmt::format("cannot start '{}'", program.string()));
  if (error_number == ENOENT) {
    error.hint = "its interpreter (the first line after #!) or its loader is not there";
  } else if (error_number == ENOEXEC) {
    error.hint = "it is not a program for this machine, or a script without a #! line";
  } else if (error_number == E2BIG) {
    error.hint = "arguments and environment together are too long for the system";
  }
  return error;
}

}  // namespace

Child::Child(pid_t pid, Descriptor pidfd, ProcessGroups& groups)
    : pid_(pid), pidfd_(std::move(pidfd)), groups_(&groups) {
  groups_->add(pid_);
}

Child::Child(Child&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)), pidfd_(std::move(other.pidfd_)), groups_(other.groups_) {}

Child::~Child() {
  if (pid_ > 0) {
    signal_group(SIGKILL);
    static_cast<void>(collect());
  }
}

void Child::signal_group(int signal) const {
  if (pid_ > 0) {
    ::kill(-pid_, signal);
  }
}

int Child::collect() {
  groups_->remove(pid_);
  int status = 0;
  while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  pid_ = -1;
  return status;
}

std::optional<fs::path> find_on_path(std::string_view program, std::string_view path, const fs::path& directory) {
  if (program.empty()) {
    return std::nullopt;
  }
  if (program.find('/') != std::string_view::npos) {
    fs::path whole = directory / program;
    return is_program(whole) ? std::optional(whole) : std::nullopt;
  }
  for (const std::string_view folder : split(path, ':')) {
    fs::path whole = directory / folder / program;
    if (is_program(whole)) {
      return whole;
    }
  }
  return std::nullopt;
}

namespace {

Result<pid_t> start_program(const ports::ProcessRequest& request, int output, int errors) {
  if (request.arguments.empty()) {
    return fail(ErrorKind::kUsage, "no program to start was named");
  }
  const std::string& name = request.arguments[0];
  const std::optional<fs::path> program = find_on_path(name, path_of(request.environment), request.working_directory);
  if (!program) {
    return fail(ErrorKind::kNotFound, fmt::format("the program '{}' was not found", name),
                name.find('/') == std::string::npos ? "it is in no folder of PATH" : "it is missing or not executable");
  }
  std::vector<std::string> arguments = request.arguments;
  std::vector<std::string> environment = environment_block(request.environment);
  for (const auto* texts : {&arguments, &environment}) {
    if (std::any_of(texts->begin(), texts->end(), [](const std::string& t) { return t.find('\0') != t.npos; })) {
      return fail(ErrorKind::kUsage, fmt::format("cannot start '{}': an argument or variable holds a NUL byte", name));
    }
  }

  SpawnActions actions;
  Descriptor input;
  if (request.input.empty()) {
    posix_spawn_file_actions_addopen(&actions.value, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  } else {
    Result<Descriptor> file = input_file(request.input);
    if (!file) {
      return fail(file.error());
    }
    input = std::move(*file);
    posix_spawn_file_actions_adddup2(&actions.value, input.get(), STDIN_FILENO);
  }
  posix_spawn_file_actions_adddup2(&actions.value, output, STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions.value, errors, STDERR_FILENO);
  posix_spawn_file_actions_addclosefrom_np(&actions.value, STDERR_FILENO + 1);
  if (!request.working_directory.empty()) {
    posix_spawn_file_actions_addchdir_np(&actions.value, request.working_directory.c_str());
  }

  const SpawnAttributes attributes;
  pid_t pid = -1;
  const int error = ::posix_spawn(&pid, program->c_str(), &actions.value, &attributes.value, pointers(arguments).data(),
                                  pointers(environment).data());
  if (error != 0) {
    return fail(start_error(error, *program, request.working_directory));
  }
  return pid;
}

}  // namespace

Result<Child> spawn(const ports::ProcessRequest& request, int output, int errors, ProcessGroups& groups) {
  const ProcessGroups::Admission admission = groups.admit();
  if (!admission.owns_lock()) {
    return fail(ErrorKind::kInterrupted, fmt::format("'{}' was not started: everything is being ended",
                                                     request.arguments.empty() ? "" : request.arguments[0]));
  }
  const auto pid = start_program(request, output, errors);
  if (!pid) {
    return fail(pid.error());
  }
  Child child(*pid, open_pidfd(*pid), groups);
  if (child.pidfd() < 0) {
    return fail(system_error(errno, fmt::format("cannot watch '{}'", request.arguments[0])));
  }
  return child;
}

Result<pid_t> spawn_service(const ports::ProcessRequest& request, int log) { return start_program(request, log, log); }

}  // namespace ropewalk::platform
