#include "scan/secrets/history/object_text.h"

#include <charconv>
#include <chrono>

#include "base/rfc3339.h"

namespace ropewalk::scan {
namespace {

/// The next line, taken off the front.
std::string_view take_line(std::string_view& text) {
  const std::size_t end = std::min(text.find('\n'), text.size());
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(text.size(), end + 1));
  return line;
}

/// `Name <address> 1700000000 +0100`.
std::int64_t time_of(std::string_view person) {
  const std::size_t zone = person.rfind(' ');
  const std::size_t time = zone == std::string_view::npos ? zone : person.rfind(' ', zone - 1);
  std::int64_t seconds = 0;
  if (time != std::string_view::npos) {
    std::from_chars(person.data() + time + 1, person.data() + zone, seconds);
  }
  return seconds;
}

}  // namespace

std::optional<CommitFacts> read_commit(std::string_view content) {
  CommitFacts facts;
  bool has_tree = false;
  while (!content.empty()) {
    const std::string_view line = take_line(content);
    if (line.empty()) {
      break;
    }
    if (line.starts_with("tree ") || line.starts_with("parent ")) {
      const bool is_tree = line.front() == 't';
      const auto id = ports::object_id_from_hex(line.substr(is_tree ? 5 : 7));
      if (!id) {
        return std::nullopt;
      }
      if (is_tree) {
        facts.tree = *id;
        has_tree = true;
      } else {
        facts.parents.push_back(*id);
      }
    } else if (line.starts_with("author ")) {
      facts.author_time = time_of(line);
      facts.author = line.substr(7, std::min(line.rfind('>'), line.size() - 1) + 1 - 7);
    } else if (line.starts_with("committer ")) {
      facts.commit_time = time_of(line);
    }
  }
  facts.message = content;
  return has_tree ? std::optional(std::move(facts)) : std::nullopt;
}

std::optional<TagFacts> read_tag(std::string_view content) {
  TagFacts facts;
  const std::string_view first = take_line(content);
  const auto id = first.starts_with("object ") ? ports::object_id_from_hex(first.substr(7)) : std::nullopt;
  if (!id) {
    return std::nullopt;
  }
  facts.target = *id;
  while (!content.empty() && !take_line(content).empty()) {
  }
  facts.message = content;
  return facts;
}

std::string date_text(std::int64_t seconds) {
  return to_rfc3339(std::chrono::system_clock::time_point(std::chrono::seconds(seconds)));
}

}  // namespace ropewalk::scan
