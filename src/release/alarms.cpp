#include "release/alarms.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "base/strings.h"
#include "release/reverts.h"
#include "release/squash.h"

namespace ropewalk::release {
namespace {

Level usual_level(const std::optional<Header>& header, bool is_breaking, const Settings& settings) {
  if (!header) {
    return Level::kNone;
  }
  return is_breaking                                   ? Level::kMajor
         : settings.minor_types.contains(header->type) ? Level::kMinor
         : settings.patch_types.contains(header->type) ? Level::kPatch
                                                       : Level::kNone;
}

/// `!(x): y`, ` (x) !: y`: the mark of a breaking change, only elsewhere; words between are a sentence.
bool has_misplaced_bang(std::string_view behind_type) {
  bool has_bang = false;
  bool is_in_scope = false;
  for (const char c : behind_type) {
    if (c == ':' && !is_in_scope) {
      return has_bang;
    }
    has_bang = has_bang || (c == '!' && !is_in_scope);
    is_in_scope = c == '(' || (is_in_scope && c != ')');
    if (!is_in_scope && c != '!' && c != ')' && c != ' ') {
      return false;
    }
  }
  return false;
}

/// What a title would ask for that nearly is of the convention: `feat:x`, `Feature: x`, `[fix] x`, `feat x`.
Level nearly(std::string_view title) {
  std::string_view text = trim(title);
  const bool is_bracketed = text.starts_with('[') || text.starts_with('(');
  if (is_bracketed) {
    text.remove_prefix(1);
  }
  std::size_t end = 0;
  while (end < text.size() && std::isalpha(static_cast<unsigned char>(text[end])) != 0) {
    ++end;
  }
  const std::string word = to_lower(text.substr(0, end));
  const std::string_view rest = text.substr(end);
  const bool is_marked = is_bracketed ||
                         (!rest.empty() && std::string_view(":(!/-").find(rest[0]) != std::string_view::npos) ||
                         rest.starts_with(" :") || rest.starts_with(" (") || rest.starts_with(" - ");
  const bool is_feature = word == "feat" || word == "feature";
  const bool is_fix = word == "fix" || word == "bugfix" || word == "hotfix" || word == "fixes" || word == "perf";
  if ((is_feature || is_fix) && has_misplaced_bang(rest)) {
    return Level::kMajor;
  }
  if (word == "feat" || ((word == "feature" || word == "features" || word == "enhancement") && is_marked)) {
    return Level::kMinor;
  }
  return is_fix && is_marked ? Level::kPatch : Level::kNone;
}

/// The branch that a merge names begins as branches of features and fixes do.
Level of_branch(std::string_view title) {
  for (const auto& [start, level] : {std::pair{"feat/", Level::kMinor},
                                     {"feature/", Level::kMinor},
                                     {"fix/", Level::kPatch},
                                     {"bugfix/", Level::kPatch},
                                     {"hotfix/", Level::kPatch}}) {
    const std::size_t at = title.find(start);
    if (at != std::string_view::npos && at > 0 && std::isalpha(static_cast<unsigned char>(title[at - 1])) == 0) {
      return level;
    }
  }
  return Level::kNone;
}

/// The first line of a merge's body: the pull request's title.
std::optional<Header> request_title(const Message& message) {
  for (const std::string_view line : split_lines(message.body)) {
    if (const std::string_view text = trim(line); !text.empty()) {
      // A list of one is the title, too.
      return read_header(text.starts_with("* ") || text.starts_with("- ") ? trim(text.substr(2)) : text);
    }
  }
  return std::nullopt;
}

}  // namespace

std::vector<std::string> find_alarms(const std::vector<ReadCommit>& commits, Level level, const Settings& settings) {
  std::vector<std::string> alarms;
  for (const ReadCommit& read : commits) {
    if (read.why.starts_with("taken back")) {
      continue;
    }
    const Message message = read_message(read.commit.message);
    const std::string about = fmt::format("{} '{}'", read.commit.sha.substr(0, 7), message.title);
    if (read.commit.is_merge() || (is_merge_title(message.title) && read.notes.empty())) {
      const auto title = request_title(message);
      const Level claimed = std::max(usual_level(title, title && title->has_bang, settings), of_branch(message.title));
      if (claimed > level) {
        alarms.push_back(
            fmt::format("{} was merged as {}, and none of its commits asks for that", about,
                        title && claimed == usual_level(title, title->has_bang, settings)
                            ? fmt::format("'{}: {}'", title->type, title->description)
                            : fmt::format("a {} by its branch's name", claimed == Level::kMinor ? "feature" : "fix")));
      }
      continue;
    }
    if (!message.header && message.breaking && level < Level::kMajor) {
      alarms.push_back(
          fmt::format("{} speaks of a breaking change, but its title is not of Conventional Commits", about));
    } else if (read.level < nearly(message.title) && nearly(message.title) > level) {
      alarms.push_back(fmt::format("{} is nearly of Conventional Commits: write it as 'type: description'", about));
    } else if (level == Level::kNone && !message.header && read.level == Level::kNone &&
               has_request_number(message.title) && !read_claim(message).is_any()) {
      alarms.push_back(fmt::format("{} was merged, and its title says nothing of what it is", about));
    }
  }
  return alarms;
}

}  // namespace ropewalk::release
