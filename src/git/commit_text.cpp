// The text of a commit object.
#include "git/commit_text.h"

#include <fmt/format.h>

#include <charconv>
#include <chrono>

#include "base/strings.h"
#include "git/refs.h"

namespace ropewalk::git {
namespace {

struct Person {
  std::string name;
  std::string email;
  std::string date;
};

/// Seconds since 1970 and `+0200`, in RFC 3339. Nothing for years that this form has no room for.
std::optional<std::string> date_of(std::string_view seconds, std::string_view zone) {
  constexpr std::int64_t kMaxSeconds = 253402300799;  // The end of 9999.
  std::int64_t since = 0;
  const auto read = std::from_chars(seconds.data(), seconds.data() + seconds.size(), since);
  int offset = 0;
  const bool has_sign = zone.size() == 5 && (zone[0] == '+' || zone[0] == '-');
  if (!has_sign || read.ec != std::errc() || read.ptr != seconds.data() + seconds.size()) {
    return std::nullopt;
  }
  const auto read_zone = std::from_chars(zone.data() + 1, zone.data() + zone.size(), offset);
  if (read_zone.ptr != zone.data() + zone.size() || offset % 100 > 59 || offset > 1400) {
    return std::nullopt;
  }
  const std::int64_t minutes = (offset / 100 * 60 + offset % 100) * (zone[0] == '-' ? -1 : 1);
  const std::int64_t local = since + minutes * 60;
  if (since < 0 || local < 0 || local > kMaxSeconds) {
    return std::nullopt;
  }
  const std::chrono::sys_seconds time{std::chrono::seconds(local)};
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{}:{}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), clock.hours().count(),
                     clock.minutes().count(), clock.seconds().count(), zone.substr(0, 3), zone.substr(3));
}

/// `Name <mail> SECONDS ZONE`.
std::optional<Person> read_person(std::string_view text) {
  const std::size_t open = text.find('<');
  const std::size_t close = text.find('>');
  if (open == text.npos || close == text.npos || close < open || text.rfind('<') != open || text.rfind('>') != close ||
      close + 2 > text.size()) {
    return std::nullopt;
  }
  const std::vector<std::string_view> when = split(text.substr(close + 2), ' ');
  std::optional<std::string> date = when.size() == 2 ? date_of(when[0], when[1]) : std::nullopt;
  if (!date) {
    return std::nullopt;
  }
  return Person{std::string(trim(text.substr(0, open))), std::string(text.substr(open + 1, close - open - 1)),
                *std::move(date)};
}

}  // namespace

std::optional<ports::Commit> read_commit_text(std::string_view id, std::string_view text) {
  const std::size_t end = text.find("\n\n");
  if (end == text.npos || text.find('\0') != text.npos) {
    return std::nullopt;
  }
  ports::Commit commit;
  commit.sha = id;
  std::optional<Person> author;
  std::optional<Person> committer;
  for (const std::string_view line : split(text.substr(0, end), '\n')) {
    const std::size_t space = line.find(' ');
    const std::string_view key = line.substr(0, space);
    const std::string_view value = space == line.npos ? std::string_view() : line.substr(space + 1);
    if (key == "tree") {
      commit.tree = value;
    } else if (key == "parent") {
      commit.parents.emplace_back(value);
    } else if (key == "author" && !author) {
      author = read_person(value);
    } else if (key == "committer" && !committer) {
      committer = read_person(value);
    } else if (key == "encoding") {
      return std::nullopt;
    }
    // A signature goes on in lines that start with a space, whose key is empty.
  }
  if (!is_object_id(commit.tree) || !author || !committer) {
    return std::nullopt;
  }
  commit.author_name = std::move(author->name);
  commit.author_email = std::move(author->email);
  commit.author_date = std::move(author->date);
  commit.committer_name = std::move(committer->name);
  commit.committer_email = std::move(committer->email);
  commit.committer_date = std::move(committer->date);
  commit.message = text.substr(end + 2);
  while (commit.message.ends_with('\n')) {
    commit.message.pop_back();
  }
  return commit;
}

}  // namespace ropewalk::git
