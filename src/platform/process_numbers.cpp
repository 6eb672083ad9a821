// proc(5): the last field of /proc/loadavg is the number given last, `processes` in /proc/stat counts what was started.
#include "platform/process_numbers.h"

#include <charconv>
#include <string>
#include <string_view>

#include "base/strings.h"
#include "platform/descriptor.h"

namespace ropewalk::platform {
namespace {

template <class Number>
std::optional<Number> to_number(std::string_view text) {
  Number number{};
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
  return parsed.ec == std::errc() && parsed.ptr == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

std::optional<std::uint64_t> count_started() {
  constexpr std::string_view kKey = "\nprocesses ";
  const std::string text = read_kernel_file("/proc/stat");
  const std::size_t at = text.find(kKey);
  if (at == std::string::npos) {
    return std::nullopt;
  }
  const std::string_view rest = std::string_view(text).substr(at + kKey.size());
  return to_number<std::uint64_t>(rest.substr(0, rest.find('\n')));
}

std::optional<pid_t> last_number() {
  const std::string text(trim(read_kernel_file("/proc/loadavg")));
  const std::size_t space = text.rfind(' ');
  return space == std::string::npos ? std::nullopt : to_number<pid_t>(std::string_view(text).substr(space + 1));
}

/// The kernel's least where it does not say.
pid_t greatest_number() {
  constexpr pid_t kLeast = 300;
  return to_number<pid_t>(trim(read_kernel_file("/proc/sys/kernel/pid_max"))).value_or(kLeast);
}

}  // namespace

std::optional<ProcessMoment> read_process_moment() {
  const auto started = count_started();
  const auto last = last_number();
  return started && last ? std::optional(ProcessMoment{*last, *started}) : std::nullopt;
}

ProcessNumbers::ProcessNumbers(const ProcessMoment& from, const ProcessMoment& to, pid_t most)
    : has_all_(to.started < from.started || to.started - from.started >= static_cast<std::uint64_t>(most) / 2),
      after_(from.last),
      last_(to.last) {}

bool ProcessNumbers::has(pid_t pid) const {
  if (has_all_) {
    return true;
  }
  return after_ <= last_ ? after_ < pid && pid <= last_ : after_ < pid || pid <= last_;
}

ProcessNumbers numbers_since(const std::optional<ProcessMoment>& moment) {
  if (!moment) {
    return {};
  }
  // The count is read last: what starts in between is then counted and not missed.
  const auto last = last_number();
  const auto started = count_started();
  return last && started ? ProcessNumbers(*moment, {*last, *started}, greatest_number()) : ProcessNumbers();
}

}  // namespace ropewalk::platform
