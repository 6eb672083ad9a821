#include "base/rfc3339.h"

#include <fmt/format.h>

#include <charconv>

namespace ropewalk {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using std::chrono::sys_days;

/// Takes digits and separators off the front of a text, remembering whether all went well.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  int number(std::size_t digits) {
    int value = 0;
    const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + std::min(digits, rest_.size()), value);
    is_good_ = is_good_ && error == std::errc{} && end == rest_.data() + digits && rest_.front() != '-';
    rest_.remove_prefix(std::min(digits, rest_.size()));
    return value;
  }

  char letter(std::string_view allowed) {
    const char c = rest_.empty() ? '\0' : rest_.front();
    is_good_ = is_good_ && allowed.find(c) != std::string_view::npos && c != '\0';
    rest_.remove_prefix(std::min<std::size_t>(1, rest_.size()));
    return c;
  }

  /// `.250` in milliseconds; 0 when there is no fraction.
  int fraction() {
    if (rest_.empty() || rest_.front() != '.') {
      return 0;
    }
    rest_.remove_prefix(1);
    int value = 0;
    int place = 100;
    is_good_ = is_good_ && !rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9';
    for (; !rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9'; rest_.remove_prefix(1), place /= 10) {
      value += (rest_.front() - '0') * place;
    }
    return value;
  }

  [[nodiscard]] bool is_done() const { return is_good_ && rest_.empty(); }

 private:
  std::string_view rest_;
  bool is_good_ = true;
};

}  // namespace

std::string to_rfc3339(std::chrono::system_clock::time_point time) {
  const auto whole = std::chrono::floor<milliseconds>(time);
  const auto day = std::chrono::floor<days>(whole);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(whole - day);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), clock.hours().count(),
                     clock.minutes().count(), clock.seconds().count(), clock.subseconds().count());
}

Result<std::chrono::system_clock::time_point> parse_rfc3339(std::string_view text) {
  Reader reader(text);
  const int year = reader.number(4);
  reader.letter("-");
  const int month = reader.number(2);
  reader.letter("-");
  const int day = reader.number(2);
  reader.letter("Tt ");
  const int hour = reader.number(2);
  reader.letter(":");
  const int minute = reader.number(2);
  reader.letter(":");
  const int second = reader.number(2);
  const int millisecond = reader.fraction();
  const char zone = reader.letter("Zz+-");
  std::chrono::minutes offset{0};
  if (zone == '+' || zone == '-') {
    offset = hours(reader.number(2));
    reader.letter(":");
    offset += minutes(reader.number(2));
    offset = zone == '-' ? -offset : offset;
  }
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!reader.is_done() || !date.ok() || hour > 23 || minute > 59 || second > 60) {
    return fail(ErrorKind::kInvalid, fmt::format("'{}' is not an RFC 3339 date and time", text));
  }
  return std::chrono::system_clock::time_point(sys_days(date) + hours(hour) + minutes(minute) + seconds(second) +
                                               milliseconds(millisecond) - offset);
}

}  // namespace ropewalk
