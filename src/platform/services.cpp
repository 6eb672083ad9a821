// A process is known by its number together with the tick that it started at and the machine's boot, as /proc says it:
// a number alone is given to others again.
#include "platform/services.h"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <csignal>
#include <memory>

#include "base/strings.h"
#include "platform/descriptor.h"
#include "platform/spawn.h"

namespace ropewalk::platform {
namespace {

const std::string& boot() {
  static const std::string kBoot(trim(read_kernel_file("/proc/sys/kernel/random/boot_id")).substr(0, 8));
  return kBoot;
}

/// Empty for a process that is not there, or dead and not collected yet.
std::string start_of(std::int64_t pid) {
  const std::string stat = read_kernel_file(fmt::format("/proc/{}/stat", pid));
  // The name, in parentheses, may hold anything; the state is the field behind it, the start the twentieth from there.
  const std::size_t name_end = stat.rfind(')');
  if (name_end == std::string::npos) {
    return {};
  }
  const std::vector<std::string_view> fields = split(trim(std::string_view(stat).substr(name_end + 1)), ' ');
  constexpr std::size_t kStart = 19;
  if (fields.size() <= kStart || fields[0] == "Z" || fields[0] == "X") {
    return {};
  }
  return fmt::format("{}-{}", boot(), fields[kStart]);
}

std::vector<std::int64_t> all_pids() {
  std::vector<std::int64_t> pids;
  const auto close = [](DIR* directory) { ::closedir(directory); };
  const std::unique_ptr<DIR, decltype(close)> proc(::opendir("/proc"), close);
  while (const dirent* found = proc ? ::readdir(proc.get()) : nullptr) {
    const std::string_view name = static_cast<const char*>(found->d_name);
    std::int64_t pid = 0;
    const auto parsed = std::from_chars(name.data(), name.data() + name.size(), pid);
    if (parsed.ec == std::errc() && parsed.ptr == name.data() + name.size() && pid != ::getpid()) {
      pids.push_back(pid);
    }
  }
  std::sort(pids.begin(), pids.end());
  return pids;
}

bool has_entry(std::string_view environment, std::string_view entry) {
  for (std::size_t at = environment.find(entry); at != std::string::npos; at = environment.find(entry, at + 1)) {
    if (at == 0 || environment[at - 1] == '\0') {
      return true;
    }
  }
  return false;
}

}  // namespace

Result<ports::ServiceId> RealServices::start(const ports::ServiceRequest& request) {
  const Descriptor log(::open(request.log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, S_IRUSR | S_IWUSR));
  if (!log.is_open()) {
    return fail(system_error(errno, fmt::format("cannot write the log '{}'", request.log.string())));
  }
  const ports::ProcessRequest process{.arguments = request.arguments,
                                      .working_directory = request.working_directory,
                                      .environment = request.environment};
  auto pid = spawn_service(process, log.get());
  if (!pid) {
    return fail(std::move(pid.error()));
  }
  return ports::ServiceId{.pid = *pid, .start = start_of(*pid)};
}

bool RealServices::is_running(const ports::ServiceId& id) const {
  if (id.empty()) {
    return false;
  }
  static_cast<void>(::waitpid(static_cast<pid_t>(id.pid), nullptr, WNOHANG));
  return !id.start.empty() && start_of(id.pid) == id.start;
}

void RealServices::signal(const ports::ServiceId& id, ports::ServiceSignal signal) {
  if (!is_running(id)) {
    return;
  }
  const auto pid = static_cast<pid_t>(id.pid);
  switch (signal) {
    case ports::ServiceSignal::kTerminate: ::kill(pid, SIGTERM); return;
    case ports::ServiceSignal::kUser1: ::kill(pid, SIGUSR1); return;
    case ports::ServiceSignal::kKill:
      // It leads a session, and so a group, of its own.
      if (::kill(-pid, SIGKILL) != 0) {
        ::kill(pid, SIGKILL);
      }
      return;
  }
}

std::vector<ports::ServiceId> RealServices::find_marked(std::string_view name, std::string_view value) const {
  const std::string entry = fmt::format("{}={}", name, value);
  std::vector<ports::ServiceId> found;
  for (const std::int64_t pid : all_pids()) {
    if (has_entry(read_kernel_file(fmt::format("/proc/{}/environ", pid)), entry)) {
      if (std::string start = start_of(pid); !start.empty()) {
        found.push_back({.pid = pid, .start = std::move(start)});
      }
    }
  }
  return found;
}

ports::ServiceId RealServices::identify(std::int64_t pid) const {
  std::string start = start_of(pid);
  return start.empty() ? ports::ServiceId() : ports::ServiceId{.pid = pid, .start = std::move(start)};
}

std::filesystem::path RealServices::own_program() const {
  std::error_code error;
  std::string path = std::filesystem::read_symlink("/proc/self/exe", error).string();
  // A program that was replaced while it ran; the new one at its place does as well.
  constexpr std::string_view kDeleted = " (deleted)";
  if (path.ends_with(kDeleted)) {
    path.resize(path.size() - kDeleted.size());
  }
  return path;
}

void RealServices::die() { ::kill(::getpid(), SIGKILL); }

}  // namespace ropewalk::platform
