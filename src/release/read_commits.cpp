#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "base/strings.h"
#include "release/plan.h"
#include "release/taken_back.h"

namespace ropewalk::release {
namespace {

Level level_of(const Header& header, bool is_breaking, bool is_revert, const Settings& settings) {
  std::optional<Level> by_rule;
  for (const CommitRule& rule : settings.rules) {
    const bool meets =
        (rule.type.empty() || rule.type == header.type) && (rule.scope.empty() || rule.scope == header.scope) &&
        (!rule.is_breaking || *rule.is_breaking == is_breaking) && (!rule.is_revert || *rule.is_revert == is_revert);
    if (meets) {
      by_rule = std::max(by_rule.value_or(Level::kNone), rule.level);
      if (rule.is_breaking && *rule.is_breaking) {
        return rule.level;
      }
    }
  }
  if (is_breaking) {
    return Level::kMajor;
  }
  if (by_rule) {
    return *by_rule;
  }
  if (settings.minor_types.contains(header.type)) {
    return Level::kMinor;
  }
  if (settings.patch_types.contains(header.type)) {
    return Level::kPatch;
  }
  return settings.other_types.contains(header.type) ? settings.other_level : Level::kNone;
}

std::string why_of(const Header& header, bool is_breaking, Level level) {
  if (is_breaking) {
    return level == Level::kMajor ? "a breaking change" : fmt::format("a breaking change, {} by a rule", name(level));
  }
  if (header.type == "feat" && level == Level::kMinor) {
    return "a feature";
  }
  if (header.type == "fix" && level == Level::kPatch) {
    return "a fix";
  }
  return level == Level::kNone ? fmt::format("'{}' asks for no release", header.type)
                               : fmt::format("'{}' is {}", header.type, name(level));
}

std::string short_sha(const Commit& commit) { return commit.sha.substr(0, 7); }

class Reader {
 public:
  Reader(const std::vector<Commit>& commits, const Settings& settings, Plan& plan)
      : commits_(commits), settings_(settings), plan_(plan) {
    for (const Commit& commit : commits) {
      ParsedCommit parsed{.message = read_message(commit.message), .squash = {}, .claim = {}};
      if (settings.reads_squashes) {
        parsed.squash = read_squash(parsed.message, settings.known_types());
      }
      parsed.claim = read_claim(parsed.squash ? parsed.squash->own : parsed.message);
      parsed_.push_back(std::move(parsed));
    }
  }

  Result<std::vector<ReadCommit>> read(const HistoryPort& history) {
    auto taken = find_taken_back(commits_, parsed_, history, plan_.warnings);
    if (!taken) {
      return fail(std::move(taken.error()));
    }
    taken_ = std::move(*taken);
    std::vector<ReadCommit> result;
    for (std::size_t i = 0; i < commits_.size(); ++i) {
      if (commits_[i].touches) {
        result.push_back(read_one(i));
      }
    }
    return result;
  }

 private:
  ReadCommit read_one(std::size_t i) const {
    const ParsedCommit& parsed = parsed_[i];
    const Message& own = parsed.squash ? parsed.squash->own : parsed.message;
    ReadCommit result{.commit = commits_[i]};
    if (own.header) {
      result.type = own.header->type;
      result.scope = own.header->scope;
      result.is_breaking = own.is_breaking();
    } else if (parsed.claim.is_any()) {
      result.type = "revert";
    }
    if (taken_.by[i]) {
      result.why = fmt::format("taken back by {}", short_sha(commits_[*taken_.by[i]]));
      return result;
    }
    if (commits_[i].is_merge() || is_plain_merge(parsed)) {
      read_merge(i, result);
    } else {
      read_own(i, own, result);
      read_items(i, result);
    }
    return result;
  }

  /// A merge's title on a commit with one parent, where it isn't what a forge calls its squashes.
  static bool is_plain_merge(const ParsedCommit& parsed) {
    const std::string_view title = parsed.message.title;
    return is_merge_title(title) && !title.starts_with("Merged ");
  }

  void read_merge(std::size_t i, ReadCommit& result) const {
    const ParsedCommit& parsed = parsed_[i];
    std::size_t listed = 0;
    if (parsed.squash) {
      for (const Message& item : parsed.squash->items) {
        listed += item.header || read_claim(item).is_any() ? 1 : 0;
      }
    }
    result.type.clear();
    result.scope.clear();
    result.is_breaking = false;
    if (listed > 1) {
      read_items(i, result);
      return;
    }
    result.why = commits_[i].is_merge() ? "a merge: what it brings counts by itself"
                                        : "a merge that says nothing of its commits";
  }

