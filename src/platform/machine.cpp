// The real clock, environment and randomness of this machine.
#include "platform/machine.h"

#include <pwd.h>
#include <sched.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <system_error>
#include <thread>

#include "base/strings.h"

namespace ropewalk::platform {
namespace {

namespace fs = std::filesystem;

/// The user database's record of this user; both texts are empty when it has none.
struct UserRecord {
  std::string name;
  std::string home;
};

UserRecord user_record() {
  std::array<char, 16384> buffer{};
  passwd record{};
  passwd* found = nullptr;
  if (::getpwuid_r(::getuid(), &record, buffer.data(), buffer.size(), &found) != 0 || found == nullptr) {
    return {};
  }
  return {record.pw_name, record.pw_dir};
}

std::string slurp(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// The smallest quota of the control group (version 2) of this process and of all above it; 0 without one.
unsigned processors_of_control_group() {
  const std::string text = slurp("/proc/self/cgroup");
  fs::path group;
  for (const std::string_view line : split_lines(text)) {
    if (line.substr(0, 3) == "0::") {
      group = fs::path("/sys/fs/cgroup") / fs::path(line.substr(3)).relative_path();
    }
  }
  unsigned smallest = 0;
  for (; group.string().size() >= std::string_view("/sys/fs/cgroup").size(); group = group.parent_path()) {
    const unsigned granted = processors_of_quota(slurp(group / "cpu.max"));
    if (granted > 0) {
      smallest = smallest == 0 ? granted : std::min(smallest, granted);
    }
  }
  return smallest;
}

unsigned number(std::string_view text) {
  unsigned value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

class RealAlarm final : public ports::Alarm {
 public:
  RealAlarm(tasks::AlarmThread& alarms, std::shared_ptr<tasks::AlarmCall> call)
      : alarms_(alarms), call_(std::move(call)) {}
  ~RealAlarm() override { alarms_.take_back(call_); }
  RealAlarm(const RealAlarm&) = delete;
  RealAlarm& operator=(const RealAlarm&) = delete;

 private:
  tasks::AlarmThread& alarms_;
  std::shared_ptr<tasks::AlarmCall> call_;
};

}  // namespace

std::chrono::system_clock::time_point RealClock::now() const { return std::chrono::system_clock::now(); }

std::chrono::steady_clock::time_point RealClock::monotonic() const { return std::chrono::steady_clock::now(); }

std::chrono::nanoseconds RealClock::children_time() const {
  rusage used{};
  if (::getrusage(RUSAGE_CHILDREN, &used) != 0) {
    return {};
  }
  return std::chrono::seconds{used.ru_utime.tv_sec + used.ru_stime.tv_sec} +
         std::chrono::microseconds{used.ru_utime.tv_usec + used.ru_stime.tv_usec};
}

std::unique_ptr<ports::Alarm> RealClock::alarm(std::chrono::steady_clock::time_point when, std::function<void()> ring) {
  return std::make_unique<RealAlarm>(alarms_, alarms_.set(when, std::move(ring)));
}

std::string RealRandom::bytes(std::size_t count) {
  std::string out(count, '\0');
  std::size_t filled = 0;
  while (filled < count) {
    const ssize_t got = ::getrandom(out.data() + filled, count - filled, 0);
    if (got > 0) {
      filled += static_cast<std::size_t>(got);
    } else if (errno != EINTR) {
      throw std::system_error(errno, std::generic_category(), "getrandom");
    }
  }
  return out;
}

std::optional<std::string> RealEnvironment::variable(std::string_view name) const {
  const char* value = std::getenv(std::string(name).c_str());
  return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

std::vector<std::pair<std::string, std::string>> RealEnvironment::variables() const {
  std::vector<std::pair<std::string, std::string>> out;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    const std::size_t equals = text.find('=');
    if (equals != std::string_view::npos) {
      out.emplace_back(text.substr(0, equals), text.substr(equals + 1));
    }
  }
  std::sort(out.begin(), out.end());
  return out;
}

fs::path RealEnvironment::current_directory() const {
  std::error_code error;
  fs::path path = fs::current_path(error);
  // A folder that is gone is none, and not the root of all.
  return error ? fs::path() : path;
}

fs::path RealEnvironment::home() const {
  if (const auto home = variable("HOME"); home && !home->empty()) {
    return *home;
  }
  const UserRecord user = user_record();
  return user.home.empty() ? "/" : user.home;
}

std::string RealEnvironment::host_name() const {
  utsname names{};
  return ::uname(&names) == 0 ? static_cast<const char*>(names.nodename) : "localhost";
}

std::string RealEnvironment::user_name() const {
  const UserRecord user = user_record();
  return user.name.empty() ? variable("USER").value_or("user") : user.name;
}

unsigned processors_of_quota(std::string_view cpu_max) {
  const auto parts = split(trim(cpu_max), ' ');
  if (parts.size() != 2 || parts[0] == "max" || number(parts[1]) == 0) {
    return 0;
  }
  const unsigned period = number(parts[1]);
  return std::max(1U, (number(parts[0]) + period - 1) / period);
}

unsigned RealEnvironment::processors() const {
  cpu_set_t allowed;
  CPU_ZERO(&allowed);
  unsigned count = ::sched_getaffinity(0, sizeof allowed, &allowed) == 0 ? static_cast<unsigned>(CPU_COUNT(&allowed))
                                                                         : std::thread::hardware_concurrency();
  if (const unsigned quota = processors_of_control_group(); quota > 0) {
    count = std::min(count, quota);
  }
  return std::max(count, 1U);
}

std::string RealEnvironment::architecture() const {
#if defined(__x86_64__)
  return "X64";
#elif defined(__aarch64__)
  return "ARM64";
#elif defined(__i386__)
  return "X86";
#elif defined(__arm__)
  return "ARM";
#else
#error "GitHub has no name for this architecture"
#endif
}

}  // namespace ropewalk::platform
