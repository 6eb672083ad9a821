// Processes that are known by a variable of their environment.
//
// All that are found in one pass get their signal before any is waited for: one after the other, a program that starts
// another when its child dies would always be a step ahead. Passes are made until one finds nothing.
//
// While the kernel puts one program in place of another (execve(2)), a process shows no environment at all. Who shows
// none is therefore looked at a few times more.
#include "platform/marked_processes.h"

#include <dirent.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <memory>
#include <set>

#include "base/strings.h"
#include "platform/descriptor.h"

namespace ropewalk::platform {
namespace {

/// More passes than any race needs; a process that forks faster than this ends at the limit of processes.
constexpr int kMostPasses = 50;

/// How often a process that shows no environment is looked at again, and after which time: some have none for good.
constexpr int kMostQuietPasses = 5;
constexpr std::chrono::milliseconds kExecTime{2};

/// How long killed processes may take to be gone before the search goes on without them.
constexpr std::chrono::milliseconds kDeathTime{1000};

struct DirectoryCloser {
  void operator()(DIR* directory) const { ::closedir(directory); }
};

std::vector<pid_t> processes_since(const std::optional<ProcessMoment>& since) {
  std::vector<pid_t> pids;
  const std::unique_ptr<DIR, DirectoryCloser> proc(::opendir("/proc"));
  while (const dirent* found = proc ? ::readdir(proc.get()) : nullptr) {
    const std::string_view name = static_cast<const char*>(found->d_name);
    pid_t pid = 0;
    const auto parsed = std::from_chars(name.data(), name.data() + name.size(), pid);
    if (parsed.ec == std::errc() && parsed.ptr == name.data() + name.size() && pid != ::getpid()) {
      pids.push_back(pid);
    }
  }
  const ProcessNumbers numbers = numbers_since(since);
  std::erase_if(pids, [&](pid_t pid) { return !numbers.has(pid); });
  std::sort(pids.begin(), pids.end());
  return pids;
}

std::string read_proc(pid_t pid, const char* name) { return read_kernel_file(fmt::format("/proc/{}/{}", pid, name)); }

/// True for what runs a program: no thread of the kernel, and nothing that has ended.
bool has_program(pid_t pid) {
  std::array<char, 8> target;
  return ::readlink(fmt::format("/proc/{}/exe", pid).c_str(), target.data(), target.size()) > 0;
}

bool is_marked(std::string_view environment, std::string_view entry) {
  for (std::size_t at = environment.find(entry); at != std::string::npos; at = environment.find(entry, at + 1)) {
    if (at == 0 || environment[at - 1] == '\0') {
      return true;
    }
  }
  return false;
}

void wait_for_all(const std::vector<Descriptor>& processes) {
  const auto end = std::chrono::steady_clock::now() + kDeathTime;
  for (const Descriptor& process : processes) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
    pollfd gone{process.get(), POLLIN, 0};
    ::poll(&gone, 1, static_cast<int>(std::max<std::int64_t>(left.count(), 0)));
  }
}

}  // namespace

std::vector<std::string> end_marked_processes(std::string_view name, std::string_view value,
                                              const std::optional<ProcessMoment>& since) {
  const std::string entry = fmt::format("{}={}", name, value);
  std::set<std::pair<pid_t, std::string>> ended;
  int quiet_passes = 0;
  for (int pass = 0; pass < kMostPasses; ++pass) {
    std::vector<Descriptor> killed;
    bool has_unknown = false;
    for (const pid_t pid : processes_since(since)) {
      // The descriptor is taken before the look: the process that is looked at is then the one that gets the signal.
      Descriptor process = open_pidfd(pid);
      const std::string environment = process.is_open() ? read_proc(pid, "environ") : std::string();
      if (process.is_open() && environment.empty()) {
        has_unknown = has_unknown || has_program(pid);
      }
      if (!is_marked(environment, entry)) {
        continue;
      }
      const std::string command = read_proc(pid, "comm");
      if (::getpgid(pid) == pid && pid != ::getpgrp()) {
        // What it started may have an environment of its own, as a step of an image's build has.
        ::kill(-pid, SIGKILL);
      }
      if (::syscall(SYS_pidfd_send_signal, process.get(), SIGKILL, nullptr, 0) == 0) {
        ended.emplace(pid, trim(command));
        killed.push_back(std::move(process));
      }
    }
    if (killed.empty() && (!has_unknown || ++quiet_passes == kMostQuietPasses)) {
      break;
    }
    if (killed.empty()) {
      ::poll(nullptr, 0, static_cast<int>(kExecTime.count()));
    }
    wait_for_all(killed);
  }
  std::vector<std::string> said;
  for (const auto& [pid, command] : ended) {
    said.push_back(fmt::format("{} ({})", pid, command));
  }
  return said;
}

}  // namespace ropewalk::platform
