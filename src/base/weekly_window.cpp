#include "base/weekly_window.h"

#include <algorithm>
#include <charconv>
#include <string>

#include "base/strings.h"

namespace ropewalk {
namespace {

using std::chrono::minutes;

constexpr std::array<std::string_view, 7> kDays = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
constexpr std::size_t kAWeek = kDays.size();

std::optional<std::size_t> day_of(std::string_view text) {
  const std::string name = to_lower(text).substr(0, 3);
  const auto found = std::find(kDays.begin(), kDays.end(), name);
  const bool is_letters =
      std::all_of(text.begin(), text.end(), [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); });
  return found == kDays.end() || !is_letters ? std::nullopt
                                             : std::optional(static_cast<std::size_t>(found - kDays.begin()));
}

std::optional<int> number_of(std::string_view text, int most) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool is_whole = error == std::errc() && end == text.data() + text.size() && text.size() == 2;
  return is_whole && value >= 0 && value <= most ? std::optional(value) : std::nullopt;
}

std::optional<minutes> time_of(std::string_view text) {
  constexpr int kHours = 24;
  constexpr int kMinutes = 59;
  const std::size_t colon = text.find(':');
  const auto hour = colon == std::string_view::npos ? std::nullopt : number_of(text.substr(0, colon), kHours);
  const auto minute = hour ? number_of(text.substr(colon + 1), kMinutes) : std::nullopt;
  if (!minute || (*hour == kHours && *minute != 0)) {
    return std::nullopt;
  }
  return std::chrono::hours(*hour) + minutes(*minute);
}

bool add_days(std::string_view text, WeeklyWindow& window) {
  if (to_lower(text) == "daily") {
    window.days.fill(true);
    return true;
  }
  for (const std::string_view part : split(text, ',')) {
    const std::size_t dash = part.find('-');
    const auto first = day_of(part.substr(0, dash));
    const auto last = dash == std::string_view::npos ? first : day_of(part.substr(dash + 1));
    if (!first || !last) {
      return false;
    }
    for (std::size_t day = *first;; day = (day + 1) % kAWeek) {
      window.days[day] = true;
      if (day == *last) {
        break;
      }
    }
  }
  return true;
}

}  // namespace

Result<WeeklyWindow> read_weekly_window(std::string_view text) {
  std::vector<std::string_view> words;
  for (const std::string_view word : split(text, ' ')) {
    if (!word.empty()) {
      words.push_back(word);
    }
  }
  if (words.size() > 1 && to_lower(words.back()) == "utc") {
    words.pop_back();
  }
  WeeklyWindow window;
  if (words.empty() || words.size() > 2 || !add_days(words[0], window)) {
    return fail(ErrorKind::kInvalid, "a window is days and a time of the day, in UTC",
                "Mon-Fri 09:00-17:00, or daily 22:00-04:00");
  }
  if (words.size() == 2) {
    const std::size_t dash = words[1].find('-');
    const auto from = time_of(words[1].substr(0, dash));
    const auto to = dash == std::string_view::npos ? std::nullopt : time_of(words[1].substr(dash + 1));
    if (!from || !to || *from == *to || *from == std::chrono::hours(24)) {
      return fail(ErrorKind::kInvalid, "the time of a window is two times of the day, from 00:00 to 24:00",
                  "Mon-Fri 09:00-17:00");
    }
    window.from = *from;
    window.to = *to;
  }
  return window;
}

std::optional<std::chrono::system_clock::time_point> next_open(const std::vector<WeeklyWindow>& windows,
                                                               std::chrono::system_clock::time_point now) {
  std::optional<std::chrono::system_clock::time_point> next;
  const auto today = std::chrono::floor<std::chrono::days>(now);
  // One that began yesterday may be open yet.
  for (int offset = -1; offset <= static_cast<int>(kAWeek); ++offset) {
    const auto day = today + std::chrono::days(offset);
    const auto weekday = std::chrono::weekday(day).iso_encoding() - 1;
    for (const WeeklyWindow& window : windows) {
      if (!window.days[weekday]) {
        continue;
      }
      const auto length =
          window.to > window.from ? window.to - window.from : window.to - window.from + minutes(24 * 60);
      const auto begin = day + window.from;
      if (now >= begin && now < begin + length) {
        return now;
      }
      if (begin > now && (!next || begin < *next)) {
        next = begin;
      }
    }
  }
  return next;
}

}  // namespace ropewalk