  void read_own(std::size_t i, const Message& own, ReadCommit& result) const {
    const std::optional<Met> met = taken_.met[i];
    if (own.header && own.header->type != "revert") {
      result.level = level_of(*own.header, own.is_breaking(), false, settings_);
      result.why = why_of(*own.header, own.is_breaking(), result.level);
      result.notes.push_back({*own.header, result.level, note_of(own)});
      return;
    }
    if (met) {
      read_revert(own.title, *met, own, result);
      return;
    }
    if (own.header) {
      result.level = level_of(*own.header, own.is_breaking(), true, settings_);
      result.why = why_of(*own.header, own.is_breaking(), result.level);
      return;
    }
    result.why = "not of Conventional Commits";
  }

  static std::optional<std::string> note_of(const Message& message) {
    if (!message.is_breaking()) {
      return std::nullopt;
    }
    return message.breaking ? *message.breaking : message.header->description;
  }

  /// A revert that counts: of what was not released nothing follows, of what was a patch; what it brings back counts as
  /// it did.
  void read_revert(std::string_view title, Met met, const Message& message, ReadCommit& result) const {
    const NetTitle net = net_title(title);
    const auto inner = read_header(net.title);
    switch (met) {
      case Met::kNothing: result.why = "takes something back and names no commit"; return;
      case Met::kUnreleased: result.why = "takes back what was not released"; return;
      case Met::kReleased: break;
    }
    Level level = Level::kPatch;
    std::string why = "takes back what was released";
    Note note{.header = {.type = "revert", .scope = "", .has_bang = false, .description = net.title},
              .level = {},
              .breaking = {}};
    if (net.is_applied && inner) {
      level = std::max(Level::kPatch, level_of(*inner, inner->has_bang, false, settings_));
      why = fmt::format("brings back what was taken back: {}", why_of(*inner, inner->has_bang, level));
      note.header = *inner;
    }
    if (message.is_breaking()) {
      level = Level::kMajor;
      why += ", and breaks";
      note.breaking = note_of(message);
      result.is_breaking = true;
    }
    note.level = level;
    if (level > result.level || result.why.empty()) {
      result.level = std::max(result.level, level);
      result.why = why;
    }
    result.notes.push_back(std::move(note));
  }

  void read_items(std::size_t i, ReadCommit& result) const {
    const ParsedCommit& parsed = parsed_[i];
    if (!parsed.squash) {
      return;
    }
    const std::vector<Message>& items = parsed.squash->items;
    const std::vector<bool> counts = items_that_count(items);
    for (std::size_t k = 0; k < items.size(); ++k) {
      const Message& item = items[k];
      ReadCommit one;
      if (taken_.items[i][k]) {
        read_revert(item.title, *taken_.items[i][k], item, one);
        one.type = "revert";
      } else if (counts[k]) {
        one.type = item.header->type;
        one.scope = item.header->scope;
        one.is_breaking = item.is_breaking();
        one.level = level_of(*item.header, one.is_breaking, false, settings_);
        one.why = why_of(*item.header, one.is_breaking, one.level);
        if (item.header->description != own_description(parsed)) {
          one.notes.push_back({*item.header, one.level, note_of(item)});
        }
      }
      result.is_breaking = result.is_breaking || one.is_breaking;
      if (one.level > result.level || (result.type.empty() && !one.type.empty())) {
        result.type = one.type;
        result.scope = one.scope;
        result.level = one.level;
        result.why = fmt::format("its list has '{}': {}", item.title, one.why);
      }
      result.notes.insert(result.notes.end(), one.notes.begin(), one.notes.end());
    }
    if (result.why.empty()) {
      result.why = "a list of commits that asks for no release";
    }
  }

  static std::string own_description(const ParsedCommit& parsed) {
    const auto& header = parsed.squash->own.header;
    return header ? std::string(without_request_number(header->description)) : std::string();
  }

  const std::vector<Commit>& commits_;
  const Settings& settings_;
  Plan& plan_;
  std::vector<ParsedCommit> parsed_;
  TakenBack taken_;
};

}  // namespace

Result<std::vector<ReadCommit>> read_commits(const std::vector<Commit>& commits, const Settings& settings,
                                             const HistoryPort& history, Plan& plan) {
  return Reader(commits, settings, plan).read(history);
}

}  // namespace ropewalk::release
